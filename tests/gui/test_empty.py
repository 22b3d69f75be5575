from __future__ import annotations

from PySide6.QtWidgets import QApplication, QPushButton

from console.model.errors import Problem
from console.wire import messages as m
from tests.gui.conftest import Desk


def test_an_empty_desk_offers_a_shell_and_a_connection(bare: Desk) -> None:
    empty = bare.window.desk.empty
    assert empty.isVisible()
    kinds = [b.property("kind") for b in empty.findChildren(QPushButton)]
    assert kinds.count("primary") == 1
    empty.shell.click()
    assert isinstance(bare.bridge.asked[-1][0], m.OpenTerminal)
    empty.connect_button.click()
    assert QApplication.focusWidget() is bare.window.field.edit


def test_the_banner_says_what_happened_and_has_the_way_on(bare: Desk) -> None:
    banner = bare.window.banner
    banner.say(Problem("core.lost", "The core {what}.", "Start it again.", {"what": "has ended"}), "Start again")
    assert banner.isVisible()
    assert QApplication.focusWidget() is banner.button
    assert banner.button.accessibleName() == "Start again"
