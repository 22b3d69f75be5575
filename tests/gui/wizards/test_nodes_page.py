from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.node import NodeState
from console.ui.wizards.deploy import DeployWizard
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import rows_of


def test_the_node_under_the_cursor_is_ticked_and_a_wizard_without_nodes_says_so(wizard: DeployWizard) -> None:
    assert wizard.rail.isVisible()
    assert wizard.next_button.isEnabled()
    rows = rows_of(wizard)
    assert [name for name, item in rows.items() if item.checkState() is Qt.CheckState.Checked] == ["gpu-a03"]
    rows["gpu-a03"].setCheckState(Qt.CheckState.Unchecked)
    assert not wizard.next_button.isEnabled()
    assert wizard.next_button.accessibleDescription() == "Tick at least one node"


def test_a_node_whose_key_has_changed_is_not_offered(wizard: DeployWizard) -> None:
    assert "gpu-b06" not in rows_of(wizard)
    assert "gpu-b05" in rows_of(wizard)


def test_the_filter_of_the_tree_works_here_too(wizard: DeployWizard) -> None:
    wizard.nodes_page.filter.setText("gpu-c0")
    assert rows_of(wizard)
    assert all(name.startswith("gpu-c0") for name in rows_of(wizard))


def test_the_space_bar_ticks_a_row_from_any_of_its_cells(wizard: DeployWizard, qtbot: QtBot) -> None:
    table = wizard.nodes_page.table
    table.setCurrentCell(0, 3)
    ticked = table.item(0, 0)
    assert ticked is not None
    before = ticked.checkState()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert ticked.checkState() is not before


def test_a_failed_node_says_of_what(wizard: DeployWizard) -> None:
    item = rows_of(wizard)["gpu-b03"]
    state = wizard.nodes_page.table.item(item.row(), 3)
    assert state is not None
    assert state.text() == "Failed"  # the fleet of these tests names no cause
    assert state.foreground().color() == wizard.themes.current.colors.fail


def test_all_that_the_filter_shows_are_ticked_with_one_press(wizard: DeployWizard) -> None:
    page = wizard.nodes_page
    page.filter.setText("gpu-c0")
    shown = len(rows_of(wizard))
    assert wizard.extra_button.text() == f"Tick all {shown}"
    wizard.extra_button.click()
    assert len(page.chosen) == shown + 1, "what the filter hides stays ticked"
    assert all(item.checkState() is Qt.CheckState.Checked for item in rows_of(wizard).values())
    assert wizard.extra_button.text() == f"Untick all {shown}"
    wizard.extra_button.click()
    assert len(page.chosen) == 1


def test_a_node_that_connects_meanwhile_says_so_and_what_is_ticked_stays(wizard: DeployWizard, desk: Desk) -> None:
    page = wizard.nodes_page
    there = desk.views["gpu-a03"]
    views = [replace(there, state=NodeState.CONNECTING, snapshot=None), desk.views["gpu-a02"]]
    page._views = lambda: views
    page.refresh()
    assert list(rows_of(wizard)) == ["gpu-a03", "gpu-a02"], "others have gone"
    state = page.table.item(0, 3)
    assert state is not None and state.text() == "Connecting"
    page.table.setCurrentCell(1, 2)
    views[0] = there
    page.refresh()
    told = [item.text() for column in range(1, 4) if (item := page.table.item(0, column)) is not None]
    assert (told[0], told[2]) == ("Ubuntu 24.04", "OK")
    assert page.chosen == (there.node.id,) and rows_of(wizard)["gpu-a03"].checkState() is Qt.CheckState.Checked
    assert (page.table.currentRow(), page.table.currentColumn()) == (1, 2)
