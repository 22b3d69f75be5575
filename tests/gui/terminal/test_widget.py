from __future__ import annotations

import subprocess
import sys

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.wire.frames import CursorShape
from console.wire.messages import KeyPress, ResizeTerminal, ShowTerminal
from tests.gui.terminal.conftest import Desk, colors_of, where
from tests.gui.terminal.page import COLORS, Page, Style

Key = Qt.Key
Mod = Qt.KeyboardModifier


def keys(desk: Desk) -> list[KeyPress]:
    return [key for key in desk.take(KeyPress) if isinstance(key, KeyPress)]


def cursor_pixels(desk: Desk, shape: CursorShape, col: int = 3) -> set[tuple[int, int]]:
    desk.widget.apply_frame(replace(desk.page.frame(cursor=(col, 2)), cursor_shape=shape))
    return where(desk.cell(col, 2), COLORS.cursor)


# ---- what is seen --------------------------------------------------------------------------------


def test_text_has_its_colours_and_stays_in_its_cells(desk: Desk) -> None:
    desk.page.put(1, 2, "M", Style(fg=0xFFFFFF, bg=0x000080))
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    seen = colors_of(desk.cell(2, 1))
    assert 0x000080 in seen
    assert max(seen) > 0xE0E0E0
    assert colors_of(desk.cell(1, 1)) == colors_of(desk.cell(3, 1)) == {COLORS.background}


def test_box_lines_join_on_the_screen(desk: Desk) -> None:
    style = Style(fg=0x00FF00)
    for row, line in enumerate(("┌─┐", "│ │", "└─┘")):
        desk.page.put(row, 0, line, style)
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    box = where(desk.picture(), 0x00FF00)
    xs, ys = {x for x, _ in box}, {y for _, y in box}
    rim = {(x, y) for x in range(min(xs), max(xs) + 1) for y in range(min(ys), max(ys) + 1)}
    rim = {(x, y) for x, y in rim if x in {min(xs), max(xs)} or y in {min(ys), max(ys)}}
    assert box == rim


def test_the_cursor_shapes(desk: Desk) -> None:
    width, height = desk.metrics.width, desk.metrics.height
    block = cursor_pixels(desk, CursorShape.BLOCK)
    bar = cursor_pixels(desk, CursorShape.BAR)
    underline = cursor_pixels(desk, CursorShape.UNDERLINE)
    hollow = cursor_pixels(desk, CursorShape.HOLLOW)
    assert len(block) == width * height
    assert {x for x, _ in bar} == {0, 1}
    assert {y for _, y in underline} == {height - 2, height - 1}
    assert len(hollow) == 2 * width + 2 * height - 4


def test_a_block_shows_its_text_in_the_colour_of_the_ground(desk: Desk) -> None:
    desk.page.put(2, 3, "█", Style(fg=0xFF0000))
    desk.widget.apply_frame(desk.page.frame(cursor=(3, 2)))
    assert colors_of(desk.cell(3, 2)) == {COLORS.background}


def test_a_block_covers_a_wide_character(desk: Desk) -> None:
    desk.page.cluster(2, 3, "　", wide=True)
    desk.widget.apply_frame(desk.page.frame(cursor=(3, 2)))
    assert colors_of(desk.cell(3, 2, 2)) == {COLORS.cursor}


def test_without_the_focus_the_cursor_is_hollow(desk: Desk) -> None:
    assert len(cursor_pixels(desk, CursorShape.BLOCK)) == desk.metrics.width * desk.metrics.height
    desk.widget.clearFocus()
    assert len(where(desk.cell(3, 2), COLORS.cursor)) == 2 * desk.metrics.width + 2 * desk.metrics.height - 4


def test_the_cursor_leaves_no_trace(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=(3, 2)))
    desk.widget.apply_frame(desk.page.frame([], cursor=(5, 4)))
    assert colors_of(desk.cell(3, 2)) == {COLORS.background}
    desk.widget.apply_frame(desk.page.frame([], scroll=2, cursor=(5, 4)))
    assert len(where(desk.picture(), COLORS.cursor)) == desk.metrics.width * desk.metrics.height


# ---- size and life -------------------------------------------------------------------------------


