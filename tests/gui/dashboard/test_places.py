from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize

from console.panels import Shape
from console.ui.dashboard.places import Wish, places_for

WISHES = [Wish("heat", "heat", 400), Wish("p", "plot", 400), Wish("t", "plot", 400), Wish("d", "list", 400)]
SIZES = {Shape.STRIP: QSize(975, 108), Shape.DOCK: QSize(1479, 262), Shape.COLUMN: QSize(584, 1370)}


@pytest.mark.parametrize("shape", Shape)
def test_each_panel_has_a_place_of_its_own(shape: Shape) -> None:
    wishes = WISHES[:3] if shape is Shape.STRIP else WISHES
    placed, lines = places_for(shape, wishes, SIZES[shape])
    assert list(placed) == [wish.id for wish in wishes]
    rects = [*placed.values(), *lines[1:]]
    assert all(QRect(0, 0, SIZES[shape].width(), SIZES[shape].height()).contains(rect) for rect in rects)
    assert not any(one.intersects(other) for at, one in enumerate(rects) for other in rects[:at])


def test_the_strip_gives_the_map_what_it_wants_within_bounds() -> None:
    for wanted, given in ((100, 280), (400, 400), (900, 500)):
        placed, _lines = places_for(Shape.STRIP, [Wish("heat", "heat", wanted), *WISHES[1:3]], QSize(1000, 108))
        assert placed["heat"].width() == given


@pytest.mark.parametrize("shape", [Shape.DOCK, Shape.COLUMN])
def test_pinned_plots_have_a_place_between_the_others_and_the_list(shape: Shape) -> None:
    wishes = [*WISHES[:3], Wish("pinned 0", "pinned", 0), Wish("pinned 1", "pinned", 0), WISHES[3]]
    placed, lines = places_for(shape, wishes, SIZES[shape])
    rects = [*placed.values(), *lines[1:]]
    assert set(placed) == {wish.id for wish in wishes}
    assert all(rect.width() > 100 and rect.height() > 100 for rect in placed.values())
    assert not any(one.intersects(other) for at, one in enumerate(rects) for other in rects[:at])
