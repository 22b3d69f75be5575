from __future__ import annotations

from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from console.settings.pins import Pin
from console.ui.history.loading import Plots
from console.ui.history.pinned import PinnedPlot
from tests.gui.conftest import drop
from tests.gui.history.conftest import Bench, shown


def test_a_pinned_plot_follows_while_it_is_seen(bench: Bench, qtbot: QtBot) -> None:
    bench.page.hide()
    bench.bridge.asked.clear()
    pin = Pin("power", ((str(bench.node("gpu-a01")), None), (str(bench.node("gpu-a01")), 2)), 900)
    plot = PinnedPlot(pin, bench.bridge, bench.fleet, bench.themes, bench.clock, Plots(bench.fleet))
    shown(qtbot, plot, QSize(420, 150))
    qtbot.waitUntil(lambda: plot.card.chart is not None and bool(bench.asked()))
    request = bench.answer()
    assert request.end - request.start == 900
    assert [line.name for line in plot.card.lines] == ["gpu-a01", "gpu-a01 GPU 2"]
    taken: list[bool] = []
    plot.unpin_wanted.connect(lambda: taken.append(True))
    plot.card.pin_wanted.emit()
    assert taken == [True]
    plot.hide()
    assert not plot.feed._again.isActive()
    drop(plot)
