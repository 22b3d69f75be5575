from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from console.ui.dialogs import AboutDialog, LeaveDialog, SecretDialog
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.demo import question


def secret_sheet(desk: Desk, attempt: int = 1) -> SecretDialog:
    desk.bridge.question.emit(question(m.QuestionKind.PASSWORD, attempt))
    sheet = desk.window.sheets.current
    assert isinstance(sheet, SecretDialog)
    return sheet


def test_a_password_is_masked_sent_once_and_forgotten(desk: Desk, qtbot: QtBot) -> None:
    sheet = secret_sheet(desk)
    assert QApplication.focusWidget() is sheet.edit
    assert sheet.edit.echoMode() is QLineEdit.EchoMode.Password
    assert not sheet.send_button.isEnabled()
    qtbot.keyClicks(sheet.edit, "correct horse")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Return)
    sent = desk.bridge.sent_of(m.Answer)
    assert [a.secret for a in sent if isinstance(a, m.Answer)] == ["correct horse"]
    assert "horse" not in repr(sent)
    assert desk.window.sheets.current is None


def test_escape_refuses(desk: Desk, qtbot: QtBot) -> None:
    sheet = secret_sheet(desk)
    qtbot.keyClicks(sheet.edit, "half")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Escape)
    assert desk.bridge.sent_of(m.Answer) == [m.Answer(question_id=1, secret=None)]


def test_a_second_attempt_says_so(desk: Desk) -> None:
    sheet = secret_sheet(desk, attempt=2)
    assert any("Attempt 2" in label.text() for label in sheet.findChildren(QLabel))
    sheet.reject()


def test_a_question_that_is_gone_closes_without_an_answer(desk: Desk) -> None:
    secret_sheet(desk)
    desk.bridge.question_gone.emit(1)
    assert desk.window.sheets.current is None
    assert not desk.bridge.sent_of(m.Answer)


@pytest.mark.parametrize(
    ("would_end", "text"),
    [
        (m.WouldEnd(1, 0), "Leaving ends 1 open session."),
        (m.WouldEnd(3, 2), "Leaving ends 3 open sessions and 2 running deployments."),
    ],
)
def test_leaving_says_what_would_end(desk: Desk, would_end: m.WouldEnd, text: str) -> None:
    sheet = LeaveDialog(desk.window.themes, would_end)
    desk.window.sheets.present(sheet)
    assert text in [label.text() for label in sheet.findChildren(QLabel)]
    assert sheet.first_focus() is sheet.stay_button
    sheet.reject()


def test_dialogs_have_names(desk: Desk) -> None:
    about = AboutDialog(desk.window.themes)
    desk.window.sheets.present(about)
    assert about.accessibleName() == "About Leitstand"
    assert unnamed_widgets(about) == []
    about.close_button.click()
