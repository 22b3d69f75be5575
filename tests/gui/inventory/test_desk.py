from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from console.model.node import NodeView, Source
from console.ui.inventory.desk import KEY, InventoryDesk
from console.ui.inventory.originsheet import OriginSheet
from console.ui.inventory.page import InventoryPage
from console.ui.inventory.previewsheet import PreviewSheet
from console.ui.sheets import Sheet
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fleet import node_view
from tests.gui.inventory.inventories import ANSIBLE, CHANGES, OWN, TOLD, reading


@pytest.fixture
def inventory(desk: Desk) -> InventoryDesk:
    return InventoryDesk(desk.window, desk.bridge)


def sheet(desk: Desk) -> Sheet | None:
    return desk.window.sheets.current


def preview(*, changed: bool = True) -> m.InventoryPreview:
    return m.InventoryPreview(3, (OWN, ANSIBLE), CHANGES if changed else ())


def test_reading_again_shows_what_would_change_before_it_is_taken(desk: Desk, inventory: InventoryDesk) -> None:
    desk.window.commands["reload"].trigger()
    assert desk.bridge.answer(preview()) == m.PreviewInventory()
    shown = sheet(desk)
    assert isinstance(shown, PreviewSheet)
    assert not desk.bridge.asked
    shown.take_button.click()
    assert desk.bridge.answer(None) == m.TakeInventory(number=3)


def test_nothing_new_is_said_in_a_word_and_a_source_that_fails_as_well(desk: Desk, inventory: InventoryDesk) -> None:
    desk.window.commands["reload"].trigger()
    desk.bridge.answer(m.InventoryPreview(4, (OWN,), ()))
    assert sheet(desk) is None
    assert "Nothing has changed in the inventory" in desk.window.toast.accessibleName()
    desk.bridge.answer(None)
    desk.window.commands["reload"].trigger()
    desk.bridge.answer(preview(changed=False))
    assert "Not all sources could be read" in desk.window.toast.accessibleName()
    desk.window.toast.hide()


def test_an_inventory_is_added_and_taken_out_after_a_look(desk: Desk, inventory: InventoryDesk) -> None:
    inventory.add("/srv/hosts.yml")
    assert desk.bridge.answer(preview(changed=False)) == m.PreviewInventory(path="/srv/hosts.yml")
    shown = sheet(desk)
    assert isinstance(shown, PreviewSheet)
    shown.take_button.click()
    desk.bridge.answer(None)
    inventory.show_page()
    desk.bridge.inventory_read.emit(reading())
    page = desk.window.views.page(KEY)
    assert isinstance(page, InventoryPage)
    page.table.selectRow(1)
    page.remove_button.click()
    assert desk.bridge.answer(preview()) == m.PreviewInventory(without=ANSIBLE.id)
    assert isinstance(sheet(desk), PreviewSheet)
    desk.window.toast.hide()


def test_what_changed_by_itself_is_told_and_can_be_looked_at(desk: Desk, inventory: InventoryDesk) -> None:
    desk.bridge.inventory_read.emit(reading(by_itself=False))
    assert not desk.window.toast.isVisible()
    desk.bridge.inventory_read.emit(replace(reading(), at=reading().at + timedelta(minutes=1)))
    assert "1 node added, 1 changed, 1 gone" in desk.window.toast.accessibleName()
    desk.window.toast._action.click()
    page = desk.window.views.page(KEY)
    assert isinstance(page, InventoryPage)
    assert page.changes.topLevelItemCount() == 2


def test_a_reading_that_is_told_again_takes_the_place_of_itself(desk: Desk, inventory: InventoryDesk) -> None:
    desk.bridge.inventory_read.emit(reading())
    desk.window.toast.hide()
    inventory.show_page()
    hidden = tuple(replace(change, name="h1.test") for change in CHANGES)
    desk.bridge.inventory_read.emit(replace(reading(), changes=hidden))
    assert not desk.window.toast.isVisible(), "it is no news"
    page = desk.window.views.page(KEY)
    assert isinstance(page, InventoryPage)
    assert page.changes.topLevelItemCount() == 1
    top = page.changes.topLevelItem(0)
    assert top is not None
    shown = [child.text(0) for at in range(top.childCount()) if (child := top.child(at)) is not None]
    assert shown and all("h1.test" in text for text in shown)


def entries(desk: Desk, view: NodeView) -> list[str]:
    return [words for source in desk.window.panel.menu_entries for words, _call in source(view)]


def test_a_node_says_where_it_is_known_from(desk: Desk, inventory: InventoryDesk) -> None:
    view = node_view("gpu-a01")
    words = "Where it is known from…"
    assert words in entries(desk, view)
    assert words not in entries(desk, replace(view, node=replace(view.node, source=Source.SIMULATION)))
    call = next(call for source in desk.window.panel.menu_entries for text, call in source(view) if text == words)
    call()
    assert desk.bridge.answer(m.Origins(TOLD, (OWN, ANSIBLE))) == m.AskOrigins(node_id=view.node.id)
    assert isinstance(sheet(desk), OriginSheet)
