"""What is made to fill memory or time: each of it in one single feed, which is more than a session ever gives.

``bash packaging/dev fuzz`` runs them with 100 MB each (20 for the portable engine); the default run feeds enough of it
to see what grows.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from console.terminal.engine import EngineKind
from tests.terminal.memory import Meter
from tests.terminal.test_fuzz import MEGABYTES
from tests.unit.terminal.screens import KINDS, engine, show

SIZE = {"ghostty": 100_000_000, "pyte": 20_000_000} if MEGABYTES else {"ghostty": 2_000_000, "pyte": 300_000}
MOST_MEMORY = 32_000_000
"""Beside what was fed: a scrollback of 1,000 rows by 200, tables that fill up to their bounds, a part of the feed."""


def repeated(head: bytes, unit: bytes) -> Callable[[int], bytes]:
    """Return what makes a head and so many units that they fill a size."""
    return lambda size: head + unit * (size // len(unit))


def numbered(form: bytes) -> Callable[[int], bytes]:
    """Return what makes pieces that differ by their numbers."""
    return lambda size: b"".join(form % (number, number) for number in range(size // (len(form) + 8)))


def clusters(size: int) -> bytes:
    """Return characters with accents of which no two are alike."""
    marks = [chr(0x300 + number).encode() for number in range(100)]
    return b"".join(b"e" + marks[n % 100] + marks[n // 100 % 100] + marks[n // 10_000 % 100] for n in range(size // 7))


def colours(size: int) -> bytes:
    """Return cells of which each has a look of its own."""
    form = b"\x1b[38;2;%d;%d;%d;48;2;%d;%d;%dm."
    return b"".join(form % (n % 256, n // 256 % 256, n // 65_536, n % 251, n % 241, n % 239) for n in range(size // 40))


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "a line without end": repeated(b"", b"x"),
    "a line without end, wide": repeated(b"", "中".encode()),
    "deletes in a line": repeated(b"", b"xxxxxxx\x7f"),
    "accents without end": repeated(b"e", "\u0301".encode()),
    "clusters that differ": clusters,
    "looks that differ": colours,
    "a title without end": repeated(b"\x1b]2;", b"x"),
    "a clipboard without end": repeated(b"\x1b]52;c;", b"YWJj"),
    "a link without end": repeated(b"\x1b]8;;http://", b"x"),
    "a mark without end": repeated(b"\x1b]133;A;", b"x"),
    "an unknown command without end": repeated(b"\x1b]9999;", b"x"),
    "colours asked for without end": repeated(b"\x1b]4;", b"1;?;"),
    "questions": repeated(b"", b"\x1b[c\x1b[6n\x1b[>q\x1bP+q544e\x1b\\"),
    "capabilities without end": repeated(b"\x1bP+q", b"544e;"),
    "a picture without end": repeated(b"\x1bPq", b"#1~"),
    "a kitty picture without end": repeated(b"\x1b_Ga=T,f=24,s=9999,v=9999,m=1;", b"AAAA"),
    "kitty pictures": repeated(b"", b"\x1b_Ga=t,f=24,s=8,v=8,m=1;" + b"A" * 256 + b"\x1b\\"),
    "numbers without end": repeated(b"\x1b[", b"65535;"),
    "one number without end": repeated(b"\x1b[", b"9"),
    "intermediates without end": repeated(b"\x1b", b" "),
    "links inside links": numbered(b"\x1b]8;;http://%d.example/%d\x07"),
    "links side by side": numbered(b"\x1b]8;id=%d;http://%d.example/" + b"y" * 1500 + b"\x07x"),
    "keyboards pushed": repeated(b"", b"\x1b[>31u"),
    "marks": numbered(b"\x1b]133;A;aid=%d\x07%d\r\n"),
    "notices": numbered(b"\x1b]9;%d %d\x07"),
    "screens switched": repeated(b"", b"\x1b[?1049hx\x1b[?1049l"),
    "the scrollback cleared": repeated(b"", b"text" * 20 + b"\n\x1b[3J"),
}


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("attack", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_it_takes_no_memory_and_ends(kind: EngineKind, attack: str) -> None:
    terminal = engine(kind, 200, 60, 1000)
    terminal.feed(HOSTILE[attack](SIZE[kind] // 10))
    terminal.feed(b"\x18\x1b\\\x1b]8;;\x07" + b"warm\r\n" * 2000)
    terminal.take_events()
    terminal.take_replies()
    data = HOSTILE[attack](SIZE[kind])
    meter = Meter()
    terminal.feed(data)
    used = meter.peak_bytes()
    assert len(terminal.take_events()) < 2000
    assert len(terminal.take_replies()) < 2_000_000
    terminal.feed(b"\x18\x1b\\\x1bcstill here")
    assert show(terminal).lines[0] == "still here"
    assert used < MOST_MEMORY
    terminal.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_storm_of_resizes(kind: EngineKind) -> None:
    terminal = engine(kind, 200, 60, 2000)
    terminal.feed("".join(f"{number} {'word ' * (number % 90)}\r\n" for number in range(1000)).encode())
    meter = Meter()
    for number in range(60):
        terminal.resize(25 + number * 37 % 300, 1 + number * 17 % 120, 8, 18)
        if number % 5 == 0:
            show(terminal)
    terminal.resize(300, 60, 8, 18)
    position = terminal.position
    kept = terminal.text(position.oldest_row, 0, position.live_row + 60, 0)
    assert [line.split()[0] for line in kept.splitlines()] == [str(number) for number in range(1000)]
    for number in range(60):
        terminal.resize(2 + number * 37 % 300, 1 + number * 17 % 120, 8, 18)
        terminal.feed(b"line\r\n" * 100)
    terminal.feed(b"\x1bcstill here")
    assert show(terminal).lines[0] == "still here"
    assert meter.peak_bytes() < 2 * MOST_MEMORY
    terminal.close()
