from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.hintbar import HEIGHT, HintBar, announce


def test_it_lies_at_an_edge_and_says_everything(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(500, 300)
    bar = HintBar(host, TerminalColors(), "Mode", "Keys")
    assert (bar.x(), bar.y(), bar.width()) == (0, 300 - HEIGHT, 500)
    bar.place(at_top=True)
    assert bar.y() == 0
    bar.say_keys("Other keys")
    bar.say_place("Line 1")
    assert [label.text() for label in bar.findChildren(QLabel)] == ["Mode", "Other keys", "Line 1"]
    assert (bar.accessibleName(), bar.accessibleDescription()) == ("Mode", "Other keys")


def test_what_is_announced_reaches_those_who_listen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    for active in (False, True):
        monkeypatch.setattr(QAccessible, "isActive", lambda active=active: active)
        announce(host, "a line" if active else "nobody listens")
    announce(host, "")
    assert heard == ["a line"]
