from __future__ import annotations

from msgspec.structs import replace

from console.model.ids import TerminalId
from console.ui.find.hits import Hits
from console.ui.find.lights import AHEAD_SCREENS, Lights
from console.ui.terminal.highlights import Layer
from console.ui.terminal.marks import MarkKind
from console.wire.messages import Found, Hit
from tests.gui.terminal.conftest import Desk

ONE = TerminalId(1)


def test_hits_are_lit_around_what_is_seen_marked_everywhere_and_taken_away(desk: Desk) -> None:
    lights, hits = Lights({ONE: desk.widget}), Hits()
    desk.widget.apply_frame(replace(desk.page.frame(), first_row=500, history_rows=900))
    rows = (3, 495, 504, 600)
    hits.take(Found(number=1, terminal_id=ONE, hits=tuple(Hit(row, 0, row, 4) for row in rows), from_row=0))
    hits.choose_near(504)
    lights.show(ONE, hits, is_target=True)
    display = desk.widget.display
    assert sorted(display.highlights.layer(Layer.SEARCH)) == [495, 504]
    assert sorted(display.highlights.layer(Layer.CURRENT)) == [504]
    assert display.marks._rows[MarkKind.SEARCH] == list(rows)
    assert AHEAD_SCREENS * desk.page.rows < 96
    desk.widget.apply_frame(replace(desk.page.frame(), first_row=590, history_rows=900))
    lights.follow(ONE, hits, is_target=True)
    assert sorted(display.highlights.layer(Layer.SEARCH)) == [600]
    lights.show(ONE, hits, is_target=False)
    assert not display.highlights.layer(Layer.CURRENT)
    lights.clear()
    assert not display.highlights
    assert MarkKind.SEARCH not in display.marks._rows
