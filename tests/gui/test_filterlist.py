from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.ui.filterlist import FilterList
from tests.gui.conftest import Desk


@pytest.fixture
def helped(desk: Desk) -> FilterList:
    window = desk.window
    window.panel.filter.edit.setFocus()
    return FilterList(window.themes, window.panel.filter, window.fleet.views, lambda: {"Bad ones": "state:bad "})


def shown(filters: FilterList) -> list[str]:
    model = filters.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())] if filters.list.isVisible() else []


def test_keys_then_values_by_tab(desk: Desk, helped: FilterList, qtbot: QtBot) -> None:
    edit = desk.window.panel.filter.edit
    qtbot.keyClicks(edit, "dist")
    assert shown(helped) == ["Fields", "distro:"]
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "distro:"
    assert shown(helped)[:3] == ["Values", "ubuntu", "rocky"]
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "distro:rocky "
    assert shown(helped) == []
    assert {view.snapshot.distro.id for view in desk.window.fleet.views() if desk.window.fleet.query.matches(view)
            and view.snapshot and view.snapshot.distro} == {"rocky"}  # fmt: skip


def test_enter_goes_to_the_tree_where_nobody_went_into_the_list(desk: Desk, helped: FilterList, qtbot: QtBot) -> None:
    edit = desk.window.panel.filter.edit
    qtbot.keyClicks(edit, "st")
    assert shown(helped)
    with qtbot.waitSignal(desk.window.panel.filter.leave_wanted):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "st"


def test_escape_closes_the_list_first(desk: Desk, helped: FilterList, qtbot: QtBot) -> None:
    edit = desk.window.panel.filter.edit
    qtbot.keyClicks(edit, "temp")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert (shown(helped), edit.text()) == ([], "temp")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == ""


def test_saved_filters_are_offered_in_an_empty_line(desk: Desk, helped: FilterList, qtbot: QtBot) -> None:
    edit = desk.window.panel.filter.edit
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert shown(helped)[:3] == ["Saved filters", "Bad ones", "Fields"]
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.text() == "state:bad "
    qtbot.keyClick(edit, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert shown(helped)[0] == "Fields"


def test_a_word_that_nobody_knows_has_no_list(desk: Desk, helped: FilterList, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.window.panel.filter.edit, "gpu-a0")
    assert shown(helped) == []
