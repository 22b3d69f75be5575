from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.alert import Alert, Severity
from console.model.ids import NodeId
from console.model.text import Text
from console.ui.alerts.alertlist import AlertList
from console.ui.theme import Themes
from tests.gui.fakes import FakeClock
from tests.gui.fleet import NOW


def alert(name: str) -> Alert:
    return Alert(
        name,
        "down",
        Severity.CRITICAL,
        NodeId("a"),
        Text(f"{name} is down, and so on. " * 10),
        Text("Go."),
        NOW.timestamp(),
    )


def test_each_row_is_as_high_as_the_look_says_and_paints_what_calls(qtbot: QtBot, themes: Themes) -> None:
    made = AlertList(FakeClock(), str, themes)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show_alerts([alert("one"), alert("two")], frozenset())
    made.show()
    row = made.visualRect(made.model().index(1, 0))
    assert row.height() == themes.current.metrics.size.alert_row == 46
    picture = made.viewport().grab(row).toImage()
    found = {picture.pixelColor(x, 14).name() for x in range(14, 28)}
    assert themes.current.colors.fail.name() in found


def test_the_menu_is_of_the_row_under_the_pointer(qtbot: QtBot, themes: Themes) -> None:
    made = AlertList(FakeClock(), str, themes)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show_alerts([alert("one"), alert("two")], frozenset())
    made.show()
    asked: list[str] = []
    made.menu_wanted.connect(lambda alert, _place: asked.append(alert.id))
    place = made.visualRect(made.model().index(1, 0)).center()
    QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, made.viewport().mapToGlobal(place))
    QApplication.sendEvent(made.viewport(), event)
    QApplication.sendEvent(made, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, place))
    assert asked == ["two", "two"]
