"""How long one waits for the window, the fleet, the tabs and a prompt, seen from outside, on a real X screen.

``python -m pytest -m perf -s tests/perf/test_start.py``. Files are warm, processes are not: each round starts a
desk of its own, and a core of its own where it says so.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from console.app.profile import Profile
from tests.perf.glass import Glass, Pixels, glass, when
from tests.perf.stand import MARK, ROUNDS, milliseconds, running_seconds, stand

pytestmark = [pytest.mark.perf, pytest.mark.timeout(600)]

TABS, LINES = 8, 10_000
TREE = slice(100, 900), slice(100, 420)


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Glass]:
    with glass(tmp_path_factory.mktemp("glass")) as made:
        yield made


BARE = """
import sys
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
class Bare(QWidget):
    def paintEvent(self, event):
        QPainter(self).fillRect(self.rect(), 0xFF102030)
application = QApplication(sys.argv)
window = Bare()
window.showMaximized()
application.exec()
"""
"""The least that a window in this language and toolkit takes."""


def dark(screen: Glass) -> None:
    """Wait until nothing of the window before is on the screen any more."""
    when(lambda: not screen.lit, what="an empty screen")


def start_bare(screen: Glass) -> tuple[float, float]:
    """Return the seconds until a window with nothing in it is painted, and the processor time that it took."""
    dark(screen)
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", BARE], env=screen.environment)
    shown = when(lambda: screen.lit, what="a window")
    used = running_seconds(process.pid)
    process.kill()
    process.wait(10)
    return shown - started, used


def written(region: Pixels) -> int:
    """Return how many pixels are bright: text and signs."""
    return int(((region >> 8 & 0xFF) > 0x80).sum())


def test_first_window_and_first_prompt(screen: Glass) -> None:
    """No core runs; the shortcut of a new shell is pressed as soon as the window is painted."""
    bare, used, window, prompt, whole = [], [], [], [], []
    for _ in range(ROUNDS + 1):
        bare.append(start_bare(screen))
        dark(screen)
        with stand(screen) as here:
            desk, started = here.desk("--inventory", str(here.inventory(0)))
            window.append(when(lambda: screen.lit, what="a window") - started)
            used.append(running_seconds(desk.pid))
            when(screen.keyboard.is_at_a_window, what="the keyboard")
            asked = screen.keyboard.press("ctrl+shift+t")
            shown = when(lambda: screen.shows(MARK), what="a prompt")
            prompt.append(shown - asked)
            whole.append(shown - started)
            here.kill_desk(desk)
    print(f"\nfirst window painted, no core runs: {milliseconds(window[1:])}", end="")
    print(f", processor time {milliseconds(used[1:])}")
    print(f"a window of Qt with nothing in it: {milliseconds([seconds for seconds, _ in bare[1:]])}", end="")
    print(f", processor time {milliseconds([seconds for _, seconds in bare[1:]])}")
    print(f"first prompt of a local shell, asked for at the first paint: {milliseconds(prompt[1:])}")
    print(f"the same from the start of the program: {milliseconds(whole[1:])}")


def test_prompt_in_a_window_that_stands(screen: Glass) -> None:
    """A new shell in a window that has been open for a while; each round closes it again."""
    times = []
    with stand(screen) as here:
        here.desk("--inventory", str(here.inventory(0)))
        when(lambda: screen.lit, what="a window")
        time.sleep(2)
        for _ in range(ROUNDS + 1):
            asked = screen.keyboard.press("ctrl+shift+t")
            times.append(when(lambda: screen.shows(MARK), what="a prompt") - asked)
            time.sleep(0.3)
            screen.keyboard.press("ctrl+shift+w")
            when(lambda: not screen.shows(MARK), what="no prompt")
            time.sleep(0.3)
    print(f"\nprompt of a local shell: first {times[0] * 1e3:.0f} ms, then {milliseconds(times[1:])}")


@pytest.mark.parametrize("running", [False, True], ids=["cold core", "core runs"])
def test_workstation_screen(screen: Glass, running: bool) -> None:
    """The window with its fleet of eight nodes: the names in the tree are there."""
    times = []
    for _ in range(ROUNDS + 1):
        with stand(screen) as here:
            inventory = here.inventory(8)
            if running:
                here.leave_core(Profile(inventory=(str(inventory),)))
            desk, started = here.desk("--inventory", str(inventory))
            tree = screen.pixels[TREE]
            seen = []
            end = time.monotonic() + 3
            while time.monotonic() < end:
                seen.append((time.monotonic(), written(tree)))
                time.sleep(0.002)
            times.append(next(at for at, amount in seen if amount > 0.9 * seen[-1][1]) - started)
            here.kill_desk(desk)
    print(f"\nwindow and tree of eight nodes, {'core runs' if running else 'no core runs'}: {milliseconds(times[1:])}")


def test_attach_to_eight_tabs(screen: Glass) -> None:
    """A desk was killed and is started again: eight terminals, each with ten thousand lines behind it."""
    times = []
    with stand(screen) as here:
        client = here.core(Profile(inventory=(str(here.inventory(8)),)))
        for _ in range(TABS):
            here.fill_tab(client, LINES)
        client.socket.close()
        time.sleep(0.5)
        for _ in range(ROUNDS + 1):
            desk, started = here.desk("--inventory", str(here.inventory(8)))
            times.append(when(lambda: screen.shows(MARK), what="the tab") - started)
            screen.settled(screen.pixels[TREE], within=2)
            here.kill_desk(desk)
    print(f"\nattached to {TABS} tabs of {LINES} lines, the one in front shown: {milliseconds(times[1:])}")
