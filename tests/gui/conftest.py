"""A window on a fake core, shown and torn down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.model.node import ChangeSet, NodeView
from console.ui.theme import Themes
from console.ui.window import Window
from tests.gui.fakes import THEME_FOLDER, FakeBridge, FakeClock, FakeMaker, make_window, tab, welcome
from tests.gui.fleet import fleet


@dataclass
class Desk:
    """A window and what stands in for the rest of the house."""

    window: Window
    bridge: FakeBridge
    maker: FakeMaker
    clock: FakeClock
    views: dict[str, NodeView]

    def change(self, *views: NodeView) -> None:
        """Let the core tell of changed nodes."""
        self.bridge.fleet_changed.emit(ChangeSet(changed=views))


def drop(widget: QWidget) -> None:
    """Delete a widget now, so that nothing of it outlives the test."""
    widget.hide()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    made = Themes(THEME_FOLDER, "dark")
    yield made
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def bare(qtbot: QtBot) -> Iterator[Desk]:
    """A window whose core has said nothing yet."""
    window, bridge, maker, clock = make_window()
    window.resize(QSize(1500, 900))
    window.show()
    window.activateWindow()
    yield Desk(window, bridge, maker, clock, {})
    window.close_for_good()
    drop(window)


@pytest.fixture
def desk(bare: Desk) -> Desk:
    """The window over 32 nodes, with three tabs; no alarm is open."""
    views = {view.node.name: view for view in fleet()}
    key = views["gpu-b06"]
    views["gpu-b06"] = NodeView(key.node, key.state, None, key.snapshot)
    bare.views.update(views)
    tabs = (tab(1, views["gpu-a03"]), tab(2, views["gpu-b02"]), tab(3, views["gpu-c01"]))
    bare.bridge.welcome.emit(welcome(tuple(views.values()), tabs, 1))
    QCoreApplication.sendPostedEvents()
    bare.bridge.sent.clear()
    return bare
