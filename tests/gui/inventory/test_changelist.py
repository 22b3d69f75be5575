from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from console.ui.inventory.changelist import MOST, ChangeList
from console.ui.theme import Themes
from tests.gui.conftest import drop
from tests.gui.inventory.inventories import CHANGES


def texts(item: QTreeWidgetItem) -> list[str]:
    inside = (item.child(place) for place in range(item.childCount()))
    return [item.text(0), *(child.text(0) for child in inside if child is not None)]


def test_what_is_gone_stands_first_and_what_changed_is_open(qtbot: QtBot, themes: Themes) -> None:
    made = ChangeList(themes)
    made.resize(400, 120)
    colors = {made.grab().toImage().pixelColor(x, y).name() for x in range(8, 120) for y in range(8, 26)}
    assert themes.current.colors.text3.name() in colors, "where there is nothing, it is said"
    made.show_changes(CHANGES)
    items = [made.topLevelItem(place) for place in range(made.topLevelItemCount())]
    assert [texts(item) for item in items if item is not None] == [
        ["Gone: gpu-old"],
        ["Changed: gpu-c01", "Port: 22 → 2222", "Rack: R1 → not said"],
        ["Added: gpu-new", "Host: 192.0.2.9"],
    ]
    assert [item.isExpanded() for item in items if item is not None] == [False, True, False]
    made.show_changes([replace(CHANGES[0], fields=()) for _ in range(MOST + 5)])
    last = made.topLevelItem(MOST)
    assert last is not None
    assert last.text(0) == "5 more"
    drop(made)
