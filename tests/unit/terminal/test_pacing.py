"""Pacing."""

from __future__ import annotations

import pytest

from console.terminal.pacing import Pacer


def test_the_first_frame_goes_at_once_and_the_next_waits() -> None:
    pacer = Pacer()
    pacer.visible = pacer.focused = True
    assert pacer.ready
    assert pacer.wait(5.0) == 0
    pacer.sent(1, 5.0)
    assert not pacer.acknowledged(9, 0.001)
    assert pacer.acknowledged(1, 0.001)
    assert pacer.wait(5.0) == pytest.approx(0.016)
    assert pacer.wait(6.0) == 0


@pytest.mark.parametrize(
    ("focused", "paint", "expected"), [(True, 0.01, 0.04), (False, 0.001, 0.05), (False, 0.04, 0.12)]
)
def test_what_paints_slowly_comes_rarely(focused: bool, paint: float, expected: float) -> None:
    pacer = Pacer()
    pacer.visible, pacer.focused = True, focused
    pacer.sent(1, 0.0)
    pacer.acknowledged(1, paint)
    assert pacer.wait(0.0) == pytest.approx(expected)


def test_a_flood_is_shown_at_half_the_rate() -> None:
    pacer = Pacer()
    pacer.visible = pacer.focused = True
    assert pacer.wait(0.0, floods=True) == 0
    pacer.sent(1, 5.0)
    pacer.acknowledged(1, 0.001)
    assert pacer.wait(5.0, floods=True) == pytest.approx(0.033)
    assert pacer.wait(5.02) == 0
    pacer.sent(2, 6.0, made_seconds=0.02)
    pacer.acknowledged(2, 0.001)
    assert pacer.wait(6.0, floods=True) == pytest.approx(0.1)
    assert pacer.wait(6.0) == pytest.approx(0.016)


def test_nobody_looks_or_the_last_one_is_not_painted() -> None:
    assert not Pacer().ready
    pacer = Pacer()
    pacer.visible = True
    pacer.sent(1, 5.0)
    assert not pacer.ready


def test_a_desk_that_is_gone_is_not_waited_for() -> None:
    pacer = Pacer()
    pacer.visible = True
    pacer.sent(1, 0.0)
    pacer.restart()
    assert pacer.ready
    assert pacer.wait(0.0) == 0
