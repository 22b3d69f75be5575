from __future__ import annotations

import numpy as np

from console.ui.terminal.highlights import Highlight, Highlights, Layer, Line, Span
from console.ui.terminal.marking import Rows
from console.ui.terminal.screen import Screen
from console.ui.terminal.selection import Selection, Spot
from console.wire.frames import Attribute
from tests.gui.terminal.page import COLORS, Page, Style, with_history


def rows_of(page: Page) -> Rows:
    return Rows.of(Screen(with_history(page.frame(), oldest=0, history=100, first=100)), list(range(page.rows)))


def inks(rows: Rows, place: int) -> list[int]:
    inks: list[int] = (rows.keys[place] >> np.uint64(24) & np.uint64(0xFFFFFF)).tolist()
    return inks


def grounds(rows: Rows, place: int) -> list[int]:
    grounds: list[int] = (rows.keys[place] & np.uint64(0xFFFFFF)).tolist()
    return grounds


def test_a_highlight_takes_the_colours_it_names_and_leaves_the_others(page: Page) -> None:
    page.put(2, 0, "hello", Style(fg=0x111111, bg=0x222222))
    rows, highlights = rows_of(page), Highlights()
    highlights.set(Layer.SEARCH, [Span(102, 1, 3, Highlight(ground=0x333333))])
    highlights.set(Layer.LINK, [Span(102, 2, 4, Highlight(ink=0x444444))])
    rows.highlight(highlights, COLORS)
    assert grounds(rows, 2)[:5] == [0x222222, 0x333333, 0x333333, 0x222222, 0x222222]
    assert inks(rows, 2)[:5] == [0x111111, 0x111111, 0x444444, 0x444444, 0x111111]
    assert rows.attributes is None


def test_a_line_under_a_highlight_leaves_strikes_alone(page: Page) -> None:
    page.put(1, 0, "hello", Style(attributes=int(Attribute.STRIKE) | Line.DOUBLE))
    rows, highlights = rows_of(page), Highlights()
    highlights.set(Layer.LINK, [Span(101, 0, 2, Highlight(line=Line.CURLY, line_color=0x123456))])
    rows.highlight(highlights, COLORS)
    assert rows.attributes is not None
    assert rows.lines is not None
    assert rows.attributes[1, :3].tolist() == [Attribute.STRIKE | 3, Attribute.STRIKE | 3, Attribute.STRIKE | 2]
    assert rows.lines[1, :3].tolist() == [0x123456, 0x123456, 0]


def test_the_screen_keeps_what_the_program_wrote(page: Page) -> None:
    screen = Screen(page.frame())
    before = screen.keys.copy()
    rows = Rows.of(screen, [0, 1])
    rows.select(Selection(Spot(0, 0), Spot(1, 5)), COLORS)
    assert grounds(rows, 0) == [COLORS.selection] * page.cols
    assert (screen.keys == before).all()


def test_marked_text_on_a_ground_of_its_own_can_be_read(page: Page) -> None:
    page.put(0, 0, "ab", Style(fg=0xFFFFFF, bg=0xCC0000))
    page.put(0, 2, "c", Style(fg=0xFFFFFF))
    rows = rows_of(page)
    rows.select(Selection(Spot(100, 0), Spot(100, 3)), COLORS)
    assert inks(rows, 0)[:3] == [COLORS.foreground, COLORS.foreground, 0xFFFFFF]
