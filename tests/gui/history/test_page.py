from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.metric import FLEET, Metric, gpu_of, metric_of
from console.ui.history.subjects import WHOLE_FLEET, Subject
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.history.conftest import Bench


def titles(bench: Bench) -> list[str]:
    return [card.panel.id for card in bench.page.cards.values() if card.isVisible()]


def test_the_fleet_is_asked_for_first(bench: Bench) -> None:
    (request,) = bench.asked()
    assert {ref.node_id for ref in request.series} == {FLEET}
    assert request.end - request.start == 3600
    assert titles(bench) == ["utilisation", "memory", "temperature", "power", "processes", "jobs", "nodes"]


def test_values_are_drawn_and_said(bench: Bench) -> None:
    bench.answer(lambda _moment: 50.0)
    card = bench.page.cards["utilisation"]
    assert card.chart is not None
    assert card.chart.accessibleDescription().startswith("Fleet 50 %")
    assert len(card.lines) == 1


def test_a_click_on_a_cell_shows_that_gpu_and_ctrl_compares(bench: Bench, qtbot: QtBot) -> None:
    bench.answer()
    a01, a02 = bench.node("gpu-a01"), bench.node("gpu-a02")
    field = bench.page.map.heat.field
    for node, index, modifier in (
        (a01, 0, Qt.KeyboardModifier.NoModifier),
        (a02, 3, Qt.KeyboardModifier.ControlModifier),
    ):
        place = next(place for place in field.grid.of_node[node] if place.index == index)
        at = field._on_screen(place.rect).center().toPoint()
        QTest.mouseClick(field, Qt.MouseButton.LeftButton, modifier, at)
    assert bench.page.subjects == (Subject(a01, 0), Subject(a02, 3))
    assert titles(bench) == ["utilisation", "memory", "temperature", "power"], "a GPU has no disk"
    qtbot.waitUntil(lambda: len(bench.asked()) > 1)
    request = bench.answer()
    assert {(ref.node_id, gpu_of(ref.key)) for ref in request.series} == {(a01, 0), (a02, 3)}
    assert Metric.TEMPERATURE in {metric_of(ref.key) for ref in request.series}
    assert [line.name for line in bench.page.cards["power"].lines] == ["gpu-a01 GPU 0", "gpu-a02 GPU 3"]


