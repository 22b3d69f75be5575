from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from console.model.node import NodeState
from tests.gui.conftest import Desk


def texts(desk: Desk) -> list[str]:
    status = desk.window.status
    return [b.text() for b in status.findChildren(QPushButton) if b.isVisible()]


def test_signs_counts_and_words(desk: Desk) -> None:
    desk.window._show_totals()
    assert texts(desk) == ["SSH 28/32 connected", "1 alarm", "1 failed", "1 warning"]
    desk.window.status.show_fleet(2, Counter({NodeState.OK: 2, NodeState.WARNING: 2}), None)
    assert texts(desk) == ["SSH 2/4 connected", "2 warnings"]


def test_an_entry_opens_its_list(desk: Desk, qtbot: QtBot) -> None:
    desk.window._show_totals()
    entry = next(b for b in desk.window.status.findChildren(QPushButton) if b.text() == "1 failed")
    entry.click()
    assert desk.window.panel.filter.edit.text() == "state:failed "
    ssh = next(b for b in desk.window.status.findChildren(QPushButton) if b.text().startswith("SSH"))
    ssh.click()
    assert desk.window.panel.filter.edit.text() == ""


def test_date_and_time_come_from_the_clock(desk: Desk) -> None:
    status = desk.window.status
    desk.clock.at = desk.clock.at.replace(second=59)
    status._tick()
    labels = [label.text() for label in status.findChildren(QLabel)]
    assert any(":31:59" in text for text in labels)
    assert "Fri 20 Nov 2026" in labels


def test_a_deploy_is_shown_while_it_runs(desk: Desk) -> None:
    desk.window.status.show_deploy("Deploy: preparing gpu-d05")
    assert "Deploy: preparing gpu-d05" in texts(desk)
    desk.window.status.show_deploy("")
    assert not any("Deploy" in text for text in texts(desk))
