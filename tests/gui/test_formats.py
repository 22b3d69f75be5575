from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from console.ui.formats import (
    age_text,
    clock_text,
    date_text,
    decimal,
    duration_text,
    latency_text,
    power_text,
    whole,
)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (38, "38 s"), (119, "119 s"), (240, "4 min"), (7200, "2 h"), (200_000, "2 d")]
)
def test_an_age_is_told_in_its_largest_unit(seconds: float, text: str) -> None:
    assert age_text(seconds) == text


def test_figures_keep_their_decimals() -> None:
    assert [decimal(6.0), decimal(6.25, 2), power_text(130_740), latency_text(0.0008), latency_text(0.25)] == [
        "6.0", "6.25", "130.7 kW", "0.8 ms", "250 ms",
    ]  # fmt: skip


def test_whole_numbers_have_their_thousands_apart() -> None:
    assert [whole(7), whole(20_000), whole(1_234_567)] == ["7", "20,000", "1,234,567"]


def test_date_and_clock() -> None:
    moment = datetime(2026, 11, 20, 14, 31, 7, tzinfo=timezone(timedelta(hours=1), "CET"))
    assert date_text(moment) == "Fri 20 Nov 2026"
    assert clock_text(moment) == "14:31:07 CET"
    assert clock_text(datetime(2026, 1, 2, tzinfo=UTC)) == "00:00:00 UTC"


def test_a_time_that_runs() -> None:
    assert [duration_text(seconds) for seconds in (0, 59.9, 185, 3785)] == ["0:00", "0:59", "3:05", "1:03:05"]
