from __future__ import annotations

from tests.gui.history.conftest import Bench


def test_one_question_at_a_time_and_the_last_wish_counts(bench: Bench) -> None:
    feed = bench.page.feed
    for seconds in (300, 200, 100):
        feed.show_window(feed.stretch[1] - seconds, feed.stretch[1])
        feed._ask()
    assert len(bench.asked()) == 1, "the first one has not been answered yet"
    bench.answer()
    assert feed._soon.isActive()
    feed._soon.timeout.emit()
    assert bench.asked()[-1].end - bench.asked()[-1].start == 100


def test_a_question_that_failed_does_not_end_the_asking(bench: Bench) -> None:
    from console.model.errors import Problem

    told: list[Problem] = []
    bench.page.feed.refused.connect(told.append)
    problem = bench.bridge.asked[-1][2]
    assert problem is not None
    problem(Problem("history.failed", "no"))
    assert len(told) == 1
    bench.page.feed._follow()
    assert len(bench.asked()) == 2
    assert bench.page.cards["power"].detail() == "no", "the plots say why they are empty"
    again = bench.bridge.asked[-1][2]
    assert again is not None
    again(Problem("history.failed", "no"))
    assert len(told) == 1, "and it is said aloud once"
    bench.page.feed._follow()
    bench.answer()
    assert bench.page.cards["power"].lines and bench.page.feed.problem is None


def test_nobody_zooms_closer_than_there_are_values(bench: Bench) -> None:
    bench.page.feed.show_window(bench.page.feed.stretch[1] - 1, bench.page.feed.stretch[1])
    start, end = bench.page.feed.stretch
    assert end - start == 20
