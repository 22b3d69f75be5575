"""The wait before the next attempt grows, is capped and spread."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.ssh.retry import LONGEST_SECONDS, backoff


def test_the_ceiling_doubles_up_to_a_minute() -> None:
    assert [backoff(attempt, lambda: 1.0) for attempt in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(-5, 10**9), st.floats(0, 1, exclude_max=True))
def test_full_jitter(attempt: int, number: float) -> None:
    assert 0 <= backoff(attempt, lambda: number) <= LONGEST_SECONDS
    assert backoff(attempt, lambda: 0.0) == 0
