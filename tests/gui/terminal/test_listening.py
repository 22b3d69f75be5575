"""Who is told the events of a widget, and who only those that are left."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.ui.terminal.listening import ListeningWidget

Kind = QEvent.Type


class Widget(ListeningWidget):
    def __init__(self) -> None:
        super().__init__()
        self.handled: list[Kind] = []

    def handle(self, kind: Kind, event: QEvent) -> bool:
        self.handled.append(kind)
        return super().handle(kind, event)


def test_the_last_to_come_is_told_first_and_may_keep_an_event_to_itself(qtbot: QtBot) -> None:
    widget, told = Widget(), list[str]()
    qtbot.addWidget(widget)

    def first(_event: QEvent) -> bool:
        told.append("first")
        return False

    def last(event: QEvent) -> bool:
        told.append("last")
        return event.type() == Kind.Leave

    widget.listen(first, Kind.Leave, Kind.Enter)
    widget.listen(last, Kind.Leave, Kind.Enter)
    for kind in (Kind.Enter, Kind.Leave, Kind.Move):
        QApplication.sendEvent(widget, QEvent(kind))
    assert told == ["last", "first", "last"]
    assert widget.handled == [Kind.Enter, Kind.Move]
    widget.ignore(last)
    QApplication.sendEvent(widget, QEvent(Kind.Leave))
    assert told == ["last", "first", "last", "first"]
    assert widget.handled[-1] == Kind.Leave
