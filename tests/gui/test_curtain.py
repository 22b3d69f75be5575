"""While names are hidden, what shows real ones is seen only by who wants to see it."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from console.ui.curtain import Curtain
from console.ui.dialogs import AboutDialog
from console.ui.hostkeys import TrustDialog
from console.ui.secretsheet import SecretSheet
from console.ui.sheets import open_dialog
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.demo import question


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.window.sheets.hide_names(partial(Curtain, desk.window.themes))
    return desk


def curtain(desk: Desk) -> Curtain:
    sheet = desk.window.sheets.current
    assert isinstance(sheet, Curtain)
    return sheet


def test_a_question_is_seen_when_a_person_wants_it(desk: Desk) -> None:
    desk.bridge.question.emit(question(m.QuestionKind.PASSPHRASE))
    before = curtain(desk)
    assert QApplication.focusWidget() is before.cancel_button
    assert before.behind is not None
    assert not before.behind.isVisible()
    before.show_button.click()
    sheet = desk.window.sheets.current
    assert isinstance(sheet, SecretSheet)
    assert sheet.isVisible()
    sheet.edit.setText("word")
    sheet.reject()
    assert desk.window.sheets.current is None


def test_to_refuse_the_curtain_is_to_refuse_the_question(desk: Desk, qtbot: QtBot) -> None:
    desk.bridge.question.emit(question(m.QuestionKind.TRUST_HOST_KEY))
    qtbot.keyClick(curtain(desk), Qt.Key.Key_Escape)
    assert desk.window.sheets.current is None
    assert desk.bridge.sent_of(m.Answer) == [m.Answer(question_id=1, trusted=False)]


def test_a_question_that_is_gone_takes_its_curtain_along(desk: Desk) -> None:
    desk.bridge.question.emit(question(m.QuestionKind.PASSPHRASE))
    desk.bridge.question_gone.emit(1)
    assert desk.window.sheets.current is None
    assert not desk.bridge.sent_of(m.Answer)


def test_one_that_is_open_is_covered_when_names_are_hidden(desk: Desk) -> None:
    desk.window.sheets.hide_names(None)
    desk.bridge.question.emit(question(m.QuestionKind.TRUST_HOST_KEY))
    open_sheet = desk.window.sheets.current
    assert isinstance(open_sheet, TrustDialog)
    desk.window.sheets.hide_names(partial(Curtain, desk.window.themes))
    assert curtain(desk).behind is open_sheet
    assert not open_sheet.isVisible()
    curtain(desk).show_button.click()
    assert desk.window.sheets.current is open_sheet
    open_sheet.reject()


def test_what_shows_no_names_has_none(desk: Desk) -> None:
    desk.window.sheets.present(AboutDialog(desk.window.themes))
    assert isinstance(desk.window.sheets.current, AboutDialog)
    desk.window.sheets.current.reject()


def test_a_dialog_of_files_opens_behind_it_and_the_sheet_that_wanted_it_comes_back(desk: Desk, qtbot: QtBot) -> None:
    about = AboutDialog(desk.window.themes)
    desk.window.sheets.present(about)
    dialogs = [QFileDialog(about), QFileDialog(about)]
    refused: list[bool] = []
    dialogs[0].rejected.connect(lambda: refused.append(True))
    open_dialog(dialogs[0])
    qtbot.keyClick(curtain(desk), Qt.Key.Key_Escape)
    assert refused == [True]
    open_dialog(dialogs[1])
    assert not any(dialog.isVisible() for dialog in dialogs)
    curtain(desk).show_button.click()
    assert [dialog.isVisible() for dialog in dialogs] == [False, True]
    assert desk.window.sheets.current is about
    dialogs[1].reject()
    about.reject()


def test_while_nothing_is_hidden_a_dialog_of_files_opens_at_once(desk: Desk) -> None:
    desk.window.sheets.hide_names(None)
    dialog = QFileDialog(desk.window)
    open_dialog(dialog)
    assert dialog.isVisible()
    dialog.reject()
