from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.ui.dialogs import AboutDialog, button
from console.ui.sheets import Sheet
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.conftest import Desk


class Two(Sheet):
    def __init__(self, themes: Themes) -> None:
        super().__init__(themes)
        self.setFixedSize(300, 100)
        self.first, self.second = button("First", "", self), button("Second", "", self)
        self.second.move(120, 0)

    def first_focus(self) -> QWidget | None:
        return self.first


def current(desk: Desk) -> Sheet | None:
    return desk.window.sheets.current


def test_a_sheet_covers_the_desk_but_not_the_bars(desk: Desk) -> None:
    window = desk.window
    window.sheets.present(Two(window.themes))
    assert window.sheets.geometry().top() == window.top.height()
    assert window.sheets.geometry().bottom() < window.status.geometry().top()
    window.resize(1100, 600)
    assert window.sheets.geometry().width() == 1100
    sheet = window.sheets.current
    assert sheet is not None
    assert abs(sheet.geometry().center().x() - 550) <= 1
    sheet.reject()


def test_the_tab_key_stays_inside(desk: Desk, qtbot: QtBot) -> None:
    sheet = Two(desk.window.themes)
    desk.window.sheets.present(sheet)
    for expected in (sheet.second, sheet.first, sheet.second):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is sheet.first
    sheet.reject()


def test_nothing_behind_a_sheet_takes_keys_or_shortcuts(desk: Desk, qtbot: QtBot) -> None:
    terminal = desk.maker.made[TerminalId(1)]
    sheet = Two(desk.window.themes)
    desk.window.sheets.present(sheet)
    terminal.setFocus()
    assert QApplication.focusWidget() is sheet.first
    ctrl_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(sheet.first, Qt.Key.Key_W, ctrl_shift)
    assert not desk.bridge.sent_of(m.CloseTerminal)
    sheet.reject()
    assert QApplication.focusWidget() is terminal
    qtbot.keyClick(terminal, Qt.Key.Key_W, ctrl_shift)
    assert desk.bridge.sent_of(m.CloseTerminal)


def test_sheets_wait_for_each_other(desk: Desk) -> None:
    host = desk.window.sheets
    assert current(desk) is None
    first, second, third = (AboutDialog(desk.window.themes) for _ in range(3))
    for sheet in (first, second, third):
        host.present(sheet)
    assert current(desk) is first
    host.withdraw(second)
    first.done(QDialog.DialogCode.Accepted)
    assert current(desk) is third
    third.close_button.click()
    assert current(desk) is None
    assert not host.isVisible()


def test_enter_presses_the_focused_button_only(desk: Desk, qtbot: QtBot) -> None:
    sheet = Two(desk.window.themes)
    pressed: list[QPushButton] = []
    for made in (sheet.first, sheet.second):
        made.clicked.connect(lambda _checked=False, made=made: pressed.append(made))
    desk.window.sheets.present(sheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert not pressed
    qtbot.keyClick(sheet.first, Qt.Key.Key_Space)
    assert pressed == [sheet.first]
    sheet.reject()


def test_a_sheet_that_wants_more_room_gets_it(desk: Desk) -> None:
    sheet = Sheet(desk.window.themes)
    more = QLabel("more\n" * 6, sheet)
    more.hide()
    layout = QVBoxLayout(sheet)
    layout.addWidget(more)
    desk.window.sheets.present(sheet)
    before = sheet.height()
    more.show()
    QApplication.sendPostedEvents(sheet, QEvent.Type.LayoutRequest)
    assert sheet.height() > before
    sheet.reject()


def test_a_sheet_that_another_window_asks_for_gets_the_keyboard_and_gives_it_back(desk: Desk, qtbot: QtBot) -> None:
    other = QWidget()
    line = QLineEdit(other)
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    line.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is line)
    sheet = Two(desk.window.themes)
    desk.window.sheets.present(sheet)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.window.window())
    assert QApplication.focusWidget() is sheet.first
    sheet.reject()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is line)


def test_a_question_comes_above_a_sheet_that_may_be_waiting_for_its_answer(desk: Desk) -> None:
    host = desk.window.sheets
    under, above = Two(desk.window.themes), Two(desk.window.themes)
    host.present(under)
    under.second.setFocus()
    host.present(above, above=True)
    assert current(desk) is above
    assert not under.isVisible()
    above.reject()
    assert current(desk) is under
    assert under.isVisible()
    under.reject()
    assert current(desk) is None
