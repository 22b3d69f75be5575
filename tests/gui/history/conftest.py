"""The page of the history on a fake core: a test answers with curves of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.model.node import ChangeSet, NodeView
from console.ui.history.loading import Plots
from console.ui.history.page import HistoryPage
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import THEME_FOLDER, FakeBridge, FakeClock
from tests.gui.fleet import fleet

Values = Callable[[float], float]


def curve(ref: m.SeriesRef, moments: Sequence[float], values: Values, *, gap: float = 15.0) -> m.HistoryCurve:
    at = np.array(moments, "<f8")
    means = np.array([values(moment) for moment in moments], "<f4")
    known = 2.0 * len(moments)
    data = means.tobytes()
    lows, highs = (means - 1).tobytes(), (means + 1).tobytes()
    return m.HistoryCurve(
        ref, at.tobytes(), lows, data, highs, gap, known, float(means.mean()) * known if known else 0.0
    )


@dataclass
class Bench:
    page: HistoryPage
    bridge: FakeBridge
    fleet: FleetModel
    themes: Themes
    clock: FakeClock
    nodes: dict[str, NodeView]

    def asked(self) -> list[m.ReadHistory]:
        return [request for request, _reply, _problem in self.bridge.asked if isinstance(request, m.ReadHistory)]

    def answer(self, values: Values = lambda _moment: 50.0, *, gap: tuple[float, float] | None = None) -> m.ReadHistory:
        """Answer the last question with a value every two seconds, but none in the gap."""
        request, reply, _problem = self.bridge.asked[-1]
        assert isinstance(request, m.ReadHistory)
        span = (request.end - request.start) / 300
        moments = [request.start + span * n for n in range(300)]
        if gap is not None:
            moments = [moment for moment in moments if not gap[0] < moment < gap[1]]
        curves = tuple(curve(ref, moments, values, gap=2.5 * span) for ref in request.series)
        reply(m.History(curves, request.start, request.end))
        return request

    def node(self, name: str) -> NodeId:
        return self.nodes[name].node.id


def shown(qtbot: QtBot, widget: QWidget, size: QSize) -> None:
    widget.resize(size)
    widget.show()
    qtbot.waitExposed(widget)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    themes, model, clock, bridge = Themes(THEME_FOLDER, "dark"), FleetModel(), FakeClock(), FakeBridge()
    views = fleet()
    model.apply(ChangeSet(changed=tuple(views)))
    page = HistoryPage(bridge, model, themes, clock, Plots(model))
    shown(qtbot, page, QSize(1000, 760))
    qtbot.waitUntil(lambda: all(card.chart is not None for card in page.cards.values()))
    made = Bench(page, bridge, model, themes, clock, {view.node.name: view for view in views})
    qtbot.waitUntil(lambda: bool(made.asked()))
    yield made
    drop(page)
