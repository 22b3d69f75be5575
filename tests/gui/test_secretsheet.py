from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from console.ui.secretsheet import SecretSheet
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.demo import question

PASSWORD, PASSPHRASE, PROMPT = m.QuestionKind.PASSWORD, m.QuestionKind.PASSPHRASE, m.QuestionKind.PROMPT


def secret_sheet(desk: Desk, attempt: int = 1, kind: m.QuestionKind = PASSWORD, **more: object) -> SecretSheet:
    desk.bridge.question.emit(msgspec.structs.replace(question(kind, attempt), **more))
    sheet = desk.window.sheets.current
    assert isinstance(sheet, SecretSheet)
    return sheet


def words(sheet: SecretSheet) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel))


def answers(desk: Desk) -> list[tuple[str | None, bool]]:
    return [(a.secret, a.remember) for a in desk.bridge.sent_of(m.Answer) if isinstance(a, m.Answer)]


def test_a_password_is_masked_sent_once_and_forgotten(desk: Desk, qtbot: QtBot) -> None:
    sheet = secret_sheet(desk)
    assert QApplication.focusWidget() is sheet.edit
    assert sheet.edit.echoMode() is QLineEdit.EchoMode.Password
    assert not sheet.send_button.isEnabled()
    qtbot.keyClicks(sheet.edit, "correct horse")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Return)
    assert answers(desk) == [("correct horse", False)]
    assert "horse" not in repr(desk.bridge.sent)
    assert desk.window.sheets.current is None


def test_escape_refuses(desk: Desk, qtbot: QtBot) -> None:
    sheet = secret_sheet(desk)
    qtbot.keyClicks(sheet.edit, "half")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Escape)
    assert answers(desk) == [(None, False)]


def test_a_second_attempt_says_so(desk: Desk) -> None:
    sheet = secret_sheet(desk, attempt=2)
    assert "Attempt 2" in words(sheet)
    sheet.reject()


def test_a_question_that_is_gone_closes_without_an_answer(desk: Desk) -> None:
    secret_sheet(desk)
    desk.bridge.question_gone.emit(1)
    assert desk.window.sheets.current is None
    assert answers(desk) == []


@pytest.mark.parametrize("kind", [PASSWORD, PASSPHRASE])
def test_a_ticked_secret_is_remembered_in_the_key_ring_that_is_named(desk: Desk, kind: m.QuestionKind) -> None:
    sheet = secret_sheet(desk, kind=kind, key_ring="SecretService")
    assert sheet.remember is not None
    assert "SecretService" in sheet.remember.text()
    assert not sheet.remember.isChecked()
    assert "No key ring" not in words(sheet)
    sheet.remember.click()
    sheet.edit.setText("open sesame")
    sheet.send_button.click()
    assert answers(desk) == [("open sesame", True)]


def test_without_a_key_ring_that_is_said_and_memory_offered(desk: Desk) -> None:
    sheet = secret_sheet(desk)
    assert "No key ring was found" in words(sheet)
    assert sheet.remember is not None
    assert "memory" in sheet.remember.text()
    sheet.reject()
    key = secret_sheet(desk, kind=PASSPHRASE)
    assert key.remember is None, "an open key stays in memory anyhow"
    assert "No key ring was found" in words(key)
    key.reject()


def test_a_server_s_question_is_shown_as_its_own_and_never_kept(desk: Desk) -> None:
    sheet = secret_sheet(desk, kind=PROMPT, prompt="Code from\x1b[2J your\nphone: ", key_ring="SecretService")
    assert "Code from [2J your phone:" in words(sheet)
    assert "words of the server" in words(sheet)
    assert "key" not in words(sheet)
    assert sheet.remember is None
    assert sheet.edit.echoMode() is QLineEdit.EchoMode.Password
    assert not unnamed_widgets(sheet)
    sheet.reject()
    open_one = secret_sheet(desk, kind=PROMPT, prompt="Factor (1-3): ", is_echoed=True)
    assert open_one.edit.echoMode() is QLineEdit.EchoMode.Normal
    open_one.reject()


def test_a_token_of_a_hub_is_kept_without_being_asked_twice(desk: Desk, qtbot: QtBot) -> None:
    sheet = secret_sheet(desk, kind=m.QuestionKind.HUB, subject="huggingface.co", key_ring="KWallet")
    assert "Token for huggingface.co" in words(sheet)
    assert sheet.remember is None
    assert sheet.edit.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(sheet.edit, "hf_x")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Return)
    assert answers(desk) == [("hf_x", False)]


SUDO = m.QuestionKind.SUDO
OTHERS = tuple(f"ops@gpu-{number:02}.example.com" for number in range(2, 21))


@pytest.mark.parametrize("is_for_all", [True, False])
def test_a_password_for_many_nodes_names_them_all_and_may_be_for_one(
    desk: Desk, qtbot: QtBot, is_for_all: bool
) -> None:
    sheet = secret_sheet(desk, kind=SUDO, others=OTHERS)
    assert sheet.for_others is not None and sheet.for_others.isChecked() and "19 more nodes" in sheet.for_others.text()
    shown = sheet.findChildren(QPlainTextEdit)
    assert [each.toPlainText().splitlines() for each in shown] == [list(OTHERS)]
    assert (
        "no account is locked" in words(sheet) and "this node only" not in words(sheet) and not unnamed_widgets(sheet)
    )
    if not is_for_all:
        sheet.for_others.click()
    qtbot.keyClicks(sheet.edit, "geheim")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Return)
    [answer] = desk.bridge.sent_of(m.Answer)
    assert isinstance(answer, m.Answer) and (answer.secret, answer.for_others) == ("geheim", is_for_all)


def test_one_node_alone_has_no_others(desk: Desk) -> None:
    assert secret_sheet(desk, kind=SUDO).for_others is None
