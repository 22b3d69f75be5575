from __future__ import annotations

from datetime import datetime

import pytest

from console.ui.history import timeaxis


@pytest.mark.parametrize("span", [60, 900, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400])
def test_labels_are_round_and_have_room(span: int) -> None:
    start = 1_800_000_123.0
    step, found = timeaxis.moments(start, start + span, 500)
    assert 1 <= len(found) <= 500 / timeaxis.LABEL_WIDTH + 1
    assert all(start <= moment <= start + span for moment in found)
    for moment in found:
        local = datetime.fromtimestamp(moment).astimezone()
        assert (local.hour * 3600 + local.minute * 60 + local.second) % min(step, 86_400) == 0
    assert len(timeaxis.labels(found, step)) == len(found)


def test_midnight_says_the_day() -> None:
    midnight = datetime(2026, 11, 28).astimezone().timestamp()
    assert timeaxis.labels([midnight, midnight + 3600], 3600) == ["28.11.", "01:00"]
    assert timeaxis.labels([midnight + 5], 5) == ["00:00:05"]
