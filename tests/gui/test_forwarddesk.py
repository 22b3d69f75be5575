from __future__ import annotations

import pytest

from console.model.forward import Forward, ForwardKind, ForwardView
from console.ui.forwarddesk import KEY, ForwardDesk
from console.ui.forwardpage import ForwardPage
from console.wire import messages as m
from tests.gui.conftest import Desk


@pytest.fixture
def forwards(desk: Desk) -> ForwardDesk:
    return ForwardDesk(desk.window, desk.bridge)


def view(desk: Desk) -> ForwardView:
    node = desk.views["gpu-a01"].node
    return ForwardView(7, node.id, node.name, Forward(ForwardKind.DYNAMIC, "127.0.0.1", 1080), is_open=True)


def test_a_node_with_forwards_leads_to_them_and_one_is_closed(desk: Desk, forwards: ForwardDesk) -> None:
    (entries,) = desk.window.panel.menu_entries
    assert entries(desk.views["gpu-a01"]) == []
    desk.bridge.forwards.emit((view(desk),))
    ((words, show),) = entries(desk.views["gpu-a01"])
    assert words == "Port forwards"
    assert entries(desk.views["gpu-a02"]) == []
    show()
    page = desk.window.views.page(KEY)
    assert isinstance(page, ForwardPage)
    assert page.chosen() == view(desk)
    page.close_button.click()
    assert desk.bridge.sent[-1] == m.CloseForward(number=7)
    desk.bridge.forwards.emit(())
    assert page.chosen() is None


def test_the_page_is_in_the_menu(desk: Desk, forwards: ForwardDesk) -> None:
    desk.window.commands["forwards"].trigger()
    assert desk.window.views.front == KEY
