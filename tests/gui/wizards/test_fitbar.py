from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from console.ui.theme import Themes
from console.ui.wizards.fitbar import FitBar, Swatch, piece_color
from tests.gui.fakes import THEME_FOLDER
from tests.gui.wizards.estimates import use

KEYS = ("others", "weights", "kv", "flight", "runtime", "spare", "free")


def test_parts_are_as_wide_as_they_are_large(themes: Themes, qtbot: QtBot) -> None:
    bar = FitBar(themes, use(0))
    qtbot.addWidget(bar)
    found = {piece.key: (left, wide) for piece, left, wide in bar.segments(800)}
    assert found["weights"] == pytest.approx((10, 330)) and found["free"][0] + found["free"][1] == pytest.approx(800)
    assert bar.limit(800) is None


def test_what_is_too_much_stands_beyond_the_end_of_the_memory(themes: Themes, qtbot: QtBot) -> None:
    bar = FitBar(themes, use(0, weights=151, fits=False))
    qtbot.addWidget(bar)
    end = bar.limit(800)
    assert end is not None and end == pytest.approx(800 * 80 / 161)
    assert sum(wide for _piece, _left, wide in bar.segments(800)) == pytest.approx(800)
    assert "does not fit" in bar.accessibleName()


@pytest.mark.parametrize("name", ["dark", "light", "high_contrast"])
def test_it_is_painted_in_every_theme(name: str, qtbot: QtBot) -> None:
    themes = Themes(THEME_FOLDER, name)
    bar = FitBar(themes, use(0, used=20))
    qtbot.addWidget(bar)
    bar.resize(900, bar.height())
    picture = bar.grab().toImage()
    colors = themes.current.colors
    seen = {picture.pixelColor(x, 6).name() for x in range(64, 816)}
    for key in ("weights", "kv", "flight"):
        assert piece_color(key, colors).name() in seen, key
    own = {piece_color(key, colors).name() for key in KEYS if key not in {"others", "spare"}}
    assert len(own) == 5


def test_a_swatch_shows_how_a_part_is_painted(themes: Themes, qtbot: QtBot) -> None:
    swatch = Swatch(themes, "weights")
    qtbot.addWidget(swatch)
    assert swatch.grab().toImage().pixelColor(6, 6) == piece_color("weights", themes.current.colors)