def test_showing_and_resizing_tell_the_core(qtbot: QtBot, page: Page) -> None:
    desk = Desk(page)
    qtbot.addWidget(desk.widget)
    assert not desk.said
    desk.widget.show()
    width, height = desk.metrics.width, desk.metrics.height
    assert desk.take(ResizeTerminal) == [
        ResizeTerminal(terminal_id=desk.widget.terminal_id, cols=40, rows=10, cell_width=width, cell_height=height)
    ]
    shown = desk.take(ShowTerminal)
    assert shown[0] == ShowTerminal(terminal_id=desk.widget.terminal_id, visible=True, focused=False)
    desk.widget.resize(desk.widget.width() + width, desk.widget.height())
    desk.widget.resize(desk.widget.width() + 1, desk.widget.height())
    (resize,) = desk.take(ResizeTerminal)
    assert isinstance(resize, ResizeTerminal)
    assert (resize.cols, resize.rows) == (41, 10)
    desk.widget.hide()
    assert desk.take(ShowTerminal)[-1] == ShowTerminal(
        terminal_id=desk.widget.terminal_id, visible=False, focused=False
    )


def test_another_font_size_is_another_grid(desk: Desk) -> None:
    desk.page.put(0, 0, "█", Style(fg=0x00FF00))
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    desk.take(ResizeTerminal)
    desk.widget.set_font(desk.page.atlas, 26)
    (resize,) = desk.take(ResizeTerminal)
    assert isinstance(resize, ResizeTerminal)
    assert resize.cell_width == pytest.approx(2 * desk.metrics.width, abs=1)
    assert resize.rows == 5
    assert len(where(desk.picture(), 0x00FF00)) == resize.cell_width * resize.cell_height


def test_the_hint_holds_eighty_columns(desk: Desk) -> None:
    desk.widget.resize(desk.widget.sizeHint())
    assert desk.widget.size_in_cells() == (80, 24)


def test_it_has_a_name_for_those_who_listen(desk: Desk) -> None:
    assert desk.widget.accessibleName()
    assert desk.widget.accessibleDescription()


def test_importing_it_does_not_import_numpy() -> None:
    code = "import console.ui.terminal.widget, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_painting_keeps_the_reference_count_of_none(desk: Desk) -> None:
    """PySide6 6.12 on Python 3.11 lost one with each call and ended the program within a second."""
    frame = desk.page.frame()
    desk.widget.apply_frame(frame)
    before = sys.getrefcount(None)
    for _ in range(200):
        desk.widget.apply_frame(frame)
    desk.said.clear()
    assert sys.getrefcount(None) > before - 150


# ---- focus and input methods --------------------------------------------------------------------


def test_tab_stays_and_ctrl_shift_esc_leaves(qtbot: QtBot, desk: Desk) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(desk.widget)
    other = QLineEdit()
    layout.addWidget(other)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    desk.widget.setFocus()
    qtbot.waitUntil(desk.widget.hasFocus)
    for key in (Key.Key_Tab, Key.Key_Backtab):
        QTest.keyClick(desk.widget, key)
    assert QApplication.focusWidget() is desk.widget
    assert [key.key for key in keys(desk)] == ["Tab", "Tab"]
    with qtbot.waitSignal(desk.widget.focus_released):
        QTest.keyClick(desk.widget, Key.Key_Escape, Mod.ControlModifier | Mod.ShiftModifier)
    assert QApplication.focusWidget() is other
    assert not keys(desk)
    desk.widget.setParent(None)


def test_the_input_method_learns_where_the_cursor_is(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=(5, 2)))
    rect = desk.widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    assert isinstance(rect, QRect)
    assert (rect.x(), rect.y()) == (14 + 5 * desk.metrics.width, 8 + 2 * desk.metrics.height)
    assert desk.widget.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is True


def test_a_grid_that_stays_as_it_is_is_shown_whole(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame())
    desk.widget.keep_grid()
    normal = desk.widget.display.geometry.metrics
    assert normal.size == 13.0
    desk.widget.resize(desk.widget.width() * 3 // 4, desk.widget.height())
    assert desk.widget.display.geometry.metrics.width < normal.width
    assert desk.widget.display.geometry.holds(desk.page.cols, desk.page.rows)
    desk.widget.resize(20, 20)
    assert desk.widget.display.geometry.metrics.size == 8.0
