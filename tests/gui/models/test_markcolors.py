from __future__ import annotations

from console.ui.models.markcolors import MARK_COLORS, color_name


def test_a_colour_has_a_name_and_one_of_a_persons_own_its_number() -> None:
    assert color_name("#3B82F6") == "Blue"
    assert color_name("#123456") == "#123456"
    assert len(set(MARK_COLORS.values())) == len(MARK_COLORS)
