from __future__ import annotations

from PySide6.QtGui import QImage

from console.ui.terminal.gutter import GutterLine, GutterSign
from console.wire.messages import ResizeTerminal
from tests.gui.terminal.conftest import Desk, colors_of
from tests.gui.terminal.page import COLORS, Style, with_history


def beside(desk: Desk, row: int, cells: int) -> QImage:
    """Return what stands beside a row of the screen."""
    height = desk.metrics.height
    return desk.picture().copy(14, 8 + row * height, cells * desk.metrics.width, height)


def test_the_gutter_takes_columns_and_moves_the_grid(desk: Desk) -> None:
    desk.page.put(2, 0, "█", Style(fg=0x00FF00))
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    desk.take(ResizeTerminal)
    desk.widget.overlay.set_gutter(10, lambda _row: None)
    (resize,) = desk.take(ResizeTerminal)
    assert isinstance(resize, ResizeTerminal)
    assert resize.cols == 30
    assert colors_of(desk.cell(0, 2)) == {COLORS.background}
    assert colors_of(desk.cell(10, 2)) == {0x00FF00}
    desk.widget.overlay.set_gutter(0, None)
    assert colors_of(desk.cell(0, 2)) == {0x00FF00}


def test_rows_are_asked_for_by_their_absolute_number(desk: Desk) -> None:
    asked = set()

    def line(row: int) -> GutterLine | None:
        asked.add(row)
        return GutterLine("12:00") if row == 503 else None

    desk.widget.overlay.set_gutter(8, line)
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=500, first=500))
    assert asked == set(range(500, 510))
    shown = [len(colors_of(beside(desk, row, 8))) > 1 for row in range(10)]
    assert shown == [row == 3 for row in range(10)]


def test_only_the_rows_that_changed_are_asked_for(desk: Desk) -> None:
    asked: list[int] = []
    desk.widget.overlay.set_gutter(8, lambda row: asked.append(row))
    desk.widget.apply_frame(desk.page.frame(cursor=(0, 5)))
    asked.clear()
    desk.widget.apply_frame(desk.page.frame([5], cursor=(0, 5)))
    assert set(asked) <= {4, 5, 6}
    assert 5 in asked


def test_long_text_never_reaches_the_sign_or_the_cells(desk: Desk) -> None:
    desk.widget.overlay.set_gutter(8, lambda _row: GutterLine("#" * 40))
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    width = desk.metrics.width
    rest = desk.picture().copy(14 + 6 * width, 0, 30 * width, 150)
    assert colors_of(rest) == {COLORS.background}


def test_signs_differ_without_their_colours(desk: Desk) -> None:
    signs = list(GutterSign)
    desk.widget.overlay.set_gutter(2, lambda row: GutterLine(sign=signs[row]) if row < len(signs) else None)
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    shapes = set()
    for row in range(len(signs)):
        image = beside(desk, row, 2)
        shapes.add(
            tuple(
                image.pixel(x, y) & 0xFFFFFF != COLORS.background
                for y in range(image.height())
                for x in range(image.width())
            )
        )
    assert len(shapes) == len(signs)


def test_the_provider_is_asked_anew(desk: Desk) -> None:
    said = ["", "12:00:01"]
    desk.widget.overlay.set_gutter(10, lambda _row: GutterLine(said[0]))
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    assert colors_of(beside(desk, 4, 10)) == {COLORS.background}
    said.reverse()
    desk.widget.overlay.refresh_gutter()
    assert len(colors_of(beside(desk, 4, 10))) > 1
