from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from console.model.ids import LOCAL_NODE, TerminalId
from console.model.node import ChangeSet, Environment
from console.ui.pasteguard import PasteGuard
from console.ui.pastesheet import PasteSheet
from console.ui.tabbook import TabBook
from console.ui.terminal.intake import Offer
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk

FIRST = TerminalId(1)


class Setup:
    """A guard over the tabs of a window, and what it let through."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.is_on = True
        self.pasted: list[str] = []
        self.group: tuple[TerminalId, ...] = ()
        self.guard = PasteGuard(desk.window, TabBook(desk.bridge, desk.window), self.reach, lambda: self.is_on)
        for number in (1, 2, 3):
            self.environment(number, Environment.DEVELOPMENT)

    def reach(self, terminal_id: TerminalId) -> tuple[TerminalId, ...]:
        return self.group or (terminal_id,)

    def environment(self, number: int, environment: Environment) -> None:
        view = self.desk.views[("gpu-a03", "gpu-b02", "gpu-c01")[number - 1]]
        node = replace(view.node, environment=environment)
        self.desk.bridge.fleet_changed.emit(ChangeSet(changed=(replace(view, node=node),)))
        self.desk.bridge.tab_changed.emit(m.Tab(TerminalId(number), node.id, node.name, state=m.TabState.OPEN))

    def offer(self, text: str, number: int = 1, *, is_held: bool = False) -> PasteSheet | None:
        self.guard.offer(TerminalId(number), Offer(text, is_held, self.pasted.append))
        sheet = self.desk.window.sheets.current
        assert sheet is None or isinstance(sheet, PasteSheet)
        return sheet

    def asked(self, text: str, number: int = 1) -> PasteSheet:
        sheet = self.offer(text, number)
        assert sheet is not None
        return sheet


@pytest.fixture
def setup(desk: Desk) -> Setup:
    return Setup(desk)


def words(sheet: PasteSheet) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel) if label.isVisible())


def test_what_is_harmless_is_pasted_at_once(setup: Setup) -> None:
    assert setup.offer("squeue") is None
    assert setup.offer("one\ntwo\n", is_held=True) is None
    assert setup.pasted == ["squeue", "one\ntwo\n"]


def test_several_lines_are_shown_and_cancel_has_the_focus(setup: Setup, qtbot: QtBot) -> None:
    sheet = setup.asked("cd /srv\nls\n")
    assert QApplication.focusWidget() is sheet.cancel_button
    assert sheet.text.toPlainText() == "cd /srv\nls\n"
    assert "gpu-a03" in words(sheet)
    assert "2 lines" in words(sheet)
    assert unnamed_widgets(sheet) == []
    qtbot.keyClick(sheet.cancel_button, Qt.Key.Key_Escape)
    assert setup.pasted == []


@pytest.mark.parametrize(
    ("answer", "pasted"),
    [
        (lambda sheet: sheet.paste_button, "cd /srv\nls\n"),
        (lambda sheet: sheet.line_button, "cd /srv ls"),
    ],
)
def test_the_answers(setup: Setup, answer: Callable[[PasteSheet], QPushButton], pasted: str) -> None:
    answer(setup.asked("cd /srv\nls\n")).click()
    assert setup.pasted == [pasted]
    assert setup.desk.window.sheets.current is None


def test_control_characters_are_shown_and_never_pasted(setup: Setup) -> None:
    sheet = setup.asked("ls\x1b[201~\x03")
    assert sheet.text.toPlainText() == "ls<ESC>[201~<^C>"
    assert "2 characters" in words(sheet)
    sheet.paste_button.click()
    assert setup.pasted == ["ls[201~"]


def test_a_danger_says_what_it_does(setup: Setup) -> None:
    sheet = setup.asked("rm -rf /srv/models")
    assert "Deletes folders with all that is in them." in words(sheet)
    assert not sheet.line_button.isVisible()
    assert sheet.paste_button.isEnabled()


def test_production_needs_the_name_of_the_node(setup: Setup, qtbot: QtBot) -> None:
    setup.environment(1, Environment.PRODUCTION)
    sheet = setup.asked("sudo reboot\nls")
    assert sheet.typed_name is not None
    assert not sheet.quiet.isVisible()
    assert not sheet.paste_button.isEnabled()
    assert not sheet.line_button.isEnabled()
    qtbot.keyClicks(sheet.typed_name, "gpu-a03")
    sheet.paste_button.click()
    assert setup.pasted == ["sudo reboot\nls"]


def test_a_tab_can_be_silenced_but_not_for_dangers_on_production(setup: Setup) -> None:
    sheet = setup.asked("a\nb")
    sheet.quiet.setChecked(True)
    sheet.paste_button.click()
    assert setup.offer("c\nd") is None
    setup.environment(1, Environment.PRODUCTION)
    assert setup.offer("e\nf") is None
    setup.asked("sudo reboot").reject()
    setup.asked("g\nh", number=2).reject()
    assert setup.pasted == ["a\nb", "c\nd", "e\nf"]
    setup.desk.bridge.tab_closed.emit(1)
    setup.asked("i\nj").reject()


def test_cancelling_silences_nothing(setup: Setup) -> None:
    sheet = setup.asked("a\nb")
    sheet.quiet.setChecked(True)
    sheet.reject()
    setup.asked("a\nb").reject()


def test_without_questions_control_characters_go_all_the_same(setup: Setup) -> None:
    setup.is_on = False
    assert setup.offer("rm -rf /\x1b[201~\n") is None
    assert setup.pasted == ["rm -rf /[201~\n"]


def test_it_stands_before_each_new_terminal(setup: Setup, qtbot: QtBot) -> None:
    desk = setup.desk
    maker = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
    maker.add(setup.guard.watch)
    widget = maker.make(FIRST, desk.window).widget
    assert isinstance(widget, TerminalWidget)
    widget.intake.take("a\nb")
    assert isinstance(desk.window.sheets.current, PasteSheet)
    assert not desk.bridge.sent_of(m.Paste)
    desk.window.sheets.current.paste_button.click()
    assert desk.bridge.sent_of(m.Paste) == [m.Paste(terminal_id=FIRST, text="a\nb")]


def test_local_paths_on_another_node_are_said_to_be_local(setup: Setup) -> None:
    setup.guard._typed_paths(FIRST, 2)
    toast = setup.desk.window.toast
    assert toast.isVisible()
    assert "gpu-a03 may not have them" in toast.accessibleName()
    toast.hide()
    setup.desk.bridge.tab_changed.emit(m.Tab(FIRST, LOCAL_NODE, "local", state=m.TabState.OPEN))
    setup.guard._typed_paths(FIRST, 1)
    assert not toast.isVisible()


def test_a_broadcast_paste_is_asked_about_as_for_its_worst_place(setup: Setup) -> None:
    setup.group = (FIRST, TerminalId(2))
    setup.environment(2, Environment.PRODUCTION)
    assert setup.offer("squeue") is None
    sheet = setup.offer("a\nb", is_held=True)
    assert sheet is not None, "the other program may run lines as they come"
    assert "Paste into 2 terminals?" in words(sheet)
    sheet.reject()
    sheet = setup.asked("sudo reboot")
    assert sheet.typed_name is not None
    assert sheet.typed_name.placeholderText() == "gpu-b02"
