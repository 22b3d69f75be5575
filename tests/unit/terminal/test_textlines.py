"""Rows as lines, and characters of a line as cells."""

from __future__ import annotations

import pytest

from console.terminal.engine import Engine, EngineKind
from console.terminal.textlines import MOST_ROWS, Walk, line_start
from tests.unit.terminal.screens import KINDS, engine


def fed(kind: EngineKind, text: str, cols: int = 10, scrollback: int = 100) -> Engine:
    terminal = engine(kind, cols, 4, scrollback)
    terminal.feed(text.replace("\n", "\r\n").encode())
    return terminal


def texts(terminal: Engine, step: int) -> list[str]:
    """Return the lines that are not empty, oldest first, read ``step`` rows at a time."""
    at = terminal.position
    walk = Walk(terminal, 0, at.live_row + terminal.rows)
    found = []
    while not walk.done:
        found += walk.read(step)
    return [line.text for line in reversed(found) if line.text]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", [1, 2, 3, 100])
def test_wrapped_rows_are_one_line_however_they_are_read(kind: EngineKind, step: int) -> None:
    terminal = fed(kind, "short\n0123456789abcdefghijKLM\n\nblanks    wrap too\nend")
    assert texts(terminal, step) == ["short", "0123456789abcdefghijKLM", "blanks    wrap too", "end"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_character_leads_to_its_cells(kind: EngineKind) -> None:
    terminal = fed(kind, "a中e\u0301文z\n")
    line = Walk(terminal, 0, 1).read(1)[0]
    assert line.text == "a中e\u0301文z"
    places = [(line.cell(terminal, at), line.cell_after(terminal, at)) for at in range(len(line.text))]
    assert [(start[1], end[1]) for start, end in places] == [(0, 1), (1, 3), (3, 4), (3, 4), (4, 6), (6, 7)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_gap_before_a_wide_character_that_wraps_is_no_blank(kind: EngineKind) -> None:
    terminal = fed(kind, "abcdefghi中x\n")
    line = Walk(terminal, 0, 2).read(2)[0]
    assert line.text == "abcdefghi中x"
    assert line.cell(terminal, 9) == (0 + 1, 0)
    assert line.cell_after(terminal, 10) == (1, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_the_start_of_a_line_is_found_from_any_of_its_rows(kind: EngineKind) -> None:
    terminal = fed(kind, "one\n" + "x" * 25 + "\nend")
    assert [line_start(terminal, row) for row in range(5)] == [0, 1, 1, 1, 4]
    long = fed(kind, "one\n" + "x" * 215 + "\nend")
    assert [line_start(long, row) for row in range(24)] == [0, *[1] * 22, 23]


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_without_an_end_is_cut(kind: EngineKind) -> None:
    terminal = fed(kind, "x" * 10 * (MOST_ROWS + 50), scrollback=1000)
    assert sorted(len(text) for text in texts(terminal, 64)) == [500, 10 * MOST_ROWS]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_scrollback_loses_on_the_way_is_left_out(kind: EngineKind) -> None:
    terminal = fed(kind, "\n".join(f"line {n}" for n in range(40)), scrollback=60)
    walk = Walk(terminal, 0, terminal.position.live_row + terminal.rows)
    assert walk.read(4)[0].text == "line 39"
    terminal.feed(b"".join(b"new %d\r\n" % n for n in range(20_000)))
    assert walk.done
    assert walk.read(4) == []
