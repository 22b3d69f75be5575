from __future__ import annotations

from pytestqt.qtbot import QtBot

from console.ui.theme import Themes
from console.ui.wizards.page import Page


def test_a_page_that_says_nothing_can_be_left(themes: Themes, qtbot: QtBot) -> None:
    page = Page(themes, "Nodes", "Choose some.")
    qtbot.addWidget(page)
    assert (page.primary(), page.obstacle(), page.summary(), page.extra()) == ("Continue", "", "", ("", False))
    assert page.accessibleName() == "Nodes"
