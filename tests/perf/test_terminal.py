"""Figures of the terminal room: parse and extract, echo beside a flood, a local shell. ``pytest -m perf -s``."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyte
import pytest

from console.model.ids import TerminalId
from console.terminal.engine import EngineKind
from console.terminal.frame import FrameMaker
from console.terminal.glyphs import GlyphTable
from console.terminal.local import spawn_local_shell
from console.terminal.session import Session
from console.wire.messages import Mods
from tests.unit.terminal.screens import KINDS, engine
from tests.unit.terminal.test_session import Desk, LoopClock

pytestmark = pytest.mark.perf
COLS, ROWS, FEED = 200, 60, 65_536


def ascii_lines(size: int) -> bytes:
    return b"".join(
        b"%08d the quick brown fox jumps over the lazy dog 0123456789 abcdefghij\r\n" % n for n in range(size // 78)
    )


def dense_colours(size: int) -> bytes:
    cell = "\x1b[38;2;{};{};{};48;5;{}m{}"
    text = "".join(
        cell.format(n % 256, n // 256 % 256, n % 7 * 30, n % 256, chr(33 + n % 90)) for n in range(size // 32)
    )
    return text.encode()


def wide_text(size: int) -> bytes:
    return ("日本語のテキスト 数据中心 😀👍 Größe naïve ☕\r\n" * (size // 64)).encode()


def redraws(size: int) -> bytes:
    rows = "".join(
        f"\x1b[{y};1H\x1b[3{y % 8}m{y:4} \x1b[1mroot\x1b[0m {y * 7 % 100:5.1f} \x1b[7m/usr/bin/proc\x1b[0m\x1b[K"
        for y in range(1, ROWS)
    )
    return (rows * (size // len(rows))).encode()


STREAMS: dict[str, tuple[Callable[[int], bytes], int]] = {
    "ascii": (ascii_lines, 12_000_000),
    "dense SGR": (dense_colours, 12_000_000),
    "UTF-8": (wide_text, 5_000_000),
    "TUI redraw": (redraws, 5_000_000),
}


def run_once(kind: EngineKind, data: bytes, every: int) -> float:
    terminal, glyphs, maker = engine(kind, COLS, ROWS, 10_000), GlyphTable(), FrameMaker(1)
    start = time.process_time()
    for number, at in enumerate(range(0, len(data), FEED)):
        terminal.feed(data[at : at + FEED])
        if every and number % every == 0:
            maker.make(
                terminal.view(glyphs, full=maker.needs_full(COLS, ROWS, glyphs.generation)), glyphs.generation, 0.0
            )
    took = time.process_time() - start
    terminal.close()
    return len(data) / took / 1e6


@pytest.mark.parametrize("kind", KINDS)
def test_megabytes_a_second(kind: EngineKind) -> None:
    for name, (make, size) in STREAMS.items():
        data = make(size if kind == "ghostty" else size // 6)
        feeds = statistics.median(run_once(kind, data, 0) for _ in range(5))
        frames = statistics.median(run_once(kind, data, 4) for _ in range(5))
        print(f"\n{kind:8} {name:10} feed {feeds:7.1f} MB/s, a frame each 256 KiB {frames:7.1f} MB/s", end="")


def stock(data: bytes) -> float:
    """Return the megabytes a second of pyte with the history that it is sold with."""
    stream = pyte.ByteStream(pyte.HistoryScreen(COLS, ROWS, history=10_000))
    start = time.process_time()
    for at in range(0, len(data), FEED):
        stream.feed(data[at : at + FEED])
    return len(data) / (time.process_time() - start) / 1e6


def test_times_stock_pyte() -> None:
    """The goals are 20 times for ascii and 10 times for dense SGR."""
    for name, (make, _) in STREAMS.items():
        ours = statistics.median(run_once("pyte", make(2_000_000), 0) for _ in range(5))
        theirs = stock(make(300_000))
        print(f"\npyte     {name:10} {ours:6.1f} MB/s, stock pyte {theirs:5.2f}, {ours / theirs:5.1f} times", end="")


@pytest.mark.parametrize("kind", KINDS)
def test_milliseconds_a_frame(kind: EngineKind) -> None:
    glyphs = GlyphTable()
    for name, (make, _) in STREAMS.items():
        terminal, maker = engine(kind, COLS, ROWS), FrameMaker(1)
        terminal.feed(make(300_000))
        times = []
        for _ in range(20):
            maker.forget()
            start = time.perf_counter()
            maker.make(terminal.view(glyphs, full=True), glyphs.generation, 0.0)
            times.append(time.perf_counter() - start)
        terminal.feed(b"\x1b[5;5Hx")
        maker.make(terminal.view(glyphs, full=False), glyphs.generation, 0.0)
        start = time.perf_counter()
        for number in range(20):
            terminal.feed(b"%d" % (number % 10))
            maker.make(terminal.view(glyphs, full=False), glyphs.generation, 0.0)
        one = (time.perf_counter() - start) / 20
        print(
            f"\n{kind:8} {name:10} full {statistics.median(times) * 1e3:6.2f} ms, one character {one * 1e3:5.2f} ms",
            end="",
        )
        terminal.close()


async def cat(kind: EngineKind, path: Path) -> tuple[float, int]:
    desk = Desk()
    session = Session(TerminalId(1), engine(kind, COLS, ROWS, 10_000), desk, desk, LoopClock())
    desk.session, desk.paint_seconds = session, 0.002
    session.attach()
    session.show(visible=True, focused=True)
    start = time.perf_counter()
    session.connect(spawn_local_shell(session.new_sink(), COLS, ROWS, command=["cat", str(path)]))
    while not desk.ends:
        await asyncio.sleep(0.001)
    took = time.perf_counter() - start
    session.close()
    return took, len(desk.frames)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of Linux and macOS")
@pytest.mark.parametrize("kind", KINDS)
async def test_cat_of_twelve_megabytes(kind: EngineKind, tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(ascii_lines(12_000_000).replace(b"\r", b""))
    runs = [await cat(kind, path) for _ in range(5)]
    seconds = statistics.median(took for took, _ in runs)
    print(f"\n{kind:8} local cat of 12 MB: {seconds:.3f} s, {12 / seconds:.0f} MB/s, {runs[-1][1]} frames", end="")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of Linux and macOS")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("flood", ["none", "yes the quick brown fox jumps over the lazy dog"])
async def test_echo_beside_a_flood(kind: EngineKind, flood: str) -> None:
    echo, noise = Desk(), Desk()
    sessions = []
    for number, desk in enumerate((echo, noise)):
        session = Session(TerminalId(number + 1), engine(kind, COLS, ROWS, 10_000), desk, desk, LoopClock())
        desk.session, desk.paint_seconds = session, 0.002
        session.attach()
        session.show(visible=True, focused=number == 0)
        sessions.append(session)
    first, second = sessions
    first.connect(spawn_local_shell(first.new_sink(), COLS, ROWS, command=["cat"]))
    if flood != "none":
        second.connect(spawn_local_shell(second.new_sink(), COLS, ROWS, command=flood.split(" ", 1)))
    await asyncio.sleep(0.3)
    times = []
    for _ in range(100):
        seen = len(echo.frames)
        start = time.perf_counter()
        first.key("", "x", Mods())
        while len(echo.frames) == seen and time.perf_counter() - start < 2:
            await asyncio.sleep(0)
        times.append((time.perf_counter() - start) * 1e3)
        await asyncio.sleep(0.03)
    times.sort()
    print(
        f"\n{kind:8} flood {flood[:4]}: key to frame p50 {times[50]:.1f} ms, p90 {times[90]:.1f}, p99 {times[99]:.1f}",
        end="",
    )
    first.close()
    second.close()
    await asyncio.sleep(0.1)
