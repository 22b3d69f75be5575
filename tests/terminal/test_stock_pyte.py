"""The portable engine beside the pyte it is built on: the same stream of events, the same screen.

What is not compared, because stock pyte 0.8.2 differs from the terminals that programs are written for:

- C1 controls (U+009B, U+009D) begin sequences; UTF-8 terminals ignore them. Unknown controls are drawn.
- Character sets are ignored in UTF-8, and G1 is line drawing from the start; here they work, and G1 starts as ASCII.
- ``CSI 5 '`` is HPA (it is a backquote), any ``$`` ends a sequence, ``>`` and space in it are passed over.
- ``CSI ? m`` and ``CSI ? r`` are XTQMODKEYS and XTRESTORE, not SGR and DECSTBM.
- Only LNM makes NEL move to the first column.
- LF, CUU, CUD, CNL, CPL and VPA keep a wrap that waits, HT forgets it.
- CUU, CUD and LF outside of the margins jump into them; CUP outside of them does nothing in origin mode.
- DL passes over lines that nobody wrote or looked at.
- DECSC keeps a stack. DECALN keeps cursor and margins. ``CSI r`` leaves the cursor.
- ICH keeps one character beyond the edge, and DCH brings it back.
- A wide character at the edge is cut instead of wrapped; half of one that is overwritten leaves the other half.
- Erased cells get all attributes of the pen instead of its background alone, and lines scrolled in get none.
- ``CSI 3 J`` erases the screen with the history.
- ANSI mode 800 is the cursor's private mode 25, which has that number in pyte's set.
- Too many parameters, SGR 38;5;256 and unknown kinds of ED and EL raise.
"""

from __future__ import annotations

from string import ascii_lowercase
from typing import cast

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyte import escape as esc
from pyte import graphics

from console.terminal.controls import Controls
from console.terminal.grid import Line
from console.terminal.palette import Palette
from console.terminal.pen import BLINK, BOLD, DIRECT, INDEXED, ITALIC, REVERSE, STRIKE, UNDERLINE
from console.terminal.pyte_reports import ReplyWriter
from console.terminal.pyte_stream import FastStream
from console.terminal.screen import Screen
from tests.unit.terminal.listeners import Record

EVERYWHERE = pyte.Stream.csi.keys() - {esc.HPA}
COLS, ROWS, HISTORY = 20, 6, 50
WORDS = st.text("abcxyz 019-ßéЖ─", min_size=1, max_size=6)


class Both:
    """Stock pyte and ours, fed alike."""

    def __init__(self) -> None:
        self.stock = pyte.HistoryScreen(COLS, ROWS, HISTORY, 0.5)
        self.screen = Screen(COLS, ROWS, HISTORY)
        self._streams = pyte.Stream(self.stock), FastStream(Controls(self.screen, ReplyWriter(Palette())))

    def feed(self, *steps: str) -> None:
        for data in steps:
            for stream in self._streams:
                stream.feed(data)
            # DL passes over lines that nobody looked at yet.
            assert len(self.stock.display) == ROWS

    def line(self, line: Line) -> str:
        return "".join(map(self.screen.clusters.text, line.cells[0].tolist())).rstrip()

    def assert_alike(self) -> None:
        stock, screen, grid = self.stock, self.screen, self.screen.grid
        assert [self.line(line) for line in grid.lines] == [text.rstrip() for text in stock.display]
        assert (screen.x, screen.y) == (stock.cursor.x, stock.cursor.y)
        ours = [grid.line(grid.oldest_row + at) for at in range(len(grid.history))]
        theirs = ["".join(line[x].data for x in range(COLS)).rstrip() for line in stock.history.top]
        assert [self.line(line) for line in ours if line is not None] == theirs
        assert screen.modes & stock.mode == stock.mode


FLOW = st.one_of(
    st.text("abcdefgh 0123-ßéЖ─", min_size=1, max_size=50),
    st.sampled_from(["\r\n", "\r", "\b", "\b\b\b", "\r\n\n\n", "\r\x0b", "\r\x0c", "\r\t", "\r\t\t"]),
    st.sampled_from(["\r\x1bD", "\r\x1bM", "\r" + "x" * COLS, "\r" + "x" * COLS + "\b!"]),
    st.sampled_from(["\x07", "\x1b]0;title\x07", "\x1b]2;title\x1b\\", "\x1b[?25l", "\x1b[?25h", "\x1b[5n"]),
    st.sampled_from(["\x1b[4h", "\x1b[4l", "\x1b[20h", "\x1b[20l", "\x1b[?7l", "\x1b[?7h", "\x1bc"]),
)


@settings(max_examples=200, deadline=None)
@given(data=st.lists(FLOW, max_size=30).map("".join))
def test_text_that_flows_and_scrolls(data: str) -> None:
    both = Both()
    both.feed(data)
    both.assert_alike()


def edits(shifting: str) -> st.SearchStrategy[list[str]]:
    """Return edits at places of the screen, each clear of the edge."""
    place = st.tuples(st.integers(1, ROWS), st.integers(1, COLS - 6)).map(lambda at: f"\x1b[{at[0]};{at[1]}H")
    count = st.sampled_from(["", "0", "1", "2", "3", "7", "99"])
    tabs = ["\x1bH\r\t", "\x1b[g\r\t", "\x1b[3g\x1b[4G\x1bH\r\t"]
    edit = st.one_of(
        WORDS,
        st.builds("\x1b[{}{}".format, count, st.sampled_from(["A", "B", "e", "D", "E", "F", "G", "d", "L", "M", "X"])),
        st.builds("\x1b[{}{}".format, st.sampled_from(["", "1", "2", "5"]), st.sampled_from(["C", "a", *shifting])),
        st.builds("\x1b[{}{}".format, st.sampled_from(["", "?", "0", "1", "?1", "2"]), st.sampled_from("JK")),
        st.sampled_from(["\x1b7\x1b[3;3H\x1b8", "\x1b[;5f", "\r", "\b", *tabs]),
    )
    return st.lists(st.tuples(place, edit).map("".join), max_size=25)


