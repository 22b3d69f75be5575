"""What commands are given."""

from __future__ import annotations

from console.sim.command import flags


def test_options_and_the_rest() -> None:
    assert flags(["-la", "--human", "x", "-", "y"]) == ({"l", "a", "human"}, ["x", "-", "y"])
