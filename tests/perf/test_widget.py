"""What painting costs: CPU milliseconds per frame at 200x60. Run with ``-m perf -s``."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.ui.terminal.widget import TerminalWidget
from console.wire.frames import Frame
from tests.gui.terminal.page import COLORS, Page

pytestmark = pytest.mark.perf

COLS, ROWS = 200, 60
FRAMES = 20


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def make_page() -> Page:
    page = Page(COLS, ROWS)
    for char in "äöüßéèñ→─│█λДЖ":
        page.cluster(0, 0, char)
    return page


def ascii_cells(page: Page, seed: int) -> None:
    slots = np.random.default_rng(seed).integers(1, 96, (ROWS, COLS)).astype(np.uint64)
    page.keys[:] = slots << np.uint64(48) | np.uint64(COLORS.foreground << 24 | COLORS.background)


def mixed_cells(page: Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    # Mostly plain text, some bold, some beyond ASCII.
    slots = random.integers(1, 96, (ROWS, COLS)).astype(np.uint64)
    rare = random.random((ROWS, COLS)) < 0.1
    slots[rare] = random.integers(381, len(page.table), int(rare.sum()))
    slots[:, ::7] = random.integers(96, 191, slots[:, ::7].shape)
    colors = np.array([COLORS.foreground, 0xF0806E, 0x6CC4A1, 0x7DB3EE, 0xE6BC62], np.uint64)
    inks = random.choice(colors, (ROWS, COLS // 8))
    grounds = random.choice(np.array([COLORS.background] * 7 + [0x1A324C], np.uint64), (ROWS, COLS // 8))
    page.keys[:] = slots << np.uint64(48) | np.repeat(inks, 8, axis=1) << np.uint64(24) | np.repeat(grounds, 8, axis=1)


def unique_cells(page: Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    page.keys[:] = random.integers(1, 96, (ROWS, COLS)).astype(np.uint64) << np.uint64(48) | random.integers(
        0, 1 << 48, (ROWS, COLS)
    ).astype(np.uint64)


def measure(widget: TerminalWidget, change: Callable[[int], Frame], qtbot: QtBot) -> float:
    """Return the median CPU milliseconds of a frame, of five rounds."""
    rounds = []
    for round_number in range(6):
        frames = [change(round_number * FRAMES + number) for number in range(FRAMES)]
        before = cpu_seconds()
        for frame in frames:
            widget.apply_frame(frame)
            if widget.display._sequence is not None:
                qtbot.waitUntil(lambda: widget.display._sequence is None)
        rounds.append((cpu_seconds() - before) / FRAMES * 1000)
    return statistics.median(rounds[1:])


@pytest.mark.parametrize("fill", [ascii_cells, mixed_cells, unique_cells])
def test_frames(qtbot: QtBot, fill: Callable[[Page, int], None]) -> None:
    page = make_page()
    widget = TerminalWidget(TerminalId(1), page.atlas)
    qtbot.addWidget(widget)
    metrics = page.atlas.metrics(13.0, 1.0)
    widget.resize(COLS * metrics.width + 28, ROWS * metrics.height + 16)
    widget.show()
    qtbot.waitExposed(widget)
    all_rows = list(range(ROWS))

    def full(number: int) -> Frame:
        fill(page, number)
        return page.frame(all_rows, cursor=(3, 59))

    def row(number: int) -> Frame:
        fill(page, number)
        return page.frame([30], cursor=(3, 30))

    def scroll(number: int) -> Frame:
        fill(page, number)
        return page.frame([59], scroll=1, cursor=(3, 59))

    figures = [measure(widget, change, qtbot) for change in (full, row, scroll)]
    print(f"\n{fill.__name__}: full {figures[0]:.2f}, one row {figures[1]:.2f}, scroll by one {figures[2]:.2f} CPU ms")


def test_import_cost() -> None:
    code = (
        "import time; a = time.perf_counter(); import PySide6.QtWidgets; b = time.perf_counter();"
        "import console.ui.terminal.widget, sys; c = time.perf_counter();"
        "print(f'Qt {1000*(b-a):.0f} ms, widget {1000*(c-b):.0f} ms, numpy loaded: {\"numpy\" in sys.modules}')"
    )
    print()
    for _ in range(3):
        print(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip())
