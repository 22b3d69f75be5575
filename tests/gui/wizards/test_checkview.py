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


def test_the_box_of_a_safe_fix_says_as_whom_it_acts(themes: Themes, parent: QWidget) -> None:
    own = replace(check(NODE, Verdict.WARN), fix="loginctl enable-linger", undo="loginctl disable-linger")
    root = replace(own, fix="sudo nvidia-smi -pm 1", undo="sudo nvidia-smi -pm 0")
    views = [CheckView(themes, rows([result], {})[0], parent) for result in (own, root)]
    assert [view.mend.text() for view in views] == [
        "Put it right first, on 1 node",
        "Put it right first, on 1 node · as root",
    ]
