"""Search in one terminal: the same as ``re`` finds in the text, at the right cells, also while it changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from console.model.ids import TerminalId
from console.terminal.engine import Engine, EngineKind
from console.terminal.search import MOST_TOLD, REFRESH_SECONDS, TerminalSearch
from console.wire.messages import MOST_HITS, Found, Hit
from tests.unit.terminal.screens import KINDS, engine


class Desk:
    """Drives a search as the core does and keeps its hits as a desk does."""

    def __init__(self, terminal: Engine, pattern: str, step: int = 7, texts: int = 0) -> None:
        self.pattern = re.compile(pattern)
        self.search = TerminalSearch(1, TerminalId(1), terminal, texts)
        self.step = step
        self.now = 0.0
        self.hits: list[Hit] = []
        self.told: list[Found] = []
        self.run()

    def run(self) -> None:
        """Search until nothing is left to do."""
        while (wait := self.search.wait(self.now)) is not None:
            self.now += wait
            self.turn()

    def turn(self) -> None:
        lines = self.search.read(self.step, self.now)
        spans = [[m.span() for m in self.pattern.finditer(line.text) if m.group()] for line in lines]
        self.search.take(lines, spans, self.now)
        news = self.search.news()
        if news is not None:
            self.take(news)

    def take(self, news: Found) -> None:
        self.told.append(news)
        from_row = news.from_row
        if from_row is not None:
            self.hits = [hit for hit in self.hits if hit.row < from_row]
        self.hits = sorted([hit for hit in self.hits if hit.row >= news.oldest_row] + list(news.hits))[-MOST_HITS:]

    @property
    def count(self) -> int:
        return self.told[-1].count


def fed(kind: EngineKind, text: str, cols: int = 20, scrollback: int = 1000) -> Engine:
    terminal = engine(kind, cols, 6, scrollback)
    terminal.feed(text.replace("\n", "\r\n").encode())
    return terminal


def words(terminal: Engine, hits: Iterable[Hit]) -> list[str]:
    """Return what stands in the cells of the hits."""
    return [terminal.text(hit.row, hit.col, hit.end_row, hit.end_col) for hit in hits]


def whole(line: str, match: re.Match[str]) -> str:
    """Return what stands in the cells of a match: one that ends before an accent has its letter's cell all the same."""
    end = match.end()
    while end < len(line) and unicodedata.combining(line[end]):
        end += 1
    return line[match.start() : end]


ALPHABET = st.sampled_from(["a", "b", "ab", " ", "  ", "中", "文", "é", "e\u0301", "😀", "x" * 13, "\n"])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@example(text="a" * 16 + "中a中", pattern="a", step=1)  # the last cell of the row is left free
@example(text="a" * 16 + "中é中", pattern="é", step=1)
@given(
    text=st.lists(ALPHABET, max_size=60).map("".join),
    pattern=st.sampled_from(
        ["a", "ab?", "b a", "中", "文.", "[^ ]+", "x{5}", "e\u0301", "😀", "(?i)A", "a|中", r"\s+b"]
    ),
    step=st.integers(1, 12),
)
def test_it_finds_what_re_finds_and_where(kind: EngineKind, text: str, pattern: str, step: int) -> None:
    terminal = fed(kind, text)
    desk = Desk(terminal, pattern, step)
    lines = [line.rstrip(" ") for line in text.split("\n")]
    wanted = [whole(line, m) for line in lines for m in re.finditer(pattern, line) if m.group()]
    assert [word.rstrip(" ") for word in words(terminal, desk.hits)] == [word.rstrip(" ") for word in wanted]
    assert desk.count == len(wanted)
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_hit_over_a_wrap_has_the_cells_of_both_rows(kind: EngineKind) -> None:
    desk = Desk(fed(kind, "x" * 17 + "needle\n"), "needle")
    assert desk.hits == [Hit(0, 17, 1, 3)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_hits_come_first(kind: EngineKind) -> None:
    terminal = fed(kind, "\n".join(f"hit {n}" for n in range(200)))
    desk = Desk(terminal, "hit")
    rows = [hit.row for news in desk.told for hit in reversed(news.hits)]
    assert rows == sorted(rows, reverse=True)
    assert not desk.told[0].complete
    assert desk.told[-1].complete
    assert desk.count == len(desk.hits) == 200


@pytest.mark.parametrize("kind", KINDS)
def test_new_output_is_searched_and_what_changed_is_searched_again(kind: EngineKind) -> None:
    terminal = fed(kind, "one hit\ntwo hit\n")
    desk = Desk(terminal, "hit")
    terminal.feed(b"\x1b[2;1Hgone    \r\nnew hit\r\n" + b"\r\n" * 10 + b"last hit")
    desk.search.changed()
    desk.run()
    assert words(terminal, desk.hits) == ["hit"] * 3
    assert [terminal.lines(hit.row, 1)[0] for hit in desk.hits] == ["one hit", "new hit", "last hit"]
    assert desk.count == 3


def test_a_terminal_that_changes_all_the_time_gets_a_pause() -> None:
    terminal = fed("pyte", "hit")
    desk = Desk(terminal, "hit")
    desk.search.changed()
    desk.turn()
    desk.search.take((), (), desk.now)
    desk.search.changed()
    wait = desk.search.wait(desk.now)
    assert wait is not None
    assert 0 < wait <= REFRESH_SECONDS


@pytest.mark.parametrize("kind", KINDS)
def test_hits_go_with_the_rows_that_the_scrollback_loses(kind: EngineKind) -> None:
    terminal = fed(kind, "old hit\n" * 30, scrollback=100)
    desk = Desk(terminal, "hit")
    terminal.feed(b"other\r\n" * 20_000 + b"new hit")
    desk.search.changed()
    desk.run()
    assert words(terminal, desk.hits) == ["hit"]
    assert desk.count == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_width_or_another_screen_starts_over(kind: EngineKind) -> None:
    terminal = fed(kind, "x" * 15 + "needle\n")
    desk = Desk(terminal, "needle")
    terminal.resize(40, 6, 8, 18)
    desk.search.changed()
    desk.run()
    place = Hit(0, 15, 0, 21) if terminal.caps.reflow else Hit(0, 15, 1, 1)
    assert desk.hits == [place]
    terminal.feed(b"\x1b[?1049h\x1b[Hfull screen needle needle")
    desk.search.changed()
    desk.run()
    assert len(desk.hits) == desk.count == 2
    terminal.feed(b"\x1b[?1049l")
    desk.search.changed()
    desk.run()
    assert len(desk.hits) == desk.count == 1


def test_of_very_many_hits_the_newest_are_kept_and_all_are_counted() -> None:
    terminal = fed("ghostty", "x" * 100 + "\n", cols=100, scrollback=3000)
    terminal.feed((b"x" * 100 + b"\r\n") * 399)
    desk = Desk(terminal, "x", step=64)
    assert desk.count == 40_000
    assert len(desk.hits) == MOST_HITS
    assert desk.hits[-1].row == 399
    assert max(len(news.hits) for news in desk.told) <= MOST_TOLD
    terminal.feed((b"x" * 100 + b"\r\n") * 400)
    desk.search.changed()
    desk.run()
    assert desk.count == 80_000
    assert (len(desk.hits), desk.hits[-1].row, desk.hits[0].row) == (MOST_HITS, 799, 600)


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_hits_come_with_their_text(kind: EngineKind) -> None:
    desk = Desk(fed(kind, "  one hit\ntwo hit\nthree hit\n"), "hit", texts=2)
    assert [hit.text for hit in desk.hits] == ["", "two hit", "three hit"]
