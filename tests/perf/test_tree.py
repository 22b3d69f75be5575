"""How long the tree of a thousand nodes takes: figures to read, nothing to assert."""

from __future__ import annotations

import statistics
import time

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.model.node import ChangeSet, NodeView
from tests.gui.conftest import drop
from tests.gui.fakes import board_of, make_window, welcome
from tests.gui.fleet import fleet

pytestmark = pytest.mark.perf
NODES = 1000


def thousand() -> tuple[NodeView, ...]:
    """Return the pictures' nodes over and over, in racks of ten."""
    found: list[NodeView] = []
    for number in range(NODES):
        view = fleet()[number % 32] if number < 32 else found[number % 32]
        path = ("FRA1" if number < NODES // 2 else "MUC2", f"Rack {number // 10:03}")
        node = replace(view.node, id=NodeId(f"n{number}"), name=f"gpu-{number:04}", path=path)
        found.append(replace(view, node=node, problem=None))
    return tuple(found)


def test_a_thousand_nodes(qtbot: QtBot) -> None:
    views = thousand()
    window, bridge, _maker, _clock = make_window()
    window.resize(QSize(1920, 1080))
    window.show()
    start = time.perf_counter()
    bridge.welcome.emit(welcome(views))
    figures = {"first fill": [time.perf_counter() - start]}

    def measure(name: str, changed: tuple[NodeView, ...]) -> None:
        taken = figures.setdefault(name, [])
        for _round in range(5):
            begun = time.perf_counter()
            bridge.fleet_changed.emit(ChangeSet(changed=changed))
            taken.append(time.perf_counter() - begun)

    def heat() -> None:
        board_of(window)._refresh_now()
        board_of(window).grab()

    def filtered() -> None:
        for text in ("temp>60", ""):
            window.panel.filter.set_text(text)

    measure("100 nodes changed (a tenth of a second at 1 Hz)", views[:100])
    measure("1000 nodes changed", views)
    for name, call in (
        ("the tree painted", window.panel.view.grab),
        ("totals and counts", window._show_totals),
        ("heat map laid out and painted", heat),
        ("a filter set and emptied", filtered),
    ):
        taken = figures.setdefault(name, [])
        for _round in range(5):
            begun = time.perf_counter()
            call()
            taken.append(time.perf_counter() - begun)
    for name, taken in figures.items():
        print(f"{name:<50} {statistics.median(taken) * 1000:8.1f} ms")
    window.close_for_good()
    drop(window)