@pytest.mark.parametrize("shifting", ["@", "P"])
def test_edits(shifting: str) -> None:
    @settings(max_examples=150, deadline=None)
    @given(steps=edits(shifting))
    def alike(steps: list[str]) -> None:
        both = Both()
        both.feed("\r\n".join(ascii_lowercase[y : y + COLS - 1] for y in range(ROWS)), *steps)
        both.assert_alike()

    alike()


REGION = st.one_of(
    WORDS.map("\r{}".format),
    st.builds("\x1b[{}{}".format, st.integers(0, 4), st.sampled_from(["A", "B", "L", "M", "E", "F"])),
    st.sampled_from(["\r\n", "\r\n\n\n", "\x1bM", "\x1bD", "\x1b[H\x1b[3B"]),
)


@settings(max_examples=150, deadline=None)
@given(
    margins=st.tuples(st.integers(1, ROWS), st.integers(1, ROWS)).filter(lambda pair: pair[0] < pair[1]),
    steps=st.lists(REGION, max_size=20),
)
def test_a_scrolling_region(margins: tuple[int, int], steps: list[str]) -> None:
    both = Both()
    both.feed("one\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix")
    top, bottom = margins
    place = f"\x1b[{top};1H"
    both.feed(f"\x1b[{top};{bottom}r{place}", *(step.replace("\x1b[H", place) for step in steps), "\x1b[r\x1b[H")
    both.screen.grid.forget_history()  # pyte also remembers lines of regions below the top
    both.stock.history.top.clear()
    both.assert_alike()


COLORS = [
    *graphics.FG_ANSI, *graphics.BG_ANSI, *graphics.FG_AIXTERM,
    *(code for code, name in graphics.BG_AIXTERM.items() if name.startswith("bright")),  # one of them is misspelt
]  # fmt: skip
SGR = st.one_of(
    st.sampled_from([0, *graphics.TEXT, *COLORS]).map(str),
    st.builds("{};5;{}".format, st.sampled_from([38, 48]), st.integers(16, 255)),
    st.builds("{};2;{};{};{}".format, st.sampled_from([38, 48]), *[st.integers(0, 255)] * 3),
)


def color(value: int, named: dict[int, str], bright: dict[int, str]) -> str:
    """Return a colour of ours as pyte says it."""
    number = value & 0xFFFFFF
    if value & DIRECT:
        return f"{number:06x}"
    if value & INDEXED:
        return [*(named[code] for code in sorted(named) if named[code] != "default"), *bright.values(),
                *graphics.FG_BG_256[16:]][number]  # fmt: skip
    return "default"


@settings(max_examples=200, deadline=None)
@given(runs=st.lists(st.lists(SGR, max_size=5), min_size=1, max_size=COLS))
def test_attributes_and_colours(runs: list[list[str]]) -> None:
    both = Both()
    both.feed("".join(f"\x1b[{';'.join(codes)}mx" for codes in runs))
    for x in range(len(runs)):
        _, foreground, background, bits, _ = both.screen.grid.lines[0].cells[:, x].tolist()
        stock = both.stock.buffer[0][x]
        assert stock == pyte.screens.Char(
            "x", color(foreground, graphics.FG_ANSI, graphics.FG_AIXTERM),
            color(background, graphics.BG_ANSI, graphics.BG_AIXTERM), bold=bool(bits & BOLD),
            italics=bool(bits & ITALIC), underscore=bool(bits & UNDERLINE), strikethrough=bool(bits & STRIKE),
            reverse=bool(bits & REVERSE), blink=bool(bits & BLINK),
        )  # fmt: skip


WILD = st.one_of(
    st.text("ab 1;[]?ß中e\u0301\r\n\b\t\x07\0\x7f", max_size=8),
    st.builds(
        lambda prefix, numbers, final: f"\x1b[{prefix}{';'.join(map(str, numbers))}{final}",
        st.sampled_from(["", "", "?"]), st.lists(st.integers(0, 9999), max_size=3), st.sampled_from(sorted(EVERYWHERE)),
    ).filter(lambda sequence: not (sequence[2] == "?" and sequence[-1] in "mr")),
    st.sampled_from([f"\x1b{kind}" for kind in [*sorted(pyte.Stream.escape.keys() - {esc.NEL}), "#8", "%G", "z"]]),
    st.sampled_from(["\x1b]2;t\x07", "\x1b]0;t;u\x1b\\", "\x1b]1;\x07", "\x1b[1\b2C", "\x1b[\r3B", "\x1b[;7\nH"]),
    st.just("\x1b[5~"),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(WILD, max_size=30), cut=st.integers(0, 200))
def test_the_tokenizer_finds_the_events_of_the_state_machine(pieces: list[str], cut: int) -> None:
    data = "".join(pieces)
    slow, fast = Record(), Record()
    pyte.Stream(cast("pyte.Screen", slow)).feed(data)
    stream = FastStream(fast)
    stream.feed(data[:cut])
    stream.feed(data[cut:])
    assert fast.found == slow.found
