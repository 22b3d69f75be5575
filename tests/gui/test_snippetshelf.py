from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.model.snippet import Snippet
from console.ui.pasteguard import PasteGuard
from console.ui.pastesheet import PasteSheet
from console.ui.snippetsheet import SnippetSheet
from console.ui.snippetshelf import SnippetShelf
from console.ui.tabbook import TabBook
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import tab

SNIPPETS = (
    Snippet("GPU", "Processes & memory", "nvidia-smi pmon -c 1", run=True),
    Snippet("Slurm", "Jobs of mine on this node", "squeue -u {user} -w {node}"),
    Snippet("Slurm", "Jobs of somebody", "squeue -u {account}"),
    Snippet("Danger", "Empty the scratch", "sudo rm -rf /scratch/*\n", run=True),
)


@dataclass
class Stage:
    desk: Desk
    shelf: SnippetShelf
    terminal: TerminalWidget

    def sent(self) -> list[m.Request]:
        return [request for request in self.desk.bridge.sent if isinstance(request, m.Paste | m.KeyPress)]

    def pick(self, qtbot: QtBot, words: str) -> None:
        self.desk.window.field.open()
        qtbot.keyClicks(self.desk.window.field.edit, words)
        qtbot.keyClick(self.desk.window.field.edit, Qt.Key.Key_Return)


@pytest.fixture
def stage(desk: Desk) -> Stage:
    terminals = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
    book = TabBook(desk.bridge, desk.window)
    shelf = SnippetShelf(desk.window, desk.bridge, terminals)
    guard = PasteGuard(desk.window, book, lambda terminal_id: (terminal_id,), lambda: True)
    terminals.add(guard.watch)
    terminals.add(shelf.watch)
    shown = tab(1, desk.views["gpu-a03"])
    terminal = terminals.make(shown.terminal_id, desk.window).widget
    assert isinstance(terminal, TerminalWidget)
    desk.bridge.tab_changed.emit(shown)
    desk.bridge.snippets.emit(SNIPPETS)
    desk.bridge.sent.clear()
    return Stage(desk, shelf, terminal)


def paste(text: str) -> m.Paste:
    return m.Paste(terminal_id=TerminalId(1), text=text)


def test_what_is_known_is_filled_in_and_enter_is_left_to_the_person(stage: Stage, qtbot: QtBot) -> None:
    stage.pick(qtbot, "mine on this")
    assert stage.sent() == [paste("squeue -u ops -w gpu-a03")]


def test_one_that_runs_presses_enter(stage: Stage, qtbot: QtBot) -> None:
    stage.pick(qtbot, "processes")
    assert stage.sent() == [paste("nvidia-smi pmon -c 1"), m.KeyPress(terminal_id=TerminalId(1), key="Enter")]


def test_it_is_found_by_its_section_and_its_text(stage: Stage) -> None:
    entries = {entry.words: entry for entry in stage.shelf._entries()}
    assert entries["Jobs of somebody"].aliases == "Slurm"
    assert entries["Jobs of somebody"].detail == "squeue -u {account}"


def test_it_is_shown_as_others_may_see_it_and_typed_as_it_is(stage: Stage, qtbot: QtBot) -> None:
    stage.desk.bridge.snippets.emit((Snippet("Logs", "Into it", "ssh vega", seen_as="ssh h1.x"),))
    assert [entry.detail for entry in stage.shelf._entries()] == ["ssh h1.x"]
    stage.pick(qtbot, "into it")
    assert stage.sent() == [paste("ssh vega")]


def test_a_missing_value_is_asked_for(stage: Stage, qtbot: QtBot) -> None:
    stage.pick(qtbot, "somebody")
    sheet = stage.desk.window.sheets.current
    assert isinstance(sheet, SnippetSheet)
    qtbot.keyClicks(sheet.edits["account"], "alice")
    sheet.insert_button.click()
    assert stage.sent() == [paste("squeue -u alice")]


def test_a_dangerous_one_passes_the_paste_guard(stage: Stage, qtbot: QtBot) -> None:
    stage.pick(qtbot, "scratch")
    sheet = stage.desk.window.sheets.current
    assert isinstance(sheet, PasteSheet)
    assert stage.sent() == []
    if sheet.typed_name is not None:
        qtbot.keyClicks(sheet.typed_name, "gpu-a03")
    sheet.paste_button.click()
    assert stage.sent() == [paste("sudo rm -rf /scratch/*"), m.KeyPress(terminal_id=TerminalId(1), key="Enter")]


def test_they_stand_in_the_menu_of_a_terminal_by_section(stage: Stage) -> None:
    menu = QMenu()
    for part in stage.terminal.menu_parts:
        part(menu, QPoint())
    shelf = next(action.menu() for action in menu.actions() if action.text() == "Snippets")
    assert isinstance(shelf, QMenu)
    assert [action.text() for action in shelf.actions()] == ["GPU", "Slurm", "Danger"]
    first = shelf.actions()[0].menu()
    assert isinstance(first, QMenu)
    assert [action.text() for action in first.actions()] == ["Processes && memory"]


def test_reading_again_asks_the_core_and_says_when_it_is_done(stage: Stage) -> None:
    stage.desk.window.commands["reload_texts"].trigger()
    assert isinstance(stage.desk.bridge.answer(None), m.ReloadTexts)
    assert "are read" in stage.desk.window.toast.accessibleName()
    stage.desk.window.toast.hide()


def test_without_a_terminal_it_says_what_it_needs(stage: Stage) -> None:
    for number in (1, 2, 3):
        stage.desk.bridge.tab_closed.emit(number)
    stage.shelf.insert(SNIPPETS[0])
    assert "needs an open terminal" in stage.desk.window.toast.accessibleName()
    assert stage.sent() == []
    stage.desk.window.toast.hide()


@pytest.mark.parametrize("text", list(m.OwnText))
def test_the_files_are_edited_in_a_terminal(stage: Stage, text: m.OwnText) -> None:
    stage.desk.window.commands[f"edit_{text.name.lower()}"].trigger()
    assert stage.desk.bridge.answer(TerminalId(3)) == m.EditText(text=text)
    assert stage.desk.window.desk.strip.active() == 3


def test_a_snippet_asks_for_what_is_hidden_from_the_desk(stage: Stage, qtbot: QtBot) -> None:
    """What stands in for a host is no host that a command could reach."""
    stage.desk.window.commands["redact"].setChecked(True)
    stage.pick(qtbot, "jobs of mine")
    (sheet,) = stage.desk.window.findChildren(SnippetSheet)
    assert stage.sent() == []
    sheet.reject()
