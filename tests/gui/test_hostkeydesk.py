from __future__ import annotations

import pytest

from console.model.errors import Problem
from console.model.hostkey import HostKeyLine
from console.ui.hostkeydesk import KEY, HostKeyDesk
from console.ui.hostkeypage import HostKeyPage
from console.ui.hostkeys import KeyAlarm
from console.ui.hostkeysheet import RemoveKeysSheet
from console.wire import messages as m
from tests.gui.conftest import Desk

LINES = tuple(
    HostKeyLine("/k", row, str(row), f"gpu{row}.example.com", False, "ssh-ed25519", 256, "SHA256:abc=")
    for row in (1, 2, 3)
)


@pytest.fixture
def keys(desk: Desk) -> HostKeyDesk:
    return HostKeyDesk(desk.window, desk.bridge)


def page(desk: Desk) -> HostKeyPage:
    found = desk.window.views.page(KEY)
    assert isinstance(found, HostKeyPage)
    return found


def opened(desk: Desk) -> HostKeyPage:
    desk.window.commands["host_keys"].trigger()
    assert desk.bridge.answer(m.HostKeys(LINES)) == m.ListHostKeys()
    return page(desk)


def test_a_line_is_removed_after_a_question_and_comes_back(desk: Desk, keys: HostKeyDesk) -> None:
    shown = opened(desk)
    shown.table.selectRow(1)
    shown.remove_button.click()
    sheet = desk.window.sheets.current
    assert isinstance(sheet, RemoveKeysSheet)
    asked = len(desk.bridge.asked)
    sheet.remove_button.click()
    assert len(desk.bridge.asked) == asked + 1
    left = m.HostKeys((LINES[0], LINES[2]), removals=1)
    assert desk.bridge.answer(left) == m.RemoveHostKeys(lines=(LINES[1],))
    assert shown.model.rowCount() == 2
    assert "1 line removed" in desk.window.toast.accessibleName()
    desk.window.toast._action.click()
    assert desk.bridge.answer(m.HostKeys(LINES)) == m.RestoreHostKeys()
    assert shown.model.rowCount() == 3
    desk.window.toast.hide()


def test_keeping_asks_the_core_nothing(desk: Desk, keys: HostKeyDesk) -> None:
    shown = opened(desk)
    shown.table.selectRow(0)
    asked = len(desk.bridge.asked)
    shown.remove_button.click()
    sheet = desk.window.sheets.current
    assert isinstance(sheet, RemoveKeysSheet)
    assert sheet.first_focus() is sheet.keep_button
    sheet.keep_button.click()
    assert len(desk.bridge.asked) == asked


def test_the_menu_of_a_node_shows_its_keys(desk: Desk, keys: HostKeyDesk) -> None:
    ((words, show),) = [entry for entries in desk.window.panel.menu_entries for entry in entries(desk.views["gpu-a01"])]
    assert words == "Host keys"
    show()
    assert page(desk).filter.text() == "gpu-a01"


def test_an_alarm_leads_to_the_known_keys_of_its_host_and_lets_nothing_through(desk: Desk, keys: HostKeyDesk) -> None:
    view = desk.views["gpu-a01"]
    params = {"host": f"[{view.node.host}]:2222", "known": "", "offered": "", "entry": "/k:1"}
    desk.window.questions.alarm(Problem("ssh.host_key_changed", "changed", "", params), view.node.id)
    sheet = desk.window.sheets.current
    sent = len(desk.bridge.sent)
    assert isinstance(sheet, KeyAlarm)
    sheet.keys_button.click()
    assert desk.window.sheets.current is None
    assert page(desk).filter.text() in {other.node.name for other in desk.views.values()} | {view.node.host}
    assert not any(isinstance(request, m.Answer) for request in desk.bridge.sent[sent:])
