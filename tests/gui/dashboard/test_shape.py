from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.panels import Shape
from console.ui.dashboard.shape import Extents, Room, shape_for

EXTENTS = Extents(108, 262, 584, 1440, 2400)
ROOM = Room(1920, 1479, 1010, 704.0, 318.0)


@pytest.mark.parametrize(
    ("window", "shape"),
    [(1280, Shape.STRIP), (1439, Shape.STRIP), (1440, Shape.DOCK), (2399, Shape.DOCK), (2400, Shape.COLUMN)],
)
def test_the_breakpoints_of_the_look(window: int, shape: Shape) -> None:
    assert shape_for(replace(ROOM, window_width=window, width=window - 440), EXTENTS) is shape


def test_the_terminal_keeps_its_rows_and_columns() -> None:
    assert shape_for(replace(ROOM, height=262 + 317), EXTENTS) is Shape.STRIP
    assert shape_for(replace(ROOM, height=108 + 318), EXTENTS) is Shape.STRIP
    assert shape_for(replace(ROOM, height=108 + 317), EXTENTS) is None
    assert shape_for(replace(ROOM, window_width=2400, width=584 + 703), EXTENTS) is Shape.DOCK
