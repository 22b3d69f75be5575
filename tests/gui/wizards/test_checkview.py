from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from console.model.ids import NodeId
from console.model.service import Verdict
from console.ui.theme import Themes
from console.ui.wizards.checks import rows
from console.ui.wizards.checkview import CheckView
from tests.gui.wizards.walk import check

NODE = NodeId("a")


def test_what_would_help_is_shown_and_copied(themes: Themes, parent: QWidget) -> None:
    result = replace(check(NODE, Verdict.FAIL), fix="apt-get install python3-venv")
    view = CheckView(themes, rows([result], {NODE: "gpu-a01"})[0], parent)
    assert view.accessibleName() == "FAIL: Python"
    (copy,) = view.findChildren(QPushButton)
    assert copy.accessibleName() == "Copy command: Python"
    copy.click()
    assert QGuiApplication.clipboard().text() == "apt-get install python3-venv"
    assert copy.text() == "Copied"


def test_a_check_that_passes_offers_no_fix(themes: Themes, parent: QWidget) -> None:
    result = replace(check(NODE, Verdict.PASS), fix="apt-get install python3-venv")
    view = CheckView(themes, rows([result], {})[0], parent)
    assert view.findChildren(QPushButton) == []
    assert not view.grab().isNull()
