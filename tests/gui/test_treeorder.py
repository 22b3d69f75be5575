from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.settings.fleet_options import GROUP_BY, SORT_BY
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.ui.filtersheet import SaveFilterSheet
from console.ui.models.ordering import Grouping, Order, Sorting
from console.ui.preferences import Preferences
from console.ui.sheets import Sheet
from console.ui.treeorder import TreeOrder
from console.ui.window import Window
from tests.gui.conftest import Desk
from tests.gui.fakes import THEME_FOLDER
from tests.gui.test_treeview import shown


class Ordered:
    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        schemes = Schemes(THEME_FOLDER, folder, folder)
        self.preferences = Preferences(SettingsStore(folder / "settings.toml"), schemes, desk.bridge)
        self.order = TreeOrder(desk.window, self.preferences)

    def names(self) -> list[str]:
        return shown(self.desk.window.panel.view)

    def choose(self, *words: str) -> None:
        menu = self.order.menu()
        for word in words[:-1]:
            found = next(action for action in menu.actions() if action.text() == word).menu()
            assert isinstance(found, QMenu)
            menu = found
        action_of(menu, words[-1]).trigger()


def action_of(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == words)


def sheet_of(window: Window) -> Sheet | None:
    return window.sheets.current


@pytest.fixture
def ordered(desk: Desk, tmp_path: Path) -> Ordered:
    return Ordered(desk, tmp_path)


def test_the_tree_is_grouped_and_sorted_and_stays_so(ordered: Ordered, tmp_path: Path) -> None:
    ordered.choose("Group by", "State")
    assert ordered.names()[:3] == ["Host key changed", "gpu-b06", "Failed"]
    ordered.choose("Group by", "No groups")
    ordered.choose("Sort by", "Temperature, the highest first")
    assert ordered.names()[0] == "gpu-a06"
    ordered.choose("The other way round")
    assert ordered.names()[0].startswith("gpu-d")
    again = SettingsStore(tmp_path / "settings.toml")
    assert (again.get(GROUP_BY), again.get(SORT_BY)) == ("none", "temperature")
    assert ordered.desk.window.fleet.order == Order(Grouping.NONE, Sorting.TEMPERATURE, reverse=True)


def test_what_is_chosen_and_opened_stays_so_in_another_order(ordered: Ordered) -> None:
    view, node_id = ordered.desk.window.panel.view, ordered.desk.views["gpu-b02"].node.id
    view.select_gpu(node_id, 3)
    ordered.choose("Group by", "Distribution")
    assert view.current_node() == node_id
    assert "GPU 3" in ordered.names()
    assert ordered.names()[0] == "Alma 9.4"


def test_values_that_change_bring_nodes_into_order_after_a_while(ordered: Ordered) -> None:
    ordered.choose("Group by", "No groups")
    ordered.choose("Sort by", "Temperature, the highest first")
    cool = ordered.desk.views["gpu-d01"]
    assert cool.snapshot is not None
    gpus = (structs.replace(cool.snapshot.gpus[0], temperature_celsius=99.0), *cool.snapshot.gpus[1:])
    ordered.desk.change(replace(cool, snapshot=replace(cool.snapshot, gpus=gpus)))
    assert ordered.names()[0] == "gpu-a06"
    ordered.order._keep_order()
    assert ordered.names()[0] == "gpu-d01"


def test_a_filter_by_age_moves_with_the_clock(ordered: Ordered) -> None:
    ordered.desk.window.panel.filter.set_text("age:>60s state:ok")
    assert ordered.names() == []
    ordered.desk.clock.at = ordered.desk.clock.at.replace(minute=59)
    ordered.order._keep_order()
    assert "gpu-a01" in ordered.names()


def test_a_filter_is_saved_used_and_deleted(ordered: Ordered, qtbot: QtBot) -> None:
    window = ordered.desk.window
    window.commands["save_filter"].trigger()
    assert sheet_of(window) is None
    window.panel.filter.set_text("state:bad env:prod")
    window.commands["save_filter"].trigger()
    sheet = sheet_of(window)
    assert isinstance(sheet, SaveFilterSheet)
    qtbot.keyClicks(sheet.edit, "Bad in production")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Return)
    assert ordered.order.filters() == {"Bad in production": "state:bad env:prod"}
    window.panel.filter.set_text("")
    ordered.choose("Bad in production")
    assert window.panel.filter.edit.text() == "state:bad env:prod"
    ordered.choose("Delete filter", "Bad in production")
    assert ordered.order.filters() == {}


def test_the_command_field_orders_too(ordered: Ordered) -> None:
    words = [entry.words for source in ordered.desk.window.field.sources for entry in source()]
    assert {"Group by: Rack", "Sort by: Name"} <= set(words)
