"""Panes in the real program: splits, keys between them, and that they outlive a killed window."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from console.wire import messages as m
from tests.core import attach
from tests.e2e.program import COLORS, Program, program
from tests.e2e.screen import Screen, screen, wait_for

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(150)]


def says(app: Program, path: Path, command: str) -> str:
    """Return what a command writes that is typed into the focused terminal."""
    path.unlink(missing_ok=True)
    app.screen.type(f"({command}) > {path}.part; mv {path}.part {path}\n")
    wait_for(path.exists, 20, f"the answer of {command}")
    return path.read_text().strip()


def press(glass: Screen, keys: str) -> None:
    """Press keys that change what is shown, and wait until that has happened."""
    before = glass.rgb()
    glass.keys(keys)
    wait_for(lambda: (glass.rgb() != before).any(axis=2).sum() > 1000, 20, f"{keys} does something")
    glass.still()


def test_panes_have_their_sizes_and_come_back_after_a_killed_window(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    with screen(1920, 1080) as glass, program(glass, ["--ssh-config", str(config)]) as app:
        app.start()
        press(glass, "ctrl+shift+t")
        app.wait_open()
        glass.keys("ctrl+shift+j")
        whole, first = says(app, tmp_path / "a", "stty size; echo $$").splitlines()
        rows, cols = map(int, whole.split())
        press(glass, "ctrl+shift+d")
        app.wait_open(2)
        press(glass, "ctrl+shift+e")
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
        press(glass, "ctrl+shift+t")
        app.wait_open()
        glass.keys("ctrl+shift+j")
        whole, first = says(app, tmp_path / "a", "stty size; echo $$").splitlines()
        press(glass, "ctrl+shift+d")
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


def test_a_window_that_is_taken_over_may_watch_and_take_over_again(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    with screen() as glass, program(glass, ["--ssh-config", str(config)]) as app:
        app.start()
        press(glass, "ctrl+shift+t")
        app.wait_open()
        leader = attach(str(app.socket))
        try:
            (tab,) = leader.welcome().tabs
            wait_for(app.has_banner, 20, "the line that another window has taken over")
            glass.keys("shift+Tab", "Return")
            wait_for(lambda: not app.has_banner(), 20, "it watches")
            leader.until(lambda: leader.of(m.WatchersChanged) == [m.WatchersChanged(1)])
            glass.still()
            before = glass.rgb()
            leader.send(m.ShowTerminal(terminal_id=tab.terminal_id, visible=True, focused=True))
            leader.type(tab.terminal_id, "seq 1000 1040\n")
            leader.until(lambda: "1040" in leader.screen(tab.terminal_id))
            wait_for(lambda: (glass.rgb() != before).any(axis=2).sum() > 3000, 20, "the window shows what is typed")
            glass.picture("watching")
            glass.keys("ctrl+shift+j")
            glass.type(f"touch {tmp_path / 'typed'}\n")
            glass.picture("watching-hint")
            assert not (tmp_path / "typed").exists()
            # From the terminal back to the button of the line above it.
            glass.keys("ctrl+shift+Escape", "shift+Tab", "shift+Tab", "shift+Tab")
            glass.picture("watching-button")
            glass.keys("Return")
            leader.wait_ended()
            assert leader.of(m.TakenOver)
        finally:
            leader.socket.close()
        glass.keys("ctrl+shift+j")
        glass.type(f"touch {tmp_path / 'typed'}\n")
        wait_for(lambda: (tmp_path / "typed").exists(), 20, "the window leads again")


def test_a_second_program_watches_beside_the_first(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    arguments = ["--ssh-config", str(config)]
    with screen() as glass, program(glass, arguments) as app:
        app.start()
        press(glass, "ctrl+shift+t")
        app.wait_open()
        with app.another(["--watch", *arguments]) as other:
            wait_for(lambda: len(glass.windows("Leitstand")) == 2, 30, "its window")
            wait_for(lambda: glass.count(COLORS["info_bg"]) > 20_000, 30, "the line that it watches")
            glass.picture("watching-program")
            glass.keys("ctrl+shift+q")
            assert other.wait(20) == 0, "it leaves without a question"
        glass.keys("ctrl+shift+j")
        app.screen.type(f"touch {tmp_path / 'typed'}\n")
        wait_for(lambda: (tmp_path / "typed").exists(), 20, "the first window still leads")


def test_a_window_of_its_own_comes_back_after_a_killed_desk(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    with screen() as glass, program(glass, ["--ssh-config", str(config)]) as app:
        app.start()
        press(glass, "ctrl+shift+t")
        app.wait_open()
        press(glass, "ctrl+shift+t")
        app.wait_open(2)
        glass.keys("ctrl+shift+F6")
        wait_for(lambda: len(glass.windows("Leitstand")) == 2, 20, "another window")
        glass.still()
        first = says(app, tmp_path / "a", "echo $$")
        app.kill_desk()
        wait_for(lambda: not glass.windows("Leitstand"), 10, "both windows are gone")
        app.start()
        wait_for(lambda: len(glass.windows("Leitstand")) == 2, 20, "both windows are back")
        glass.still()
        glass.keys("ctrl+shift+j")
        assert says(app, tmp_path / "b", "echo $$") == first, "the keyboard is where it was"
        glass.picture("splits-second-window")
        glass.keys("ctrl+shift+F7")
        wait_for(lambda: len(glass.windows("Leitstand")) == 1, 20, "its last terminal has left it")


def test_after_a_restart_of_the_machine_panes_come_back_with_what_they_showed(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    with screen() as glass, program(glass, ["--ssh-config", str(config)]) as app:
        settings = app.home / "ls" / "config" / "settings.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text('[terminal]\nrestore = "scrollback"\n')
        app.start()
        press(glass, "ctrl+shift+t")
        app.wait_open()
        press(glass, "ctrl+shift+d")
        app.wait_open(2)
        glass.keys("ctrl+shift+j")
        glass.type("clear; seq 100 110; echo token=abcdef\n")
        glass.still()
        for pid in app.cores():
            os.kill(pid, signal.SIGTERM)  # as a machine that is shut down does
        wait_for(lambda: not app.cores(), 20, "the core has ended")
        app.kill_desk()
        kept = app.home / "ls" / "state" / "restore" / app.profile
        texts = [path.read_text() for path in kept.glob("*.txt")]
        assert any("110" in text and "token=********" in text for text in texts)
        app.start()
        glass.picture("restored")
        glass.keys("ctrl+shift+j", "Return")
        app.wait_open(1)
        glass.keys("ctrl+shift+j")
        glass.type(f"touch {tmp_path / 'again'}\n")
        wait_for(lambda: (tmp_path / "again").exists(), 20, "a fresh session under the old picture")
        glass.picture("restored-connected")
