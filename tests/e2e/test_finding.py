"""Prompts, the output of commands and the find bar in the real program, by keyboard."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.program import program
from tests.e2e.screen import Screen, screen, wait_for

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(150)]


def marked(glass: Screen) -> str:
    """Return what is marked, as a middle click would paste it."""
    command = ["xclip", "-o", "-selection", "primary", "-target", "UTF8_STRING"]
    done = subprocess.run(command, env=glass.environment, capture_output=True, check=False, timeout=10)
    return done.stdout.decode("utf-8", "replace").strip()


def is_marked(glass: Screen, expected: str) -> None:
    wait_for(lambda: marked(glass) == expected, 10, f"{expected!r} marked", lambda: marked(glass))


def test_the_output_of_commands_is_found_by_prompt_and_by_pattern(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    with screen(1400, 900) as glass, program(glass, ["--ssh-config", str(config)]) as app:
        app.start()
        glass.keys("ctrl+shift+t")
        app.wait_open()
        glass.keys("ctrl+shift+j")
        for command in ("PS1='ops$ '", "echo first word", "seq 200", "echo needle in 1 line", "echo last one"):
            glass.type(f"{command}\n")
            glass.still()
        glass.keys("ctrl+shift+F3")
        is_marked(glass, "last one")
        for _ in range(4):
            glass.keys("ctrl+shift+Up")
            glass.still()
        glass.picture("prompt")
        glass.keys("ctrl+shift+F3")
        is_marked(glass, "first word")

        glass.keys("ctrl+shift+f")
        glass.type("^19[0-9]$")
        glass.keys("alt+r")
        glass.still()
        glass.picture("find")
        glass.keys("Escape")
        for _ in range(3):
            glass.keys("ctrl+shift+Up")
            glass.still()
        glass.keys("ctrl+shift+F3")
        is_marked(glass, "\n".join(map(str, range(1, 201))))