def test_names_are_typed_to_compare(bench: Bench) -> None:
    field = bench.page.choosing.field
    QTest.keyClicks(field, "gpu-b01/2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert bench.page.subjects == (WHOLE_FLEET, Subject(bench.node("gpu-b01"), 2))
    assert field.text() == ""


def test_a_name_that_nobody_has_is_told(bench: Bench) -> None:
    told: list[Problem] = []
    bench.page.refused.connect(told.append)
    QTest.keyClicks(bench.page.choosing.field, "nobody")
    QTest.keyClick(bench.page.choosing.field, Qt.Key.Key_Return)
    assert [problem.code for problem in told] == ["history.nobody"]
    assert bench.page.subjects == (WHOLE_FLEET,)


def test_the_wheel_zooms_all_plots_and_asks_for_finer_values(bench: Bench, qtbot: QtBot) -> None:
    first = bench.answer()
    chart = bench.page.cards["power"].chart
    assert chart is not None
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert bench.page.feed.window is not None
    start, end = bench.page.feed.window
    assert end - start == pytest.approx(2400, abs=1)
    other = bench.page.cards["memory"].chart
    assert other is not None
    assert other._view.viewRange()[0] == pytest.approx([start, end], abs=1)
    qtbot.waitUntil(lambda: len(bench.asked()) > 1)
    assert bench.asked()[-1].end - bench.asked()[-1].start < first.end - first.start
    bench.answer()
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert bench.page.feed.window is None


def test_dragging_pans_into_the_past_and_never_into_the_future(bench: Bench) -> None:
    bench.answer()
    chart = bench.page.cards["power"].chart
    assert chart is not None
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    now = bench.clock.now().timestamp()
    assert bench.page.feed.stretch[1] == pytest.approx(now - 900)
    for _ in range(3):
        QTest.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert bench.page.feed.stretch[1] == pytest.approx(now)


def test_the_pointer_tells_the_values_at_its_moment_in_every_plot(bench: Bench) -> None:
    bench.answer(lambda _moment: 42.0)
    chart = bench.page.cards["utilisation"].chart
    assert chart is not None
    QTest.mouseMove(chart.viewport(), QPoint(chart.width() // 2, chart.height() // 2))
    chart._pointed(chart._view.sceneBoundingRect().center())
    for name in ("utilisation", "memory"):
        assert "42" in bench.page.cards[name].detail()
        assert "43" in bench.page.cards[name].detail(), "least and greatest are told too"
    chart.hovered.emit(None)
    assert bench.page.cards["memory"].detail() == "%"


def test_the_arrows_walk_from_value_to_value(bench: Bench) -> None:
    bench.answer(lambda moment: moment % 97)
    chart = bench.page.cards["utilisation"].chart
    assert chart is not None
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    first = chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() != first


def test_a_gap_stays_a_gap(bench: Bench) -> None:
    start, end = bench.page.feed.stretch
    hole = (start + 1000, start + 2000)
    bench.answer(gap=hole)
    card = bench.page.cards["power"]
    assert [(round(a - hole[0], -2), round(b - hole[1], -2)) for a, b in card.lines[0].gaps] == [(0, 0)]
    card.show_cursor(start + 1500)
    assert "unknown" in card.detail()
    card.show_cursor(end - 100)
    assert "kW" in card.detail()
    card.show_cursor(None)
    assert "kWh" in card.detail() and "in the known" in card.detail()


def test_pause_stands_still_and_a_hidden_page_asks_nothing(bench: Bench) -> None:
    bench.answer()
    before = len(bench.asked())
    bench.page.choosing.pause.click()
    bench.page.feed._follow()
    assert len(bench.asked()) == before
    bench.page.choosing.pause.click()
    assert len(bench.asked()) == before + 1
    bench.answer()
    bench.page.hide()
    bench.page.feed._follow()
    bench.page.feed._soon.timeout.emit()
    assert len(bench.asked()) == before + 1
    assert not bench.page.feed._again.isActive()


def test_another_span_is_asked_for_at_once(bench: Bench) -> None:
    bench.answer()
    bench.page.choosing.spans.buttons[5].click()
    request = bench.answer()
    assert request.end - request.start == 30 * 86_400
    assert bench.page.feed._again.interval() == 60_000


def test_p_pins_the_plot_with_the_focus(bench: Bench) -> None:
    bench.answer()
    pinned: list[str] = []
    bench.page.pin_wanted.connect(lambda panel, _subjects, _seconds: pinned.append(panel.id))
    chart = bench.page.cards["temperature"].chart
    assert chart is not None
    bench.page.choosing.field.setFocus()
    QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton)
    assert chart.hasFocus(), "a click takes the keyboard"
    QTest.keyClick(chart, Qt.Key.Key_P)
    assert pinned == ["temperature"]


@pytest.mark.parametrize("theme", ["dark", "light", "high_contrast"])
def test_everything_is_named_and_reached_in_every_theme(bench: Bench, theme: str) -> None:
    bench.answer()
    bench.themes.choose(theme)
    assert unnamed_widgets(bench.page) == []
    assert unreachable_widgets(bench.page) == []
    picture = bench.page.picture()
    wanted = bench.themes.current.colors.s1
    chart = bench.page.cards["utilisation"]
    rows = range(chart.y(), chart.y() + chart.height())
    columns = range(chart.x() + 60, chart.x() + chart.width() - 90, 5)
    found = {picture.pixelColor(x, y).name() for y in rows for x in columns}
    assert wanted.name() in found
