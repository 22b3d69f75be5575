from __future__ import annotations

from PySide6.QtGui import QColor

from console.ui.dashboard.heatmarks import MARKS, Mark
from console.ui.dashboard.heattiles import KINDS, LEVELS, Tiles
from console.ui.theme import load_theme, ramp_color
from tests.gui.fakes import THEME_FOLDER


def test_each_look_is_painted_once_and_all_differ() -> None:
    theme = load_theme(THEME_FOLDER, "dark")
    ramp = [ramp_color(theme.load_ramp, level / LEVELS) for level in range(LEVELS + 1)]
    tiles = Tiles(theme, ramp, 12, 10, 2.0)
    looks = [MARKS.index(mark) * KINDS + 20 for mark in Mark]
    numbers = [tiles.number(look) for look in looks]
    assert numbers == [tiles.number(look) for look in looks]
    assert tiles.pixels.shape == (len(looks), 20, 24)
    assert len({tile.tobytes() for tile in tiles.pixels}) == len(looks)
    middle = QColor(int(tiles.pixels[numbers[0], 10, 12]))
    assert middle.name() == ramp[19].name()
