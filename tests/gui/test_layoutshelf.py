from __future__ import annotations

import pytest

from console.model.ids import TerminalId
from console.ui.layoutsheet import LayoutListSheet, SaveLayoutSheet
from console.ui.layoutshelf import LayoutShelf
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import tab

LAYOUTS = (m.LayoutInfo("Night watch", ("gpu-a01", "gpu-b02")),)


@pytest.fixture
def shelf(desk: Desk) -> LayoutShelf:
    return LayoutShelf(desk.window, desk.bridge)


def test_what_is_open_is_saved_under_the_name_that_is_typed(desk: Desk, shelf: LayoutShelf) -> None:
    desk.window.commands["save_layout"].trigger()
    sheet = desk.window.sheets.current
    assert isinstance(sheet, SaveLayoutSheet)
    sheet.edit.setText("Night watch")
    sheet.save_button.click()
    assert desk.bridge.answer(None) == m.SaveLayout(name="Night watch")
    assert "The layout Night watch is saved" in desk.window.toast.accessibleName()
    desk.window.toast.hide()


def test_a_layout_is_found_in_the_command_field_and_its_terminal_comes_to_the_front(
    desk: Desk, shelf: LayoutShelf
) -> None:
    desk.bridge.layouts.emit(LAYOUTS)
    (entry,) = shelf._entries()
    assert (entry.words, entry.detail) == ("Night watch", "2 terminals: gpu-a01, gpu-b02")
    entry.run()
    desk.bridge.tab_changed.emit(tab(9, desk.views["gpu-a05"]))
    assert desk.bridge.answer(TerminalId(9)) == m.OpenLayout(name="Night watch")
    assert desk.window.desk.strip.active() == 9


def test_the_list_opens_and_deletes_and_follows_the_core(desk: Desk, shelf: LayoutShelf) -> None:
    desk.window.commands["open_layout"].trigger()
    assert "No layout has been saved yet" in desk.window.toast.accessibleName()
    desk.window.toast.hide()
    desk.bridge.layouts.emit(LAYOUTS)
    desk.window.commands["open_layout"].trigger()
    sheet = desk.window.sheets.current
    assert isinstance(sheet, LayoutListSheet)
    sheet.delete_button.click()
    assert desk.bridge.answer(None) == m.DeleteLayout(name="Night watch")
    desk.bridge.layouts.emit(())
    assert sheet.current() == ""
    desk.bridge.layouts.emit(LAYOUTS)
    sheet.open_button.click()
    assert desk.bridge.asked[-1][0] == m.OpenLayout(name="Night watch")


def test_nothing_open_is_not_saved(bare: Desk) -> None:
    LayoutShelf(bare.window, bare.bridge)
    bare.window.commands["save_layout"].trigger()
    assert bare.window.sheets.current is None
    assert "A layout needs an open terminal" in bare.window.toast.accessibleName()
    bare.window.toast.hide()
