"""The settings, by keyboard: what is chosen is seen at once, and starting the window anew ends no session."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.program import COLORS, Program, program
from tests.e2e.screen import Screen, screen, wait_for

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(120)]

PLUM_GROUND = "#22101E"


def set_in_file(app: Program, name: str) -> object:
    file = app.home / "ls" / "config" / "settings.toml"
    table, _, key = name.partition(".")
    return tomllib.loads(file.read_text()).get(table, {}).get(key) if file.exists() else None


def find(app: Program, option: str) -> None:
    """Open the settings, search for an option and give its control the keyboard."""
    app.screen.keys("ctrl+comma")
    wait_for(app.has_sheet, 20, "the settings")
    app.screen.type(option)
    app.screen.keys("Tab", "Tab")


def bar_height(glass: Screen) -> int:
    """Return where the line under the top bar is."""
    line = np.frombuffer(bytes.fromhex(COLORS["line"].removeprefix("#")), np.uint8)
    rows = (glass.rgb()[:100] == line).all(axis=2).mean(axis=1) > 0.95
    return int(np.argmax(rows))


def test_a_scheme_colours_the_terminal_at_once_and_a_larger_window_keeps_its_shell(tmp_path: Path) -> None:
    with screen(1440, 900) as glass, program(glass, ["demo"], "demo") as app:
        app.start()
        glass.keys("ctrl+shift+t")
        app.wait_open()
        app.run(f"echo $$ > {tmp_path / 'before'}")
        wait_for((tmp_path / "before").exists, 20, "the shell answers")

        find(app, "terminal.scheme")
        glass.type("Plum")
        wait_for(lambda: set_in_file(app, "terminal.scheme") == "plum", 10, "the scheme is kept")
        glass.picture("settings-scheme")
        glass.keys("Escape", "Escape")
        wait_for(lambda: glass.count(PLUM_GROUND) > 200_000, 20, "the terminal has the ground of the scheme")

        find(app, "window.font_size")
        glass.keys("Up", "Up", "Up")
        wait_for(lambda: set_in_file(app, "window.font_size") == 16, 10, "the size is kept")
        assert app.desk is not None
        before = bar_height(glass)
        glass.keys("Tab", "Tab", "space")
        wait_for(lambda: bar_height(glass) > before, 30, "a window with a higher bar")
        wait_for(glass.take_keyboard, 20, "the window has the keyboard", app.state)
        wait_for(lambda: glass.count(PLUM_GROUND) > 200_000, 20, "the terminal is shown again")
        assert app.desk.poll() is None, "it is the same process"
        app.run(f"echo $$ > {tmp_path / 'after'}")
        wait_for((tmp_path / "after").exists, 20, "the shell answers again")
        assert (tmp_path / "after").read_text() == (tmp_path / "before").read_text()
        glass.picture("settings-larger")
        assert "Traceback" not in app.log.read_text()
