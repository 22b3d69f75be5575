"""What a person may choose about a container."""

from __future__ import annotations

import re

import pytest

from console.targets.common.gpus import DEVICES
from console.targets.containers import fields


def test_defaults_are_among_the_choices() -> None:
    assert all(field.default in field.choices for field in fields.COMMON if field.choices)


@pytest.mark.parametrize(("text", "fits"), [("0", True), ("0,1,15", True), ("0 1", False), ("all", False)])
def test_gpus_are_numbers_with_commas(text: str, *, fits: bool) -> None:
    assert bool(re.fullmatch(DEVICES.pattern, text)) is fits
