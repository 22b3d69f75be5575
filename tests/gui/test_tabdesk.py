from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.model.ids import TerminalId
from console.model.node import NodeState
from console.ui.signs import Sign
from console.ui.tabbutton import TabButton
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import tab, welcome


def names(desk: Desk) -> list[str]:
    buttons = {b.terminal_id: b for b in desk.window.desk.strip.findChildren(TabButton)}
    return [buttons[t].look.name for t in desk.window.desk.strip.order()]


def test_an_opened_terminal_comes_to_the_front_with_the_keyboard(desk: Desk) -> None:
    desk.window.desk.open_node(desk.views["gpu-a05"].node.id)
    desk.bridge.answer(9)
    assert desk.window.desk.strip.active() == 1
    desk.bridge.tab_changed.emit(tab(9, desk.views["gpu-a05"], m.TabState.CONNECTING))
    assert desk.window.desk.strip.active() == 9
    assert QApplication.focusWidget() is desk.maker.made[TerminalId(9)]


def test_the_answer_may_come_after_the_tab(desk: Desk) -> None:
    desk.window.desk.open_shell()
    desk.bridge.tab_changed.emit(tab(9, desk.views["gpu-a05"]))
    assert desk.window.desk.strip.active() == 1
    desk.bridge.answer(9)
    assert desk.window.desk.strip.active() == 9


def test_closing_the_front_tab_shows_its_neighbour(desk: Desk) -> None:
    desk.window.desk.show_terminal(2)
    desk.bridge.tab_closed.emit(2)
    assert desk.window.desk.strip.active() == 3
    desk.bridge.tab_closed.emit(3)
    desk.bridge.tab_closed.emit(1)
    assert desk.window.desk.strip.active() is None
    assert desk.window.desk.empty.isVisible()
    desk.bridge.tab_closed.emit(1)


def test_the_order_and_the_front_tab_are_told_to_the_core(desk: Desk) -> None:
    desk.window.desk.show_terminal(2)
    desk.window.desk.strip.move_active(1)
    told = desk.bridge.sent_of(m.ArrangeTabs)[-1]
    assert isinstance(told, m.ArrangeTabs)
    assert told.arrangement.terminals == (1, 3, 2)
    assert told.arrangement.focused == 2


def test_a_node_that_warns_is_seen_on_its_tab(desk: Desk) -> None:
    desk.change(replace(desk.views["gpu-b02"], state=NodeState.WARNING))
    look = next(b.look for b in desk.window.desk.strip.findChildren(TabButton) if b.terminal_id == 2)
    assert look.sign is Sign.WARNING


def test_after_an_attach_the_tabs_are_those_of_the_core(desk: Desk) -> None:
    views = tuple(desk.views.values())
    desk.bridge.welcome.emit(welcome(views, (tab(3, desk.views["gpu-c01"]), tab(7, desk.views["gpu-a01"])), 7))
    assert names(desk) == ["gpu-c01", "gpu-a01"]
    assert desk.window.desk.strip.active() == 7


def test_a_renaming_is_told_to_the_core(desk: Desk) -> None:
    desk.window.desk.strip.renamed.emit(2, "head")
    assert desk.bridge.sent_of(m.RenameTerminal) == [m.RenameTerminal(terminal_id=TerminalId(2), name="head")]


def detail(desk: Desk, number: int) -> str:
    return next(b.look.detail for b in desk.window.desk.strip.findChildren(TabButton) if b.terminal_id == number)


def test_a_bell_marks_a_tab_that_is_not_in_front_until_it_is(desk: Desk) -> None:
    desk.bridge.bell.emit(1)
    desk.bridge.bell.emit(2)
    assert (detail(desk, 1), detail(desk, 2)) == ("0.8 ms", "bell")
    desk.change(desk.views["gpu-b02"])
    assert detail(desk, 2) == "bell"
    desk.window.desk.show_terminal(2)
    assert detail(desk, 2) == "0.8 ms"


def test_what_is_typed_before_the_core_has_answered_is_not_torn_in_two(bare: Desk) -> None:
    window = bare.window
    window.field.open()
    QTest.keyClicks(window.field.edit, "gpu-")
    bare.bridge.welcome.emit(welcome((), (), None))
    assert QApplication.focusWidget() is window.field.edit
    QTest.keyClicks(window.field.edit, "a01")
    assert window.field.edit.text() == "gpu-a01"
