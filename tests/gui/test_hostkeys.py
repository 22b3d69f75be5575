from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from console.ui.hostkeys import KeyAlarm, TrustDialog, differing, read_fingerprint
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.demo import question
from tests.gui.fleet import KEY_CHANGED, KNOWN_KEY, OFFERED_KEY

ASKED = question(m.QuestionKind.TRUST_HOST_KEY)
LETTERS = st.text("abcXYZ019+/", max_size=43)


def answers(desk: Desk) -> list[m.Request]:
    return desk.bridge.sent_of(m.Answer)


def trust_sheet(desk: Desk) -> TrustDialog:
    desk.bridge.question.emit(ASKED)
    sheet = desk.window.sheets.current
    assert isinstance(sheet, TrustDialog)
    return sheet


def test_an_unknown_key_is_refused_by_enter_and_by_escape(desk: Desk, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
        sheet = trust_sheet(desk)
        assert QApplication.focusWidget() is sheet.refuse_button
        assert not sheet.trust_button.isEnabled()
        qtbot.keyClick(sheet.refuse_button, key)
    assert answers(desk) == [m.Answer(question_id=1, trusted=False)] * 2


def test_trusting_takes_a_tick_and_a_click(desk: Desk) -> None:
    sheet = trust_sheet(desk)
    sheet.trust_button.click()
    assert not answers(desk)
    sheet.compared.click()
    sheet.trust_button.click()
    assert answers(desk) == [m.Answer(question_id=1, trusted=True)]
    assert desk.window.sheets.current is None


def test_the_whole_fingerprint_and_its_file_are_shown(desk: Desk) -> None:
    sheet = trust_sheet(desk)
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert ASKED.fingerprint in texts
    assert "/home/ops/.ssh/known_hosts" in texts
    assert "ssh-ed25519" in texts
    assert unnamed_widgets(sheet) == []
    sheet.reject()


def test_the_alarm_shows_both_keys_and_can_only_keep_blocked(desk: Desk, qtbot: QtBot) -> None:
    view = replace(desk.views["gpu-b06"], problem=KEY_CHANGED)
    desk.change(view)
    sheet = desk.window.sheets.current
    assert isinstance(sheet, KeyAlarm)
    assert sheet.accessibleName() == "Host key of gpu-b06 has changed"
    shown = " ".join(label.text() for label in sheet.findChildren(QLabel))
    assert KNOWN_KEY in shown
    assert "".join(run for run, _ in differing(KNOWN_KEY, OFFERED_KEY)) == OFFERED_KEY
    assert {b.text() for b in sheet.findChildren(QPushButton)} == {"Keep blocked", "Copy report", "Show known keys"}
    assert QApplication.focusWidget() is sheet.keep_button
    red = desk.window.themes.current.colors.alarm
    picture = desk.window.grab().toImage()
    corner = sheet.mapTo(desk.window, sheet.rect().topLeft())
    assert picture.pixelColor(corner.x() + 400, corner.y() + 4) == red
    qtbot.keyClick(sheet.keep_button, Qt.Key.Key_Escape)
    assert desk.window.sheets.current is None
    assert not answers(desk)


def test_a_fingerprint_is_found_in_the_words_of_the_core() -> None:
    found = read_fingerprint(KEY_CHANGED.params["known"])
    assert found is not None
    assert (found.key_type, found.digest) == ("ssh-ed25519", KNOWN_KEY)
    assert read_fingerprint("no key here") is None


@given(LETTERS, LETTERS)
def test_differences_are_exactly_the_places_that_differ(known: str, offered: str) -> None:
    runs = differing(known, offered)
    assert "".join(run for run, _ in runs) == offered
    place = 0
    for run, differs in runs:
        for letter in run:
            assert (known[place : place + 1] != letter) is differs
            place += 1
