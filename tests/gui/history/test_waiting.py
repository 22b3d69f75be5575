from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject

from console.ui.history.feed import Feed
from console.ui.history.loading import Plots
from console.ui.history.subjects import WHOLE_FLEET, spans
from console.ui.history.waiting import Waiting
from console.wire import messages as m
from tests.gui.fakes import FakeBridge, FakeClock
from tests.gui.history.conftest import Bench


def test_a_late_answer_is_waited_for_in_words_that_count(bench: Bench) -> None:
    card = bench.page.cards["power"]
    bench.clock.at += timedelta(seconds=3)
    bench.page.waiting._tick.timeout.emit()
    assert card.detail() == "Reading the history… 3 s"
    assert card.accessibleDescription() == "Reading the history… 3 s"
    bench.answer()
    assert card.lines
    assert not bench.page.waiting._tick.isActive(), "nothing counts on when it is there"
    bench.page.hide()
    assert not bench.page.waiting._tick.isActive()


def test_first_the_library_is_waited_for_then_the_values() -> None:
    owner = QObject()
    clock, bridge, plots = FakeClock(), FakeBridge(), Plots(owner)
    feed = Feed(bridge, clock, spans()[0], owner)
    waiting = Waiting(plots, feed, clock, owner)
    told: list[str] = []
    waiting.turned.connect(told.append)
    feed.want([m.SeriesRef(WHOLE_FLEET.node_id, 0)], 100)
    feed.start()
    assert waiting.words() == "", "what is there at once needs no words"
    clock.at += timedelta(seconds=40)
    waiting._tick.timeout.emit()
    assert told[-1] == "Loading the plots… 40 s"
    plots._take(is_loaded=False)
    assert told[-1].startswith("The plots cannot be loaded")
    plots._again.stop()
    plots._take(is_loaded=True)
    assert told[-1] == "Reading the history… 40 s"
    feed.stop()
    assert not waiting._tick.isActive(), "who does not look pays nothing"
