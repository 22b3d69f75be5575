from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.ui.terminal.selection import Selection, Spot
from console.wire.frames import CursorShape, Mode
from console.wire.messages import KeyPress, Mods, Paste, ReadText, ResizeTerminal, ScrollTerminal, ShowTerminal
from tests.gui.terminal.conftest import Desk, colors_of, where
from tests.gui.terminal.page import COLORS, Page, Style, with_history

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
    desk.widget.set_font_size(26)
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


# ---- keyboard ------------------------------------------------------------------------------------


def test_keys_are_sent(qtbot: QtBot, desk: Desk) -> None:
    QTest.keyClick(desk.widget, Key.Key_L)
    QTest.keyClick(desk.widget, Key.Key_S)
    QTest.keyClick(desk.widget, Key.Key_Return)
    QTest.keyClick(desk.widget, Key.Key_Tab)
    QTest.keyClick(desk.widget, Key.Key_C, Mod.ControlModifier)
    assert [(key.key, key.text) for key in keys(desk)] == [
        ("l", "l"), ("s", "s"), ("Enter", ""), ("Tab", ""), ("c", ""),
    ]  # fmt: skip


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


@pytest.mark.parametrize(
    ("key", "mods", "kept"),
    [
        (Key.Key_W, Mod.ControlModifier, True),
        (Key.Key_F, Mod.AltModifier, True),
        (Key.Key_T, Mod.ControlModifier | Mod.ShiftModifier, False),
        (Key.Key_PageUp, Mod.ControlModifier, False),
    ],
)
def test_the_programs_chords_win_over_shortcuts(desk: Desk, key: Key, mods: Mod, kept: bool) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, mods, "")
    event.ignore()
    QApplication.sendEvent(desk.widget, event)
    assert event.isAccepted() is kept
    press = QKeyEvent(QEvent.Type.KeyPress, key, mods, "")
    QApplication.sendEvent(desk.widget, press)
    assert bool(keys(desk)) is kept


def test_pages_scroll_and_typing_returns(qtbot: QtBot, desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=100, first=100))
    for key in (Key.Key_PageUp, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home):
        QTest.keyClick(desk.widget, key, Mod.ShiftModifier)
    rows = [scroll.first_row for scroll in desk.take(ScrollTerminal) if isinstance(scroll, ScrollTerminal)]
    assert rows == [91, 82, 91, 0]
    assert not keys(desk)
    QTest.keyClick(desk.widget, Key.Key_A)
    assert [type(request) for request in desk.said if not isinstance(request, ShowTerminal)][-2:] == [
        ScrollTerminal,
        KeyPress,
    ]


def test_on_the_alternate_screen_the_pages_are_the_programs(qtbot: QtBot, desk: Desk) -> None:
    desk.widget.apply_frame(replace(desk.page.frame(), modes=Mode.ALTERNATE_SCREEN))
    QTest.keyClick(desk.widget, Key.Key_PageUp, Mod.ShiftModifier)
    assert [(key.key, key.mods) for key in keys(desk)] == [("PageUp", Mods(shift=True))]


def test_the_input_method_learns_where_the_cursor_is(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=(5, 2)))
    rect = desk.widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    assert isinstance(rect, QRect)
    assert (rect.x(), rect.y()) == (14 + 5 * desk.metrics.width, 8 + 2 * desk.metrics.height)
    assert desk.widget.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is True


# ---- clipboard -----------------------------------------------------------------------------------


def test_copying_asks_for_the_text_and_trims_it(qtbot: QtBot, desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame())
    desk.widget.copy_selection()
    assert not desk.asked
    desk.widget._surface.select(Selection(Spot(0, 2), Spot(1, 9)))
    QTest.keyClick(desk.widget, Key.Key_C, Mod.ControlModifier | Mod.ShiftModifier)
    request, reply = desk.asked[-1]
    assert request == ReadText(terminal_id=desk.widget.terminal_id, start_row=0, start_col=2, end_row=1, end_col=9)
    reply("one  \ntwo ")
    assert QGuiApplication.clipboard().text() == "one\ntwo"
    assert not keys(desk)


def test_pasting_passes_on_every_line(qtbot: QtBot, desk: Desk) -> None:
    QGuiApplication.clipboard().setText("a\nb\n")
    QTest.keyClick(desk.widget, Key.Key_V, Mod.ControlModifier | Mod.ShiftModifier)
    assert desk.take(Paste) == [Paste(terminal_id=desk.widget.terminal_id, text="a\nb\n")]


def test_middle_click_pastes(qtbot: QtBot, desk: Desk) -> None:
    QGuiApplication.clipboard().setText("marked")
    QTest.mouseClick(desk.widget, Qt.MouseButton.MiddleButton)
    assert len(desk.take(Paste)) == (0 if QGuiApplication.clipboard().supportsSelection() else 1)


def test_everything_is_marked_with_its_scrollback(desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=7, history=93, first=100))
    states: list[bool] = []
    desk.widget.selection_changed.connect(states.append)
    desk.widget.select_all()
    assert desk.widget._selection == Selection(Spot(7, 0), Spot(109, 40))
    assert colors_of(desk.cell(20, 5)) == {COLORS.selection}
    desk.widget.clear_selection()
    assert states == [True, False]
    assert not desk.widget.has_selection
