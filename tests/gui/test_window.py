from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import LOCAL_NODE, TerminalId
from console.model.node import NodeState
from console.ui.dialogs import LeaveDialog
from console.ui.hostkeys import KeyAlarm
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import Desk
from tests.gui.fakes import tab, welcome
from tests.gui.fleet import KEY_CHANGED, fleet

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def test_welcome_shows_everything_and_starts_the_sampling(bare: Desk) -> None:
    views = fleet()
    views = tuple(replace(view, problem=None) for view in views)
    bare.bridge.welcome.emit(welcome(views, (tab(1, views[2]), tab(2, views[9])), 2))
    assert bare.window.fleet.totals().nodes_total == 32
    assert bare.window.desk.strip.active() == 2
    assert bare.window.top.simulated.isVisible()
    assert bare.bridge.sent_of(m.WatchFleet)
    assert focus() is bare.maker.made[TerminalId(2)]
    assert bare.window.panel.view.current_node() == views[9].node.id


def test_everything_has_a_name_and_is_reached_by_keys(desk: Desk) -> None:
    desk.window.offer_deploy(available=True)
    assert unnamed_widgets(desk.window) == []
    # Arrow keys walk along the tabs; one of them takes the tab key.
    assert [name for name in unreachable_widgets(desk.window) if not name.startswith("TabButton")] == []


