"""How fast an answer was written."""

from __future__ import annotations

from console.model.talking import Said


def test_the_speed_is_counted_from_the_first_piece_on() -> None:
    assert Said("x", tokens=11, first_seconds=1.0, seconds=3.0).tokens_per_second == 5.0
    assert Said("x", tokens=1, first_seconds=1.0, seconds=3.0).tokens_per_second is None
    assert Said("", tokens=0, first_seconds=None, seconds=3.0).tokens_per_second is None
