from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from console.ui.services.loadplot import Curve, LoadPlot
from console.ui.theme import Themes
from tests.gui.conftest import drop


@pytest.fixture
def plot(themes: Themes, qtbot: QtBot) -> Iterator[LoadPlot]:
    made = LoadPlot(themes, "First token")
    made.resize(300, 200)
    made.show()
    yield made
    drop(made)


def painted(plot: LoadPlot, color: QColor) -> int:
    picture = plot.grab().toImage()
    return sum(picture.pixelColor(x, y) == color for x in range(picture.width()) for y in range(picture.height()))


def test_two_lines_in_two_colours_and_words_for_who_does_not_see_them(plot: LoadPlot, themes: Themes) -> None:
    colors = themes.current.colors
    assert painted(plot, colors.s1) == 0
    plot.show_curves(("1", "2", "4"), "ms", Curve("p50", (10.0, 20.0, 40.0)), Curve("p99", (20.0, None, 90.0)))
    assert painted(plot, colors.s1) > 50 and painted(plot, colors.s2) > 20
    assert plot.accessibleDescription() == (
        "p50 1: 10.0 ms, p50 2: 20.0 ms, p50 4: 40.0 ms, p99 1: 20.0 ms, p99 4: 90.0 ms"
    )


def test_one_level_is_a_dot_and_none_is_nothing(plot: LoadPlot, themes: Themes) -> None:
    plot.show_curves(("8",), "ms", Curve("p50", (0.0,)), Curve("p99", (None,)))
    assert 0 < painted(plot, themes.current.colors.s1) < 60
    plot.show_curves((), "ms", Curve("p50", ()))
    assert painted(plot, themes.current.colors.s1) == 0
