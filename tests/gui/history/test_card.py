from __future__ import annotations

from PySide6.QtWidgets import QMenu

from console.ui.history.subjects import Subject
from tests.gui.history.conftest import Bench


def test_the_names_at_the_ends_keep_apart_and_the_plot_keeps_its_axis(bench: Bench) -> None:
    nodes = [Subject(bench.node(name)) for name in ("gpu-a01", "gpu-a02", "gpu-a03")]
    bench.answer()
    bench.page.show_subjects(nodes)
    bench.page.feed._soon.timeout.emit()
    bench.answer()
    widths = {card.chart.geometry().right() for card in bench.page.cards.values() if card.chart and card.isVisible()}
    assert bench.page.cards["disk"].isVisible()
    assert len(bench.page.cards["disk"].lines) == 3
    assert len(widths) >= 1


def test_the_menu_offers_to_pin_and_to_export(bench: Bench) -> None:
    card = bench.page.cards["power"]
    card.menu(card.mapToGlobal(card.rect().center()))
    menu = card.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Whole stretch", "Pin to the dashboard", "Export…"]
    menu.close()


def test_no_values_are_told_from_none_yet(bench: Bench) -> None:
    assert bench.page.cards["power"].detail() == "", "the answer is not late yet"
    bench.answer(gap=(0.0, float("inf")))
    assert bench.page.cards["power"].detail() == "No values in this stretch of time."
