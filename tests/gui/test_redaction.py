from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.settings.redaction_options import REDACT
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.ui.curtain import Curtain
from console.ui.preferences import Preferences
from console.ui.redaction import RedactionSwitch
from console.ui.secretsheet import SecretSheet
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.demo import question
from tests.gui.test_notices import entry


@pytest.fixture
def preferences(desk: Desk, tmp_path: Path) -> Preferences:
    schemes = Schemes(tmp_path, tmp_path, tmp_path)
    made = Preferences(SettingsStore(tmp_path / "settings.toml"), schemes, desk.bridge)
    RedactionSwitch(desk.window, desk.bridge, made)
    return made


def sign(desk: Desk) -> QPushButton:
    return next(b for b in desk.window.status.findChildren(QPushButton) if b.accessibleName().startswith("Names"))


def test_the_action_turns_it_on_and_the_sign_shows_what_the_core_says(desk: Desk, preferences: Preferences) -> None:
    action = desk.window.commands["redact"]
    action.trigger()
    assert preferences.get(REDACT)
    assert desk.bridge.sent_of(m.SettingsChanged)
    assert not sign(desk).isVisible(), "the core has not said so yet"
    assert not action.isChecked()
    desk.bridge.redaction.emit(True)
    assert sign(desk).isVisible()
    assert sign(desk).text() == "Names hidden"
    assert action.isChecked()


def test_pages_that_show_what_is_hidden_now_are_closed(desk: Desk, preferences: Preferences) -> None:
    for name in ("one", "two"):
        desk.window.views.open(name, "Readiness of gpu-a01", QWidget)
    desk.bridge.redaction.emit(True)
    views = desk.window.views
    assert (views.page("one"), views.page("two"), views.front) == (None, None, None)
    desk.window.views.open("three", "Readiness of h1.test", QWidget)
    desk.bridge.redaction.emit(True)
    desk.bridge.redaction.emit(False)
    assert desk.window.views.page("three") is not None


def test_the_sign_turns_it_off(desk: Desk, preferences: Preferences, qtbot: QtBot) -> None:
    desk.window.commands["redact"].trigger()
    desk.bridge.redaction.emit(True)
    qtbot.mouseClick(sign(desk), Qt.MouseButton.LeftButton)
    assert not preferences.get(REDACT)
    desk.bridge.redaction.emit(False)
    assert not sign(desk).isVisible()


def test_a_desk_that_watches_cannot_turn_it_off(desk: Desk, preferences: Preferences, qtbot: QtBot) -> None:
    desk.bridge.redaction.emit(True)
    desk.bridge._is_watching = True
    with qtbot.waitSignal(desk.bridge.refused_input):
        desk.window.commands["redact"].trigger()
    assert not preferences.is_set(REDACT)
    assert desk.window.commands["redact"].isChecked()


def test_messages_from_before_are_kept_aside_as_long(desk: Desk, preferences: Preferences) -> None:
    notices = desk.window.notices
    notices.add(entry(1))
    desk.bridge.redaction.emit(True)
    assert (notices.entries, notices.unread) == ([], 0)
    notices.add(entry(2))
    desk.bridge.redaction.emit(True)
    assert [e.problem.params["n"] for e in notices.entries] == ["2"]
    desk.bridge.redaction.emit(False)
    assert [e.problem.params["n"] for e in notices.entries] == ["2", "1"]


def test_a_curtain_stands_before_questions_while_it_is_on(desk: Desk, preferences: Preferences) -> None:
    desk.bridge.redaction.emit(True)
    desk.bridge.question.emit(question(m.QuestionKind.PASSPHRASE))
    kinds = [type(desk.window.sheets.current)]
    desk.bridge.question_gone.emit(1)
    desk.bridge.redaction.emit(False)
    desk.bridge.question.emit(question(m.QuestionKind.PASSPHRASE))
    kinds.append(type(desk.window.sheets.current))
    assert kinds == [Curtain, SecretSheet]
    desk.bridge.question_gone.emit(1)
