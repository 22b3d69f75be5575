from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.model.arrangement import Arrangement
from console.model.ids import TerminalId
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import tab, welcome


@pytest.fixture
def watcher(desk: Desk) -> Desk:
    """A desk that has been welcomed to watch; its terminal 2 stands in a window of its own at the leader's."""
    views = desk.views
    tabs = (tab(1, views["gpu-a03"]), tab(2, views["gpu-b02"]))
    arrangement = Arrangement().opened(1).opened(2).detached(2).with_focus(1)
    desk.bridge._is_watching = True
    said = msgspec.structs.replace(welcome(tuple(views.values()), tabs), arrangement=arrangement, watching=True)
    desk.bridge.welcome.emit(said)
    return desk


def words(desk: Desk) -> str:
    banner = desk.window.banner
    return " ".join(label.text() for label in banner.findChildren(QLabel) if label.isVisible())


def test_a_watcher_says_so_and_shows_all_windows_in_one(watcher: Desk) -> None:
    assert words(watcher).startswith("Watching ")
    assert watcher.window.banner.button.text() == "Take over"
    assert not watcher.window.banner.other.isVisible()
    assert watcher.window.desk.strip.order() == (1, 2)
    assert list(watcher.window.desk.areas()) == [0]
    assert QApplication.focusWidget() is watcher.maker.made[TerminalId(1)], "the keyboard stays in the terminal"


def test_a_watcher_follows_the_arrangement_and_may_look_elsewhere(watcher: Desk) -> None:
    watcher.window.desk.show_terminal(2)
    assert watcher.window.desk.strip.active() == 2
    watcher.bridge.arranged.emit(Arrangement().opened(2).opened(1, 2))
    assert watcher.window.desk.strip.active() == 1
    assert watcher.maker.made[TerminalId(2)].isVisible()


def test_taking_over_is_one_click_and_ends_the_sign(watcher: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(watcher.window.banner.button, Qt.MouseButton.LeftButton)
    assert watcher.bridge.sent_of(m.Hello) == [m.Hello(id=1)]
    watcher.bridge._is_watching = False
    watcher.bridge.welcome.emit(welcome(tuple(watcher.views.values()), (tab(1, watcher.views["gpu-a03"]),)))
    assert not watcher.window.banner.isVisible()


def test_who_types_is_told_why_nothing_happens_but_not_at_each_key(watcher: Desk) -> None:
    watcher.bridge.refused_input.emit()
    assert "This window only watches." in watcher.window.toast.accessibleName()
    watcher.window.toast.hide()
    watcher.bridge.refused_input.emit()
    assert not watcher.window.toast.isVisible()


def test_a_watcher_leaves_without_a_question(watcher: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(watcher.window.left):
        watcher.window.close()


def test_who_is_taken_over_may_take_over_again_or_watch(desk: Desk, qtbot: QtBot) -> None:
    desk.bridge.taken_over.emit()
    assert [b.text() for b in (desk.window.banner.button, desk.window.banner.other)] == ["Take over again", "Watch"]
    with qtbot.waitSignal(desk.window.watching.watch_wanted):
        desk.window.banner.other.click()
    with qtbot.waitSignal(desk.window.watching.restart_wanted):
        desk.window.banner.button.click()


def test_the_leader_sees_that_others_look_on(desk: Desk) -> None:
    def shown() -> list[str]:
        return [label.text() for label in desk.window.status.findChildren(QLabel) if label.isVisible()]

    desk.bridge.watchers.emit(2)
    assert "2 windows watch" in shown()
    desk.bridge.watchers.emit(0)
    assert "2 windows watch" not in shown()
