from __future__ import annotations

from console.ui.history import chart
from console.ui.theme import load_theme
from tests.gui.fakes import THEME_FOLDER
from tests.gui.history.conftest import Bench


def test_each_of_eight_lines_has_a_look_of_its_own() -> None:
    colors = load_theme(THEME_FOLDER, "dark").colors
    looks = {(chart.color_of(n, colors).name(), tuple(chart.pen_of(n, colors).dashPattern())) for n in range(8)}
    assert len(looks) == 8


def test_painting_never_changes_the_theme(bench: Bench) -> None:
    before = bench.themes.current.colors.s1.name()
    bench.answer()
    assert bench.themes.current.colors.s1.name() == before
    assert bench.themes.current.colors.s1.alpha() == 255


def test_the_axis_has_round_steps_around_the_values(bench: Bench) -> None:
    bench.answer(lambda moment: 41_300 + moment % 7)
    power = bench.page.cards["power"].chart
    assert power is not None
    ticks = list(power._values.ticks)
    assert ticks[0] == 0 and ticks[-1] >= 41.3
    assert power._values.tickStrings(ticks, 1, 1)[-1] == f"{ticks[-1]:.0f}"


def test_a_limit_is_drawn_where_a_panel_has_one(bench: Bench) -> None:
    temperature, power = bench.page.cards["temperature"].chart, bench.page.cards["power"].chart
    assert temperature is not None and power is not None
    assert temperature._limit is not None
    assert power._limit is None
