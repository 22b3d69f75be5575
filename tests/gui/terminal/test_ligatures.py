from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.clusters import glyph_indexes
from console.ui.terminal.fonts import measure
from console.ui.terminal.ligatures import LONGEST, Ligatures
from console.ui.terminal.pieces import FIRST_PIECE, SLOTS, Piece
from console.ui.terminal.selection import Selection, Spot
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.page import Page, Style


@pytest.fixture(autouse=True)
def joining(qapp: QApplication) -> None:
    font = measure(13.0, 1.0).font()
    if glyph_indexes("->", font) == glyph_indexes("-", font) + glyph_indexes(">", font):
        pytest.skip("The font joins nothing: apt install fonts-jetbrains-mono")


def pieces(page: Page, row: int) -> list[str]:
    """Return the runs that are drawn as a whole."""
    keys = page.keys.copy()
    Ligatures(page.atlas, page.atlas.metrics(13.0, 1.0).font()).apply(keys)
    shown = [page.atlas.glyph(key >> 48) for key in keys[row].tolist()]
    return [piece.text for piece in shown if isinstance(piece, Piece) and piece.index == 0]


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ("a -> b != c", ["->", "!="]),
        ("x=>y <= z", ["=>", "<="]),
        ("a - > b", []),
        ("plain text.", []),
        ("-" * (LONGEST + 1), []),
        ("x === y", ["==="]),
    ],
)
def test_runs_that_the_font_joins_are_drawn_as_a_whole(page: Page, line: str, runs: list[str]) -> None:
    page.put(2, 1, line)
    assert pieces(page, 2) == runs


def test_signs_of_different_colours_or_faces_stay_apart(page: Page) -> None:
    page.put(0, 0, "-", Style(fg=0xFF0000))
    page.put(0, 1, ">", Style(fg=0x00FF00))
    page.put(1, 0, "-", Style(bold=True))
    page.put(1, 1, ">", Style())
    page.put(2, 0, "->", Style(bold=True, italic=True))
    assert [pieces(page, row) for row in range(3)] == [[], [], ["->"]]


def arrow(desk: Desk) -> QImage:
    return desk.cell(0, 0, 2)


def test_a_ligature_looks_otherwise_and_only_where_it_is_wanted(desk: Desk) -> None:
    desk.page.put(0, 0, "->")
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    apart = arrow(desk)
    desk.widget.display.ligate(ligatures=True)
    joined = arrow(desk)
    assert joined != apart
    desk.widget.display.ligate(ligatures=False)
    assert arrow(desk) == apart


def test_what_is_marked_and_copied_is_single_signs(desk: Desk) -> None:
    desk.widget.display.ligate(ligatures=True)
    desk.page.put(0, 0, "->")
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    row = desk.widget.surface.row(0)
    assert row is not None
    assert row[0][:2] == ["-", ">"]
    joined = desk.cell(1, 0)
    desk.widget.surface.select(Selection(Spot(0, 0), Spot(0, 1)))
    assert desk.cell(1, 0) != joined


def test_when_there_is_no_room_signs_stay_apart(page: Page) -> None:
    page.atlas.pieces.add([Piece("x", 0, bold=False, italic=False)] * (SLOTS - FIRST_PIECE - 1))
    page.put(0, 0, "->")
    assert pieces(page, 0) == []


def test_another_core_means_other_slots_and_the_same_runs(qapp: QApplication) -> None:
    page = Page(40, 10, GlyphAtlas())
    ligatures = Ligatures(page.atlas, page.atlas.metrics(13.0, 1.0).font())
    page.put(0, 0, "->")
    keys = page.keys.copy()
    ligatures.apply(keys)
    table = list(page.table)
    page.atlas.add(2, 0, [table[0], *reversed(table[1:])])
    again = page.keys.copy()
    size = len(table)
    for col in range(2):
        again[0, col] = (size - (int(page.keys[0, col]) >> 48)) << 48 | int(page.keys[0, col]) & (1 << 48) - 1
    ligatures.apply(again)
    assert (again[0, :2] == keys[0, :2]).all()
