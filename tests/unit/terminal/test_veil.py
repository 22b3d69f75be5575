"""Behind a veil nothing of what is hidden is left, wherever a screen cuts it, and what is copied is what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model.redactor import OwnRule, Redactor
from console.terminal.engine import Engine, EngineKind
from console.terminal.frame import View
from console.terminal.glyphs import GlyphTable
from console.terminal.styled import SGR
from console.terminal.veil import Veil
from console.wire.frames import Half
from tests.addresses import ipv4
from tests.unit.terminal.screens import KINDS, engine

ADDRESS = ipv4(192, 168, 17, 204)
VALUES = (ADDRESS, "anna", "gpu-node-17", "fe80::5054:ff:fe12:3456", "hunter2")
LEAKS = re.compile(r"168\.17|anna|gpu-node|5054|hunter|東京")
WORDS = st.sampled_from(
    [ADDRESS, "anna", "gpu-node-17", "fe80::5054:ff:fe12:3456", "token=hunter2", "x", "é", "語",
     "\x1b[1;31m", "\x1b[0m", "an\x1b[4mna", "\r\n", "\r\n\r\n", "   ", "東京", "ls", "a" * 17]
)  # fmt: skip


def rule(pattern: str) -> OwnRule:
    return lambda line: [match.span() for match in re.finditer(pattern, line)]


def redactor() -> Redactor:
    made = Redactor()
    made.know(["gpu-node-17"], ["anna"])
    made.use([rule("東京")])
    return made


class Screen:
    """A terminal behind a veil."""

    def __init__(self, kind: EngineKind, cols: int = 20, rows: int = 6) -> None:
        self.engine: Engine = engine(kind, cols, rows, 200)
        self.glyphs = GlyphTable()
        self.veil = Veil(self.engine, redactor(), WeakKeyDictionary())

    def feed(self, text: str) -> None:
        self.engine.feed(text.encode())

    def view(self) -> View:
        return self.veil.view(self.engine.view(self.glyphs, full=True), self.glyphs)

    def rows(self, view: View | None = None) -> list[str]:
        keys = (self.view() if view is None else view).keys
        table = self.glyphs.new_since(0)
        return [
            "".join("" if (g := table[key >> 48]).half is Half.RIGHT else g.text for key in row)
            for row in keys.tolist()
        ]

    def halves(self) -> list[list[Half]]:
        keys = self.view().keys.tolist()
        table = self.glyphs.new_since(0)
        return [[table[key >> 48].half for key in row] for row in keys]


@pytest.fixture(params=KINDS)
def screen(request: pytest.FixtureRequest) -> Iterator[Screen]:
    made = Screen(request.param)
    yield made
    made.engine.close()


def test_each_cell_keeps_its_place_and_its_colours(screen: Screen) -> None:
    screen.feed(f"\x1b[1;31manna\x1b[0m@\x1b[7mgpu-node-17\x1b[0m x\r\n{ADDRESS}|")
    real, shown = screen.engine.view(screen.glyphs, full=True), screen.view()
    colors = np.uint64((1 << 48) - 1)
    assert np.array_equal(real.keys & colors, shown.keys & colors)
    table = screen.glyphs.new_since(0)
    assert table[int(shown.keys[0, 0]) >> 48].bold
    first, second, *_ = screen.rows()
    assert re.fullmatch(r"[a-z0-9]{4}@[a-z0-9.]{11} x +", first)
    assert re.fullmatch(r"[0-9.]{14}\| +", second)
    assert not LEAKS.search(first + second)


def test_a_value_that_the_edge_cuts_is_one(screen: Screen) -> None:
    screen.feed(f"{'x' * 14} {ADDRESS} y")
    rows = screen.rows()
    assert not LEAKS.search("".join(rows))
    assert rows[1].startswith(tuple("0123456789."))


def test_a_value_that_goes_on_below_is_hidden_as_soon_as_it_is_whole(screen: Screen) -> None:
    screen.feed(f"{'x' * 10} gpu-node-1")
    assert "gpu-node-" in screen.rows()[0] + screen.rows()[1]
    screen.feed("7 up")
    assert "gpu" not in "".join(screen.rows())


@pytest.mark.parametrize("back", [0, 1, 2, 3])
def test_a_line_that_is_partly_above_or_below_the_screen_is_one(screen: Screen, back: int) -> None:
    screen.feed("\r\n".join(f"{'x' * 16}{number} {ADDRESS} {'y' * 20} anna z" for number in range(6)))
    for first in range(3):
        screen.engine.scroll_to(screen.engine.position.live_row - back - first)
        assert not LEAKS.search("".join(screen.rows()))


PANES = (
    "of one │$ ssh a\r\nat gpu-│Last login: \r\nnode-17│from 192.168\r\n is up │.17.204 now\r\n",
    "  1 see gpu-|  7 b\r\n    node-17 |  8 c\r\n  2 done    |  9 d\r\n",
    "────────────┬───────\r\nfoo bar @gpu┃ hi, an\r\n-node-17 is ┃na\r\n",
)


@pytest.mark.parametrize("picture", PANES)
def test_a_value_that_the_border_of_a_pane_cuts_is_one(screen: Screen, picture: str) -> None:
    screen.feed(f"\x1b[?1049h{picture}")
    before = screen.rows(screen.engine.view(screen.glyphs, full=True))
    after = screen.rows()
    column = "".join(re.split("[│┃|┬]", row)[0].rstrip() for row in after)
    other = "".join([*re.split("[│┃|┬]", row), ""][1].rstrip() for row in after)
    assert not LEAKS.search(column) and not LEAKS.search(other), after
    assert [re.sub(r"[\w.-]", "x", row) for row in after] == [re.sub(r"[\w.-]", "x", row) for row in before]
    live = screen.engine.position.live_row
    assert screen.veil.text(live, 0, live + 3, 20).split("\n")[:3] == [row.rstrip() for row in after[:3]]
    assert screen.veil.row_text(live + 1) == after[1].rstrip()
    block = screen.veil.text(live, 0, live + 2, 12, block=True)
    assert not LEAKS.search(block.replace("\n", "")), block


def test_panes_side_by_side_that_cut_nothing_stay_as_they_are(screen: Screen) -> None:
    screen.feed("\x1b[?1049hdf -h       │top\r\nno space lef│load\r\nt on device │1.25")
    assert screen.rows() == screen.rows(screen.engine.view(screen.glyphs, full=True))


def test_wide_and_combining_characters_keep_their_cells(screen: Screen) -> None:
    screen.feed("語 東京 anna é 語\r\n" + "x" * 19 + "東京 z")
    before = [list(row) for row in screen.halves()]
    assert not LEAKS.search("".join(screen.rows()))
    screen.veil = Veil(screen.engine, Redactor(), WeakKeyDictionary())
    assert screen.halves() == before
    assert "東" in "".join(screen.rows())


@pytest.mark.parametrize("value", VALUES)
def test_a_value_at_the_edge_is_hidden_although_a_wide_letter_follows_in_the_next_row(
    screen: Screen, value: str
) -> None:
    said = f"token={value}" if value == "hunter2" else value
    screen.feed(f"{said:>{19 if len(said) < 20 else 39}} 語 {'x' * 14}語{said}")
    assert not LEAKS.search("".join(screen.rows()))


def test_a_key_is_masked_also_where_its_first_line_is_gone(screen: Screen) -> None:
    body = "\r\n".join(f"b3BlbnNzaC1r{number:02}" for number in range(12))
    screen.feed(f"-----BEGIN OPENSSH PRIVATE KEY-----\r\n{body}\r\n-----END OPENSSH PRIVATE KEY-----\r\n$ ls")
    assert "b3Blb" not in "".join(screen.rows())
    live = screen.engine.position.live_row
    assert "b3Blb" not in screen.veil.text(live, 0, live + 2, 20)
    assert screen.rows()[-1].startswith("$ ls")


@settings(max_examples=60)
@given(
    st.sampled_from(KINDS),
    st.lists(WORDS, max_size=30),
    st.tuples(st.integers(0, 12), st.integers(0, 20), st.integers(0, 12), st.integers(0, 20)),
    st.booleans(),
    st.booleans(),
)
def test_what_is_copied_is_what_is_shown(
    kind: EngineKind, words: list[str], area: tuple[int, int, int, int], block: bool, styled: bool
) -> None:
    screen = Screen(kind)
    try:
        screen.feed(" ".join(words))
        shown = screen.view()
        assert not LEAKS.search(screen.veil.text(0, 0, shown.first_row + 6, 0))
        top = screen.engine.position.oldest_row
        (a, b), (c, d) = sorted((area[:2], area[2:]))
        area = (top + a, min(b, d), top + c, max(b, d)) if block else (top + a, b, top + c, d)
        real = screen.engine.text(*area, block=block, styled=styled)
        copied = screen.veil.text(*area, block=block, styled=styled)
        assert len(copied) == len(real)
        assert SGR.findall(copied) == SGR.findall(real)
        for at, row in enumerate(range(shown.first_row, shown.first_row + 6)):
            line = screen.rows(shown)[at].rstrip()
            assert screen.veil.row_text(row).rstrip().replace("\u200b", "") == line.replace("\u200b", "")
    finally:
        screen.engine.close()


def test_a_part_of_a_value_is_a_part_of_what_stands_in(screen: Screen) -> None:
    screen.feed(f"at {ADDRESS} now")
    whole = screen.veil.text(0, 3, 0, 18)
    assert len(whole) == len(ADDRESS)
    assert whole != ADDRESS
    for start in range(15):
        assert screen.veil.text(0, 3 + start, 0, 18) == whole[start:]
    assert screen.veil.text(0, 5, 0, 9, block=True) == whole[2:6]


def test_links_do_not_tell_either(screen: Screen) -> None:
    screen.feed("\x1b]8;;https://anna@gpu-node-17/x\x1b\\here\x1b]8;;\x1b\\")
    (link,) = screen.veil.links(0)
    assert not LEAKS.search(link.uri)
    assert link.uri.startswith("https://")
    assert (link.start, link.end) == (0, 4)


def test_a_veil_wants_all_rows() -> None:
    screen = Screen("ghostty")
    screen.engine.view(screen.glyphs, full=True)
    screen.feed("x")
    with pytest.raises(ValueError, match="all rows"):
        screen.veil.view(screen.engine.view(screen.glyphs, full=False), screen.glyphs)
    screen.engine.close()


def test_what_is_new_takes_several_steps(screen: Screen) -> None:
    wide = Screen("pyte", 200, 50)
    wide.feed("\r\n".join(f"{number} {ADDRESS} " * 8 for number in range(50)))
    view = wide.engine.view(wide.glyphs, full=True)
    assert len(list(wide.veil.steps(view, wide.glyphs))) > 2
    assert not list(wide.veil.steps(view, wide.glyphs))
    wide.engine.close()
