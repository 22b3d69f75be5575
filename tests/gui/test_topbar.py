from __future__ import annotations

from PySide6.QtWidgets import QMenu

from console.model.rollup import Rollup
from tests.gui.conftest import Desk


def test_the_bell_is_red_only_for_an_open_alarm(desk: Desk) -> None:
    bell, colors = desk.window.top.bell, desk.window.themes.current.colors
    bell.set_count(3, alarm=False)
    assert bell.grab().toImage().pixelColor(bell.width() - 13, 4) == colors.press
    bell.set_count(3, alarm=True)
    assert bell.grab().toImage().pixelColor(bell.width() - 13, 4) == colors.alarm
    assert bell.accessibleName() == "Messages: 3"


def test_totals_leave_out_what_nobody_says(desk: Desk) -> None:
    totals = desk.window.top.totals
    totals.show_totals(Rollup(nodes_total=2, nodes_reachable=1), 1920)
    assert totals.accessibleName() == "Nodes 1/2"
    full = Rollup(32, 29, 256, 231, 60.2, 88.0, 130_740.0)
    totals.show_totals(full, 1920)
    assert totals.accessibleName() == "Nodes 29/32, GPUs 231/256, Power 130.7 kW, Util 60 %"


def test_simulated_is_said_only_of_simulated_data(desk: Desk) -> None:
    desk.window.top.show_totals(Rollup(), simulated=False)
    assert not desk.window.top.simulated.isVisible()
    desk.window.top.show_totals(Rollup(), simulated=True)
    assert desk.window.top.simulated.isVisible()
    assert desk.window.top.simulated.accessibleName() == "Simulated data"


def test_the_mark_opens_the_menu(desk: Desk) -> None:
    desk.window.top.mark.click()
    menu = next(menu for menu in desk.window.findChildren(QMenu) if menu.isVisible())
    assert "New local shell" in {action.text() for action in menu.actions()}
    menu.close()
