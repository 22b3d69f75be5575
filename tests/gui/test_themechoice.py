from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from console.ui.themechoice import AUTO, THEMES, theme_of


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_stands_for_itself(name: str) -> None:
    assert theme_of(name) == name


@pytest.mark.parametrize(("scheme", "name"), [(Qt.ColorScheme.Light, "light"), (Qt.ColorScheme.Dark, "dark")])
def test_the_choice_of_the_system_is_followed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, scheme: Qt.ColorScheme, name: str
) -> None:
    monkeypatch.setattr(type(QGuiApplication.styleHints()), "colorScheme", lambda _hints: scheme)
    assert theme_of(AUTO) == name
