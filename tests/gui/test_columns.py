from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.columns import Columns, columns_for, head_texts


def shown(columns: Columns) -> str:
    present = {"version": columns.version_left, "power": columns.power_right, "age": columns.age_right}
    return " ".join(name for name, place in present.items() if place is not None)


@pytest.mark.parametrize(
    ("width", "expected"),
    [(468, "version power age"), (440, "version power age"), (390, "power age"), (304, "age"), (200, "")],
)
def test_columns_leave_in_the_order_version_power_age(width: int, expected: str) -> None:
    assert shown(columns_for(width)) == expected


def test_the_places_are_those_of_the_pictures() -> None:
    full, compact = columns_for(440), columns_for(304)
    assert (full.version_left, full.bars_left, full.temperature_right, full.power_right) == (153, 241, 333, 381)
    assert (compact.bars_left, compact.bars_right, compact.temperature_right) == (177, 213, 245)


@given(st.integers(220, 1000))
def test_columns_never_overlap(width: int) -> None:
    columns = columns_for(width)
    places = [columns.version_left, columns.bars_left, columns.bars_right, columns.temperature_right,
              columns.power_right, columns.age_right]  # fmt: skip
    told = [place for place in places if place is not None]
    assert told == sorted(told)
    assert columns.bars_left - 7 >= 79 + 40 or width < 300
    assert told[-1] < width


def test_each_column_has_its_head() -> None:
    assert [text for text, _, _ in head_texts(columns_for(440))] == ["Node", "System", "Util/mem", "°C", "kW", "Age"]
    assert [text for text, _, _ in head_texts(columns_for(304))] == ["Node", "Util/mem", "°C", "Age"]
