from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.model.gpu import GpuProcess
from console.model.node import NodeView
from console.model.service import DeployState, Doing, Work
from console.ui.services.book import ServiceBook
from console.ui.services.overview import Overview
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge, FakeClock
from tests.gui.fleet import fleet
from tests.gui.services.values import FIGURES, service

NODE = next(view for view in fleet() if view.snapshot is not None)
ONE = service("d1", NODE.node.id)


class Room:
    """A node that may change."""

    def __init__(self) -> None:
        self.node: NodeView | None = NODE


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def overview(themes: Themes, book: ServiceBook, room: Room, qtbot: QtBot) -> Iterator[Overview]:
    made = Overview(themes, book, lambda _node_id: room.node, FakeClock())
    made.show()
    made.show_deploy(ONE)
    yield made
    drop(made)


def told(overview: Overview) -> list[str]:
    return [each.text() for each in overview.findChildren(QLabel) if each.isVisible()]


def test_figures_come_and_go(overview: Overview, book: ServiceBook, bridge: FakeBridge) -> None:
    bridge.deploy_changed.emit(ONE)
    book.want("page", frozenset({ONE.id}))
    bridge.service_told.emit(m.ServiceTold(ONE.id, FIGURES))
    assert {"41.3 tokens/s", "1250 tokens/s", "3 running, 1 waiting", "42 %"} <= set(told(overview))
    bridge.service_told.emit(m.ServiceTold(ONE.id, None))
    assert told(overview).count("–") == 5


def test_gpu_memory_is_what_the_node_says_of_the_processes(overview: Overview, room: Room) -> None:
    assert NODE.snapshot is not None
    process = GpuProcess("u", 1, command=f"python3 {ONE.plan.directory}/run.py", memory_used_bytes=3 << 29)
    room.node = replace(NODE, snapshot=replace(NODE.snapshot, gpu_processes=(process,)))
    overview.refresh()
    assert "1.5 GiB" in told(overview)
    room.node = None  # the node has left the inventory
    overview.show_deploy(ONE)
    assert str(NODE.node.id) in told(overview) and "1.5 GiB" not in told(overview)


def test_the_endpoint_is_copied(overview: Overview) -> None:
    overview.copy_button.click()
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1:18080"


def test_a_button_used_by_key_leaves_the_focus_among_those_that_follow(overview: Overview, qtbot: QtBot) -> None:
    overview.activateWindow()
    overview.buttons[m.DeployAction.STOP].setFocus()
    qtbot.waitUntil(overview.buttons[m.DeployAction.STOP].hasFocus)
    with qtbot.waitSignal(overview.action_wanted) as wanted:
        overview.buttons[m.DeployAction.STOP].click()
    assert wanted.args == ["stop"]
    overview.show_deploy(service("d1", NODE.node.id, DeployState.STOPPED))
    assert overview.buttons[m.DeployAction.START].hasFocus()


def test_while_it_is_at_work_nothing_can_be_told_and_the_keyboard_waits_for_the_end(
    overview: Overview, qtbot: QtBot
) -> None:
    overview.activateWindow()
    restart = overview.buttons[m.DeployAction.RESTART]
    restart.setFocus()
    qtbot.waitUntil(restart.hasFocus)
    work = Work(Doing.RESTART, FakeClock().now().timestamp() - 7)
    overview.show_deploy(replace(ONE, work=work))
    assert overview.work_line.isVisible() and overview.work_line.text() == "Restarting… 0:07"
    assert not any(each.isEnabled() for each in overview.buttons.values()) and overview.work_line.hasFocus()
    assert restart.accessibleDescription() == "Restarting… Wait until that has ended."
    overview.show_deploy(replace(service("d1", NODE.node.id, DeployState.STOPPED), work=work))
    assert not any(each.isEnabled() for each in overview.buttons.values()) and overview.work_line.hasFocus()
    overview.show_deploy(ONE)
    assert all(each.isEnabled() for each in overview.buttons.values()) and not overview.work_line.isVisible()
    assert overview.buttons[m.DeployAction.STOP].hasFocus()
    # What is begun anew can be cancelled all the same.
    resumed = service("d1", NODE.node.id, DeployState.RUNNING)
    overview.show_deploy(replace(resumed, work=replace(work, doing=Doing.RESUME)))
    assert overview.buttons[m.DeployAction.CANCEL].isEnabled()
