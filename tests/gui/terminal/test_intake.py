from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.ui.terminal.intake import Offer
from console.wire.frames import Mode
from console.wire.messages import Paste
from tests.gui.terminal.conftest import Desk

# What it is to be replaced by is not in the Qt that Python 3.11 has.
pytestmark = pytest.mark.filterwarnings("ignore:.*QDragEnterEvent:DeprecationWarning")


def drop(desk: Desk, data: QMimeData) -> QDropEvent:
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    buttons, mods = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(20, 20)
    enter = QDragEnterEvent(place.toPoint(), actions, data, buttons, mods)
    QApplication.sendEvent(desk.widget, enter)
    event = QDropEvent(place, actions, data, buttons, mods)
    if enter.isAccepted():
        QApplication.sendEvent(desk.widget, event)
    return event


def pasted(desk: Desk) -> list[str]:
    return [request.text for request in desk.take(Paste) if isinstance(request, Paste)]


def test_files_type_their_quoted_paths(desk: Desk, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/srv/model one.gguf"), QUrl.fromLocalFile("/srv/b")])
    with qtbot.waitSignal(desk.widget.intake.paths_typed) as typed:
        event = drop(desk, data)
    assert pasted(desk) == ["'/srv/model one.gguf' /srv/b "]
    assert typed.args == [2]
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert desk.widget.hasFocus()


def test_the_paths_of_files_are_not_asked_about(desk: Desk) -> None:
    offers: list[Offer] = []
    desk.widget.intake.guard = offers.append
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/srv/rm -rf /\nreboot")])
    drop(desk, data)
    assert pasted(desk) == ["$'/srv/rm -rf /\\012reboot' "]
    assert not offers


def test_text_that_is_dropped_goes_to_the_guard(desk: Desk) -> None:
    offers: list[Offer] = []
    desk.widget.intake.guard = offers.append
    data = QMimeData()
    data.setText("one\ntwo")
    drop(desk, data)
    assert pasted(desk) == []
    assert offers[0].text == "one\ntwo"
    offers[0].paste("one two\x1b")
    assert pasted(desk) == ["one two"]


def test_a_link_is_text(desk: Desk) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.com/a")])
    drop(desk, data)
    assert pasted(desk) == ["https://example.com/a"]


def test_what_a_terminal_cannot_take_is_refused(desk: Desk) -> None:
    data = QMimeData()
    data.setData("application/x-example", b"1")
    drop(desk, data)
    assert pasted(desk) == []


def test_the_guard_is_told_how_the_program_takes_a_paste(desk: Desk) -> None:
    offers: list[Offer] = []
    desk.widget.intake.guard = offers.append
    for modes in (Mode(0), Mode.BRACKETED_PASTE, Mode.ALTERNATE_SCREEN):
        desk.widget.apply_frame(replace(desk.page.frame(), modes=modes))
        desk.widget.intake.take("x")
    assert [offer.is_held for offer in offers] == [False, True, True]
