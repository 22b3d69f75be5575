from __future__ import annotations

from pytestqt.qtbot import QtBot

from console.ui.inventory.page import InventoryPage
from console.ui.theme import Themes
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import drop
from tests.gui.inventory.inventories import ANSIBLE, OWN, reading


def test_sources_say_how_they_are_and_changes_when_they_were(qtbot: QtBot, themes: Themes) -> None:
    page = InventoryPage(themes)
    page.resize(900, 600)
    page.show()
    page.show_sources((OWN, ANSIBLE))
    page.show_readings([reading(by_itself=False), reading()])
    cells = [page.table.item(row, 4) for row in range(2)]
    assert [cell.text() for cell in cells if cell is not None] == [
        "Read",
        "Cannot be read: the nodes of before are kept",
    ]
    assert not page.remove_button.isEnabled()
    assert not page.problems.isVisible()
    page.table.selectRow(1)
    assert page.problems.text().startswith("/srv/hosts.yml:3: the inventory cannot be read")
    removed: list[str] = []
    page.remove_wanted.connect(removed.append)
    page.remove_button.click()
    assert removed == [ANSIBLE.id]
    page.show_sources((ANSIBLE, OWN))
    assert page.chosen() == ANSIBLE
    first = page.changes.topLevelItem(0)
    assert first is not None
    assert (page.changes.topLevelItemCount(), first.childCount(), first.isExpanded()) == (2, 3, True)
    assert first.text(0).endswith("1 node added, 1 changed, 1 gone  (by itself)")
    assert not unnamed_widgets(page)
    assert not unreachable_widgets(page)
    drop(page)
