from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from console.settings.store import SettingsStore
from console.ui.clipboardconsent import ClipboardConsent
from tests.gui.conftest import Desk


@pytest.fixture
def asked(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    ClipboardConsent(desk.window, desk.bridge, SettingsStore(tmp_path / "settings.toml"))
    QApplication.clipboard().setText("mine")
    yield desk
    desk.window.toast.hide()


def answer(desk: Desk, words: str) -> None:
    bar = desk.window.desk.question
    next(b for b in bar.findChildren(QPushButton) if b.text() == words and not b.isHidden()).click()


def shown(desk: Desk) -> str:
    bar = desk.window.desk.question
    return "\n".join(label.text() for label in bar.findChildren(QLabel)) if bar.isVisible() else ""


def test_a_host_is_asked_about_and_the_text_is_shown(asked: Desk) -> None:
    asked.bridge.clipboard_write.emit(1, "ssh-ed25519 AAAA\x1b[201~")
    assert QApplication.clipboard().text() == "mine"
    assert "gpu-a03 wants to put 22 characters on the clipboard." in shown(asked)
    assert "ssh-ed25519 AAAA<ESC>[201~" in shown(asked)
    answer(asked, "Allow once")
    assert QApplication.clipboard().text() == "ssh-ed25519 AAAA[201~", "no escape comes to the clipboard"
    assert asked.window.toast.accessibleName().startswith("gpu-a03 wrote to the clipboard")
    asked.bridge.clipboard_write.emit(1, "again")
    assert shown(asked)


def test_an_answer_for_the_host_is_remembered(asked: Desk, tmp_path: Path) -> None:
    asked.bridge.clipboard_write.emit(1, "one")
    answer(asked, "Always for this host")
    asked.bridge.clipboard_write.emit(1, "two")
    assert QApplication.clipboard().text() == "two"
    assert not shown(asked)
    asked.window.desk.show_terminal(2)
    asked.bridge.clipboard_write.emit(2, "three")
    answer(asked, "Never for this host")
    asked.bridge.clipboard_write.emit(2, "four")
    assert not shown(asked)
    assert QApplication.clipboard().text() == "two"
    kept = SettingsStore(tmp_path / "settings.toml")
    assert (kept.answer("clipboard_write", "gpu-a03"), kept.answer("clipboard_write", "gpu-b02")) == ("always", "never")


def test_only_the_tab_in_front_is_heard(asked: Desk) -> None:
    asked.bridge.clipboard_write.emit(2, "hidden")
    assert not shown(asked)
    asked.bridge.clipboard_write.emit(1, "seen")
    asked.window.desk.show_terminal(2)
    assert not shown(asked), "the question of a tab that is left is not asked any more"
    assert QApplication.clipboard().text() == "mine"


def test_not_now_writes_nothing_and_remembers_nothing(asked: Desk) -> None:
    asked.bridge.clipboard_write.emit(1, "one")
    answer(asked, "Not now")
    assert QApplication.clipboard().text() == "mine"
    asked.bridge.clipboard_write.emit(1, "one")
    assert shown(asked)


def test_a_flood_is_one_question(asked: Desk) -> None:
    for number in range(200):
        asked.bridge.clipboard_write.emit(1, f"text {number}")
    answer(asked, "Allow once")
    assert QApplication.clipboard().text() == "text 199"
    assert not shown(asked)
