"""What painting costs: CPU milliseconds per frame at 200x60 and on a 4K screen. Run with ``-m perf -s``."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.ui.terminal.widget import TerminalWidget
from console.wire.frames import Frame
from tests.gui.terminal.page import COLORS, Page

pytestmark = pytest.mark.perf

SMALL, LARGE = (200, 60), (480, 135)
FRAMES = 20


def make_page(size: tuple[int, int]) -> Page:
    page = Page(*size)
    for char in "äöüßéèñ→─│█λДЖ":
        page.cluster(0, 0, char)
    return page


def ascii_cells(page: Page, seed: int) -> None:
    slots = np.random.default_rng(seed).integers(1, 96, page.keys.shape).astype(np.uint64)
    page.keys[:] = slots << np.uint64(48) | np.uint64(COLORS.foreground << 24 | COLORS.background)


def mixed_cells(page: Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    # Mostly plain text, some bold, some beyond ASCII.
    slots = random.integers(1, 96, page.keys.shape).astype(np.uint64)
    rare = random.random(page.keys.shape) < 0.1
    slots[rare] = random.integers(381, len(page.table), int(rare.sum()))
    slots[:, ::7] = random.integers(96, 191, slots[:, ::7].shape)
    colors = np.array([COLORS.foreground, 0xF0806E, 0x6CC4A1, 0x7DB3EE, 0xE6BC62], np.uint64)
    runs = page.rows, page.cols // 8
    inks = random.choice(colors, runs)
    grounds = random.choice(np.array([COLORS.background] * 7 + [0x1A324C], np.uint64), runs)
    page.keys[:] = slots << np.uint64(48) | np.repeat(inks, 8, axis=1) << np.uint64(24) | np.repeat(grounds, 8, axis=1)


def unique_cells(page: Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    slots = random.integers(1, 96, page.keys.shape).astype(np.uint64)
    page.keys[:] = slots << np.uint64(48) | random.integers(0, 1 << 48, page.keys.shape).astype(np.uint64)


def measure(widget: TerminalWidget, change: Callable[[int], Frame], qtbot: QtBot) -> float:
    """Return the median CPU milliseconds of a frame, of five rounds."""
    rounds = []
    for round_number in range(6):
        frames = [change(round_number * FRAMES + number) for number in range(FRAMES)]
        before = time.process_time()
        for frame in frames:
            widget.apply_frame(frame)
            if widget.display._sequence is not None:
                qtbot.waitUntil(lambda: widget.display._sequence is None)
        rounds.append((time.process_time() - before) / FRAMES * 1000)
    return statistics.median(rounds[1:])


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["200x60", "480x135"])
@pytest.mark.parametrize("fill", [ascii_cells, mixed_cells, unique_cells])
def test_frames(qtbot: QtBot, fill: Callable[[Page, int], None], size: tuple[int, int]) -> None:
    page = make_page(size)
    widget = TerminalWidget(TerminalId(1), page.atlas)
    qtbot.addWidget(widget)
    metrics = page.atlas.metrics(13.0, 1.0)
    widget.resize(page.cols * metrics.width + 28, page.rows * metrics.height + 16)
    widget.show()
    qtbot.waitExposed(widget)
    last = page.rows - 1

    def full(number: int) -> Frame:
        fill(page, number)
        return page.frame(list(range(page.rows)), cursor=(3, last))

    def row(number: int) -> Frame:
        fill(page, number)
        return page.frame([30], cursor=(3, 30))

    def character(number: int) -> Frame:
        page.put(30, number % page.cols, "x")
        return page.frame([30], cursor=(number % page.cols, 30))

    def scroll(number: int) -> Frame:
        fill(page, number)
        return page.frame([last], scroll=1, cursor=(3, last))

    figures = [f"{measure(widget, change, qtbot):.2f}" for change in (full, row, character, scroll)]
    names = ("full", "one row", "one character", "scroll by one")
    said = ", ".join(f"{name} {figure}" for name, figure in zip(names, figures, strict=True))
    print(f"\n{page.cols}x{page.rows} {fill.__name__}: {said} CPU ms")


def test_import_cost() -> None:
    code = (
        "import time; a = time.perf_counter(); import PySide6.QtWidgets; b = time.perf_counter();"
        "import console.ui.terminal.widget, sys; c = time.perf_counter();"
        "print(f'Qt {1000*(b-a):.0f} ms, widget {1000*(c-b):.0f} ms, numpy loaded: {\"numpy\" in sys.modules}')"
    )
    print()
    for _ in range(3):
        print(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip())
