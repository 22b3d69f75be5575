from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.cluster import ClusterKind
from console.model.errors import Problem
from console.ui.clusters.addsheet import AddClusterSheet
from console.ui.theme import Themes


def made(themes: Themes, qtbot: QtBot, kind: ClusterKind) -> AddClusterSheet:
    sheet = AddClusterSheet(themes, kind, lambda: tuple(ClusterKind))
    qtbot.addWidget(sheet)
    sheet.show()
    return sheet


def test_it_asks_for_what_the_kind_needs(themes: Themes, qtbot: QtBot) -> None:
    sheet = made(themes, qtbot, ClusterKind.SLURM)
    assert sheet.kind is ClusterKind.SLURM
    assert sheet.lines[ClusterKind.SLURM]["login"].isVisible()
    assert not sheet.lines[ClusterKind.KUBERNETES]["context"].isVisible()
    qtbot.keyClicks(sheet.name, "batch")
    assert not sheet.add_button.isEnabled()
    qtbot.keyClicks(sheet.lines[ClusterKind.SLURM]["login"], "login")
    with qtbot.waitSignal(sheet.wanted) as wanted:
        qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    assert wanted.args == [{"name": "batch", "kind": "slurm", "login": "login"}, ""]


def test_a_token_is_typed_unseen(themes: Themes, qtbot: QtBot) -> None:
    sheet = made(themes, qtbot, ClusterKind.PROMETHEUS)
    assert sheet.token.isVisible()
    assert sheet.token.echoMode() == sheet.token.EchoMode.Password


def test_a_refusal_leaves_what_was_typed(themes: Themes, qtbot: QtBot) -> None:
    sheet = made(themes, qtbot, ClusterKind.KUBERNETES)
    qtbot.keyClicks(sheet.name, "serving")
    sheet.add_button.click()
    assert not sheet.add_button.isEnabled()
    sheet.fail(Problem("x.y", "Another cluster has this name."))
    assert sheet.add_button.isEnabled()
    assert sheet.name.text() == "serving"
    assert sheet._error.text() == "Another cluster has this name."
