"""Selecting and copying in the real program, by keyboard: text, links, HTML, over what has scrolled away."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.program import Program, program
from tests.e2e.screen import Screen, screen, wait_for

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(150)]


def clipboard(glass: Screen, target: str = "UTF8_STRING") -> str:
    """Return what is on the clipboard."""
    command = ["xclip", "-o", "-selection", "clipboard", "-target", target]
    done = subprocess.run(command, env=glass.environment, capture_output=True, check=False, timeout=10)
    return done.stdout.decode("utf-8", "replace").rstrip("\0")


def copied(glass: Screen, expected: str) -> None:
    wait_for(lambda: clipboard(glass) == expected, 10, f"{expected!r} on the clipboard", lambda: clipboard(glass))


def show(app: Program, folder: Path) -> None:
    """Print lines that fill the screen three times, and below them what is copied."""
    script = folder / "show.sh"
    script.write_text(
        "clear; seq 200\n"
        "printf 'plain \\033[1;31mred\\033[0m <b> \\n'\n"
        "printf 'see https://www.example.com/docs and /var/log/syslog\\n'\n"
    )
    app.screen.type(f"PS1='> '; . {script}\n")
    app.screen.still()


def test_text_is_selected_and_copied_without_a_mouse(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    with screen(1400, 900) as glass, program(glass, ["--ssh-config", str(config)]) as app:
        app.start()
        glass.keys("ctrl+shift+t")
        app.wait_open()
        glass.keys("ctrl+shift+j")
        show(app, tmp_path)
        glass.keys("ctrl+shift+space", "Up", "Up", "Home", "v", "w")
        glass.picture("copy-mode")
        glass.keys("y")
        copied(glass, "plain r")

        glass.keys("ctrl+shift+space", "Up", "Up", "shift+v")
        glass.keys("ctrl+shift+c")
        copied(glass, "plain red <b>")
        glass.keys("Escape", "Escape")

        glass.keys("ctrl+shift+space")
        for _ in range(4):
            glass.keys("Prior")
        glass.still()
        glass.keys("ctrl+Home")
        glass.still()
        glass.keys("shift+v", "y")
        wait_for(lambda: clipboard(glass).isdecimal(), 10, "a number from far above", lambda: clipboard(glass))

        glass.type("#")
        glass.keys("BackSpace", "ctrl+shift+F4")
        glass.picture("hints")
        glass.keys("shift+s")
        copied(glass, "https://www.example.com/docs")

        glass.keys("ctrl+shift+space", "Up", "Up", "shift+v", "ctrl+shift+p")
        glass.type("Copy as HTML\n")
        wait_for(lambda: "<pre" in clipboard(glass, "text/html"), 10, "HTML on the clipboard")
        html = clipboard(glass, "text/html")
        assert "font-weight:bold" in html
        assert "&lt;b&gt;" in html
        assert clipboard(glass) == "plain red <b>"
