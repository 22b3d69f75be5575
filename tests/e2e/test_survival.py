"""What survives: a killed window, a killed core; and that leaving leaves nothing behind."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

from console.model.service import DeployState
from tests.e2e.program import COLORS, Program, program
from tests.e2e.screen import Screen, screen, wait_for

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(150)]

Picture = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]


def terminal(glass: Screen) -> Picture:
    """Return what is shown where terminals are."""
    return glass.rgb()[glass.height * 3 // 20 : glass.height * 13 // 20, glass.width // 4 : glass.width * 14 // 15]


def is_like(one: Picture, other: Picture) -> bool:
    """Say whether two pictures are the same but for a cursor and the like."""
    return bool((one != other).any(axis=2).sum() < 1500)


def has_text(picture: Picture) -> bool:
    """Say whether something is written there."""
    return len(np.unique(picture.reshape(-1, 3), axis=0)) > 8


def test_sessions_and_deploys_outlive_a_killed_window(tmp_path: Path) -> None:
    with screen() as glass, program(glass, ["demo"], "demo") as app:
        app.start()
        app.go("gpu-a01")
        app.wait_open()
        app.screen.keys("ctrl+shift+t")
        app.wait_open(2)
        app.run("clear; head -c 20000 /dev/urandom | base64 -w 80; echo $$ > " + str(tmp_path / "before"))
        wait_for(lambda: (tmp_path / "before").exists(), 20, "the command has run")
        glass.still()
        newest = terminal(glass)
        assert has_text(newest)
        glass.keys("shift+Prior", "shift+Prior")
        glass.still()
        older = terminal(glass)
        assert has_text(older)
        assert not is_like(older, newest)
        glass.keys("ctrl+Prior")  # to the simulated node, which the deploy goes to
        app.lead_deploy("survival")
        app.kill_desk()
        wait_for(lambda: not glass.windows("Leitstand"), 10, "the window is gone")
        app.wait_deploy(DeployState.SERVING)

        seconds = app.start()
        print(f"the window is back after {seconds:.2f} s")
        glass.keys("alt+2")
        started = time.monotonic()
        wait_for(lambda: is_like(terminal(glass), newest) or is_like(terminal(glass), older), 20, "the same screen")
        print(f"and shows the same screen {time.monotonic() - started:.2f} s later")
        assert seconds < 3
        glass.picture("survival-attached-again")
        app.run("echo $$ > " + str(tmp_path / "after"))
        wait_for(lambda: (tmp_path / "after").exists(), 20, "the shell goes on")
        assert (tmp_path / "after").read_text() == (tmp_path / "before").read_text()
        app.run("clear; head -c 20000 /dev/urandom | base64 -w 80")
        glass.still()
        glass.keys("shift+Prior", "shift+Prior")
        glass.still()
        assert has_text(terminal(glass))


def test_a_killed_core_leaves_a_window_that_starts_another(tmp_path: Path) -> None:
    with screen() as glass, local(glass, tmp_path) as app:
        app.start()
        glass.keys("ctrl+shift+t")
        app.wait_open()
        (before,) = app.cores()
        app.kill_core()
        wait_for(app.has_banner, 20, "the line that the core is lost")
        glass.picture("survival-core-lost")
        assert glass.count(COLORS["accent"]) > 500, "the button to start again"
        glass.keys("Return")
        wait_for(lambda: not app.has_banner(), 20, "the line is gone")
        wait_for(lambda: app.cores() not in ([], [before]), 20, "another core")
        glass.keys("ctrl+shift+t")
        app.wait_open()
        app.run(f"touch {tmp_path / 'again'}")
        wait_for(lambda: (tmp_path / "again").exists(), 20, "a shell of the new core")
        glass.picture("survival-core-started-again")


def test_leaving_asks_first_and_then_leaves_nothing(tmp_path: Path) -> None:
    with screen() as glass, local(glass, tmp_path) as app:
        app.start()
        glass.keys("ctrl+shift+t")
        app.wait_open()
        glass.keys("ctrl+shift+q")
        wait_for(app.has_sheet, 20, "the question")
        glass.picture("survival-leave")
        glass.keys("Escape")
        wait_for(lambda: not app.has_sheet(), 20, "staying")
        app.run(f"touch {tmp_path / 'stayed'}")
        wait_for(lambda: (tmp_path / "stayed").exists(), 20, "the session goes on")
        glass.keys("ctrl+shift+q")
        wait_for(app.has_sheet, 20, "the question again")
        # From the safe answer, which has the focus, to the one that ends everything.
        glass.keys("Tab", "space")
        assert app.desk is not None
        assert app.desk.wait(20) == 0
        wait_for(lambda: not app.processes(), 20, "every process has ended")
        assert not app.socket.exists()


def test_closing_the_window_without_sessions_ends_everything(tmp_path: Path) -> None:
    with screen() as glass, local(glass, tmp_path) as app:
        app.start()
        wait_for(app.socket.exists, 20, "the core")
        glass.keys("ctrl+shift+q")
        assert app.desk is not None
        assert app.desk.wait(20) == 0
        wait_for(lambda: not app.processes(), 20, "every process has ended")
        assert not app.socket.exists()


def local(glass: Screen, folder: Path) -> AbstractContextManager[Program]:
    """Return a program that knows this machine only."""
    config = folder / "ssh_config"
    config.touch()
    return program(glass, ["--ssh-config", str(config)])