def test_the_keyboard_walks_in_the_order_of_the_look(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    qtbot.waitUntil(lambda: any(part.isVisible() for part in window.panel.legend.findChildren(QAbstractButton)))
    window.top.mark.setFocus(Qt.FocusReason.TabFocusReason)
    parts: list[str] = []
    for _step in range(40):
        current = focus()
        assert current is not None
        named = {
            "top": window.top, "filter": window.panel.filter, "tree": window.panel.view, "legend": window.panel.legend,
            "strip": window.desk.strip, "pane": window.desk.panes, "status": window.status,
        }  # fmt: skip
        part = next((n for n, w in named.items() if w is current or w.isAncestorOf(current)), "?")
        if not parts or parts[-1] != part:
            parts.append(part)
        if part == "pane":
            break
        qtbot.keyClick(current, Qt.Key.Key_Tab)
    assert parts == ["top", "filter", "tree", "legend", "strip", "pane"]


def test_shortcuts_work_from_inside_a_terminal(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    terminal = focus()
    assert terminal is desk.maker.made[TerminalId(1)]
    qtbot.keyClick(terminal, Qt.Key.Key_PageDown, CTRL)
    assert window.desk.strip.active() == 2
    qtbot.keyClick(focus(), Qt.Key.Key_PageDown, CTRL_SHIFT)
    assert window.desk.strip.order() == (1, 3, 2)
    qtbot.keyClick(focus(), Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert window.desk.strip.active() == 1
    qtbot.keyClick(focus(), Qt.Key.Key_T, CTRL_SHIFT)
    assert isinstance(desk.bridge.asked[-1][0], m.OpenTerminal)
    assert desk.bridge.asked[-1][0].node_id == LOCAL_NODE
    qtbot.keyClick(focus(), Qt.Key.Key_W, CTRL_SHIFT)
    assert desk.bridge.sent_of(m.CloseTerminal) == [m.CloseTerminal(terminal_id=TerminalId(1))]
    qtbot.keyClick(focus(), Qt.Key.Key_P, CTRL_SHIFT)
    assert focus() is window.field.edit
    qtbot.keyClick(window.field.edit, Qt.Key.Key_Escape)
    assert focus() is desk.maker.made[TerminalId(1)]
    qtbot.keyClick(focus(), Qt.Key.Key_S, CTRL_SHIFT)
    assert focus() is window.panel.filter.edit
    qtbot.keyClick(window.panel.filter.edit, Qt.Key.Key_Down)
    assert focus() is window.panel.view


def test_typing_connects_opens_and_runs(desk: Desk, qtbot: QtBot) -> None:
    edit = desk.window.field.edit
    for text in ("ops@gpu01.example.com:2222", "gpu-a05"):
        edit.setFocus()
        qtbot.keyClicks(edit, text)
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    requests = [asked[0] for asked in desk.bridge.asked]
    assert requests[0] == m.QuickConnect(destination="ops@gpu01.example.com:2222")
    assert isinstance(requests[1], m.OpenTerminal)
    assert requests[1].node_id == desk.views["gpu-a05"].node.id


def test_the_core_goes_and_comes_back(desk: Desk, qtbot: QtBot) -> None:
    desk.bridge.core_lost.emit(Problem("core.lost", "The core has ended.", "Start it again."))
    banner = desk.window.banner
    assert banner.isVisible()
    with qtbot.waitSignal(desk.window.watching.restart_wanted):
        qtbot.keyClick(banner.button, Qt.Key.Key_Return)
    views = tuple(desk.views.values())[:4]
    desk.bridge.welcome.emit(welcome(views))
    assert not banner.isVisible()
    assert desk.window.fleet.totals().nodes_total == 4
    assert desk.window.desk.count() == 0
    assert focus() is desk.window.desk.empty.shell
    assert desk.window.desk.empty.isVisible()


def test_another_window_takes_over(desk: Desk) -> None:
    desk.bridge.taken_over.emit()
    assert desk.window.banner.isVisible()
    assert desk.window.banner.button.text() == "Take over again"


def test_leaving_asks_where_something_would_end(desk: Desk, qtbot: QtBot) -> None:
    desk.window.close()
    assert desk.window.isVisible()
    desk.bridge.answer(m.WouldEnd(sessions=3, deploys=1))
    sheet = desk.window.sheets.current
    assert isinstance(sheet, LeaveDialog)
    assert focus() is sheet.stay_button
    qtbot.keyClick(sheet.stay_button, Qt.Key.Key_Escape)
    assert desk.window.isVisible()
    assert desk.window.sheets.current is None


def test_leaving_with_nothing_open_closes_at_once(desk: Desk, qtbot: QtBot) -> None:
    desk.window.close()
    with qtbot.waitSignal(desk.window.left):
        desk.bridge.answer(m.WouldEnd())
    assert not desk.window.isVisible()


def test_ending_all_says_so_to_the_core_first(desk: Desk, qtbot: QtBot) -> None:
    desk.window.close()
    desk.bridge.answer(m.WouldEnd(sessions=1))
    sheet = desk.window.sheets.current
    assert isinstance(sheet, LeaveDialog)
    sheet.end_button.click()
    assert desk.bridge.asked[-1][0] == m.Leave(force=True)
    with qtbot.waitSignal(desk.window.left):
        desk.bridge.answer(m.WouldEnd())


@pytest.mark.parametrize(("width", "tree"), [(1280, 304), (1500, 440), (2560, 468)])
def test_the_tree_follows_the_breakpoints(desk: Desk, width: int, tree: int) -> None:
    desk.window.resize(QSize(width, 800))
    assert desk.window.panel.width() == tree + 1


def test_the_totals_drop_utilisation_then_power_but_never_simulated(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window._show_totals()
    seen = []
    for width in (1500, 1280, 900):
        window.resize(QSize(width, 700))
        QApplication.sendPostedEvents()
        seen.append(window.top.totals.accessibleName())
        assert window.top.simulated.isVisible()
        assert window.field.geometry().right() < window.top.totals.geometry().left()
        assert window.top.simulated.geometry().right() < width
    assert [("Util" in text, "Power" in text) for text in seen] == [(True, True), (False, True), (False, False)]


def test_a_changed_key_in_the_fleet_raises_the_alarm_once(desk: Desk) -> None:
    view = desk.views["gpu-b06"]
    alarmed = replace(view, state=NodeState.KEY_CHANGED, problem=KEY_CHANGED)
    desk.change(alarmed)
    desk.change(alarmed)
    sheet = desk.window.sheets.current
    assert isinstance(sheet, KeyAlarm)
    sheet.keep_button.click()
    assert desk.window.sheets.current is None
    desk.change(alarmed)
    assert desk.window.sheets.current is None


def test_a_notice_is_counted_until_it_is_read(desk: Desk, qtbot: QtBot) -> None:
    desk.bridge.notice.emit(m.Notice(Problem("x", "Line 41 cannot be read.", "Correct it.")))
    assert desk.window.top.bell.accessibleName() == "Messages: 1"
    desk.window.top.bell.click()
    assert desk.window.notices.isVisible()
    assert desk.window.top.bell.accessibleName() == "Messages: 0"
    desk.window.notices.hide()


def test_the_theme_changes_while_it_runs(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.window.dressing.chosen) as told:
        desk.window.top.theme_button.click()
    assert told.args == ["light"]
    assert desk.window.grab().toImage().pixelColor(2, 2) == desk.window.themes.current.colors.desk
    assert not desk.window.themes.current.is_dark


def test_deploy_is_offered_only_where_somebody_listens(desk: Desk, qtbot: QtBot) -> None:
    assert "deploy" not in {name for name, _, _ in desk.window.commands.available()}
    desk.window.offer_deploy(available=True)
    desk.window.panel.view.select_node(desk.views["gpu-a05"].node.id)
    with qtbot.waitSignal(desk.window.deploy_wanted) as told:
        desk.window.commands["deploy"].trigger()
    assert told.args == [(desk.views["gpu-a05"].node.id,)]
