from __future__ import annotations

import pytest

from console.model.field import Field, Kind, plain_number
from console.model.text import Text


def field(kind: Kind, low: float | None = None, high: float | None = None) -> Field:
    return Field("x", Text("X"), Text("What it is."), kind, low=low, high=high)


CONTEXT = field(Kind.INTEGER, 128, 10_000_000)
SHARE = field(Kind.NUMBER, 0.1, 0.95)


@pytest.mark.parametrize("value", ["", "128", "10000000", "2048"])
def test_a_number_in_its_range_can_stay(value: str) -> None:
    assert CONTEXT.fault(value) is None


@pytest.mark.parametrize("value", ["127", "10000001", "x", "1.5", "-5", "1e3", "٣٣٣", " "])
def test_a_number_outside_of_its_range_is_told_the_range(value: str) -> None:
    fault = CONTEXT.fault(value)
    assert fault is not None
    assert fault.english() == "Use a number from 128 to 10000000."


def test_a_share_may_have_decimals_but_has_to_be_a_number() -> None:
    assert SHARE.fault("0.9") is None
    assert [SHARE.fault(value) is None for value in ("0.05", "1", "nan", "inf")] == [False] * 4


def test_a_range_may_be_open() -> None:
    faults = [field(Kind.INTEGER, *limits).fault("x") for limits in ((1, None), (None, 9), (None, None))]
    assert [fault.english() for fault in faults if fault] == [
        "Use a number from 1 on.", "Use a number up to 9.", "Use a number.",
    ]  # fmt: skip


def test_a_choice_and_a_switch_name_what_they_take() -> None:
    choice = Field("t", Text("T"), Text(""), Kind.CHOICE, choices=("fp8", "bf16"))
    assert choice.fault("fp8") is None
    assert str(choice.fault("int4")) == "Use one of: fp8, bf16."
    assert field(Kind.SWITCH).fault("yes") is None
    assert str(field(Kind.SWITCH).fault("on")) == "Use one of: yes, no."


def test_a_text_has_to_match_as_a_whole() -> None:
    name = Field("n", Text("N"), Text(""), pattern="[a-z]+")
    assert name.fault("abc") is None
    assert name.fault("abc;rm") is not None


def test_limits_are_written_as_people_do() -> None:
    assert [plain_number(value) for value in (None, 10_000_000, 0.9)] == ["", "10000000", "0.9"]
