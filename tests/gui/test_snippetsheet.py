from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.snippet import Snippet
from console.ui.snippetsheet import SnippetSheet
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk

COPY = Snippet("Files", "Copy to the node", "scp {file} {user}@{node}:{folder}/", defaults={"folder": "/srv"})


def shown(desk: Desk, snippet: Snippet = COPY) -> SnippetSheet:
    sheet = SnippetSheet(desk.window.themes, snippet, {"user": "ops", "node": "gpu-a03"})
    desk.window.sheets.present(sheet)
    return sheet


def test_only_what_is_missing_is_asked_for_and_the_preview_is_what_comes(desk: Desk, qtbot: QtBot) -> None:
    sheet = shown(desk)
    assert list(sheet.edits) == ["file", "folder"]
    assert QApplication.focusWidget() is sheet.edits["file"]
    assert unnamed_widgets(sheet) == []
    assert not sheet.insert_button.isEnabled()
    assert sheet.preview.toPlainText() == "scp {file} ops@gpu-a03:/srv/", "what is missing stands out"
    qtbot.keyClicks(sheet.edits["file"], "/srv/two words")
    assert sheet.preview.toPlainText() == "scp '/srv/two words' ops@gpu-a03:/srv/"
    with qtbot.waitSignal(sheet.filled) as filled:
        qtbot.keyClick(sheet.edits["folder"], Qt.Key.Key_Return)
    assert filled.args == ["scp '/srv/two words' ops@gpu-a03:/srv/"]
    assert desk.window.sheets.current is None


def test_one_that_runs_says_so(desk: Desk) -> None:
    plain = shown(desk)
    assert plain.insert_button.text() == "Insert"
    plain.reject()
    assert shown(desk, Snippet("A", "b", "ls {what}", run=True)).insert_button.text() == "Run"


def test_cancelling_inserts_nothing(desk: Desk, qtbot: QtBot) -> None:
    sheet = shown(desk)
    told: list[str] = []
    sheet.filled.connect(told.append)
    qtbot.keyClick(sheet.edits["file"], Qt.Key.Key_Escape)
    assert told == []
