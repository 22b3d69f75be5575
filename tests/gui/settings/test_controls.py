from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from console.ui.settings.controls import ChoiceControl, FontControl, SwitchControl, TextControl
from tests.gui.settings.conftest import Settings


def text(settings: Settings, name: str) -> TextControl:
    control = settings.row(name).control
    assert isinstance(control, TextControl)
    return control


def test_a_number_counts_with_enter_and_not_before(settings: Settings, qtbot: QtBot) -> None:
    settings.sheet.show_section("Terminal")
    edit = text(settings, "terminal.font_size").edit
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "21")
    assert settings.store("terminal.font_size") is None
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert settings.store("terminal.font_size") == 21
    assert settings.sheet.isVisible()


def test_a_number_steps_with_the_arrow_keys_and_stops_at_its_limits(settings: Settings, qtbot: QtBot) -> None:
    settings.sheet.show_section("Window")
    edit = text(settings, "window.font_size").edit
    edit.setFocus()
    for _ in range(9):
        qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert settings.store("window.font_size") == 20
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert (settings.store("window.font_size"), edit.text()) == (19, "19")


def test_what_is_wrong_is_said_while_it_is_typed_and_changes_nothing(settings: Settings, qtbot: QtBot) -> None:
    settings.sheet.show_section("Terminal")
    row = settings.row("terminal.font_size")
    edit = text(settings, "terminal.font_size").edit
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "999")
    assert "6 to 64" in row.error.text()
    assert edit.accessibleDescription() == row.error.text()
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert row.error.isVisible()
    assert edit.text() == "999"
    assert settings.store("terminal.font_size") is None
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert not row.error.isVisible()
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert settings.store("terminal.font_size") == 9


def test_a_text_counts_when_the_line_is_left(settings: Settings, qtbot: QtBot) -> None:
    settings.sheet.show_section("Terminal")
    edit = text(settings, "terminal.shell").edit
    edit.setFocus()
    qtbot.keyClicks(edit, "fish -l")
    settings.sheet.search.setFocus()
    assert settings.store("terminal.shell") == "fish -l"


def test_a_box_and_a_list_count_at_once(settings: Settings, qtbot: QtBot) -> None:
    settings.sheet.show_section("Terminal")
    box = settings.row("terminal.copy_on_select").control
    assert isinstance(box, SwitchControl)
    box.field().setFocus()
    qtbot.keyClick(box.findChildren(QCheckBox)[0], Qt.Key.Key_Space)
    assert settings.store("terminal.copy_on_select") is True
    bell = settings.row("terminal.bell").control
    assert isinstance(bell, ChoiceControl)
    bell.field().setFocus()
    qtbot.keyClick(bell.list, Qt.Key.Key_Down)
    assert settings.store("terminal.bell") == "sound"


def test_the_wheel_changes_no_list(settings: Settings) -> None:
    settings.sheet.show_section("Terminal")
    bell = settings.row("terminal.bell").control
    assert isinstance(bell, ChoiceControl)
    place = QPointF(20, 10)
    wheel = QWheelEvent(
        place, bell.list.mapToGlobal(place), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(bell.list, wheel)
    assert settings.store("terminal.bell") is None
    assert not wheel.isAccepted()


def test_fonts_are_looked_up_when_somebody_wants_to_see_them(settings: Settings, qtbot: QtBot) -> None:
    settings.sheet.show_section("Terminal")
    font = settings.row("terminal.font_family").control
    assert isinstance(font, FontControl)
    assert font.list.count() == 1
    font.list.setFocus()
    qtbot.keyClick(font.list, Qt.Key.Key_Down)
    assert font.list.count() > 1
    assert settings.store("terminal.font_family") == font.list.currentData() != ""


def test_a_font_that_is_not_installed_is_shown_as_it_is_called(settings: Settings) -> None:
    row = settings.row("terminal.font_family")
    row.binding.put("No Such Font")
    assert isinstance(row.control, FontControl)
    assert row.control.list.currentText() == "No Such Font"
    row.control.list.fill()
    assert row.control.list.currentText() == "No Such Font"
