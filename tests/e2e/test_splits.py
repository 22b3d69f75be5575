"""Panes in the real program: splits, keys between them, and that they outlive a killed window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import Program, program
from tests.e2e.screen import screen, wait_for

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(150)]


def says(app: Program, path: Path, command: str) -> str:
    """Return what a command writes that is typed into the focused terminal."""
    path.unlink(missing_ok=True)
    app.screen.type(f"({command}) > {path}.part; mv {path}.part {path}\n")
    wait_for(path.exists, 20, f"the answer of {command}")
    return path.read_text().strip()


def test_panes_have_their_sizes_and_come_back_after_a_killed_window(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    with screen(1920, 1080) as glass, program(glass, ["--ssh-config", str(config)]) as app:
        app.start()
        glass.keys("ctrl+shift+t")
        app.wait_open()
        glass.keys("ctrl+shift+j")
        whole, first = says(app, tmp_path / "a", "stty size; echo $$").splitlines()
        rows, cols = map(int, whole.split())
        glass.keys("ctrl+shift+d")
        app.wait_open(2)
        glass.keys("ctrl+shift+e")
        app.wait_open(3)
        glass.still()
        size, third = says(app, tmp_path / "c", "stty size; echo $$").splitlines()
        assert abs(int(size.split()[1]) - cols // 2) <= 3
        assert abs(int(size.split()[0]) - rows // 2) <= 3
        glass.keys("alt+Left")
        assert says(app, tmp_path / "d", "echo $$") == first, "Alt with an arrow went to the pane on the left"
        glass.keys("alt+shift+Left", "alt+shift+Left", "alt+shift+Left", "alt+shift+Left")
        glass.still()
        narrow = says(app, tmp_path / "e", "stty size")
        assert int(narrow.split()[1]) < cols // 2 - 8
        glass.picture("splits")

        app.kill_desk()
        wait_for(lambda: not glass.windows("Leitstand"), 10, "the window is gone")
        app.start()
        glass.keys("ctrl+shift+j")
        again = says(app, tmp_path / "f", "stty size; echo $$").splitlines()
        assert again == [narrow, first], "the focused pane has its size and its shell"
        glass.keys("alt+Right", "alt+Down")
        assert says(app, tmp_path / "g", "echo $$") == third
        glass.picture("splits-attached-again")

        glass.keys("ctrl+shift+Return")
        glass.still()
        rows_alone, cols_alone = map(int, says(app, tmp_path / "h", "stty size").split())
        assert (rows_alone, cols_alone) == (rows, cols)
        glass.keys("ctrl+shift+w", "ctrl+shift+w")
        glass.still()
        assert says(app, tmp_path / "i", "stty size; echo $$").splitlines() == [whole, first]


def test_in_a_narrow_window_splits_are_tabs(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    with screen(1280, 720) as glass, program(glass, ["--ssh-config", str(config)]) as app:
        app.start()
        glass.keys("ctrl+shift+t")
        app.wait_open()
        glass.keys("ctrl+shift+j")
        whole, first = says(app, tmp_path / "a", "stty size; echo $$").splitlines()
        glass.keys("ctrl+shift+d")
        app.wait_open(2)
        glass.still()
        assert says(app, tmp_path / "b", "stty size") == whole
        glass.picture("splits-narrow")
        glass.keys("alt+1")
        assert says(app, tmp_path / "c", "echo $$") == first
        glass.keys("ctrl+shift+Return")
        glass.still()
        half = says(app, tmp_path / "d", "stty size")
        assert abs(2 * int(half.split()[1]) - int(whole.split()[1])) < 10
        glass.picture("splits-narrow-all")
