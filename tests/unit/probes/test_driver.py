from __future__ import annotations

import pytest

from console.model.probe import Reading
from console.probes.driver import PROBE

OPEN = "module NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build  (dvs-builder@U22)"
CLOSED = "module NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.261.03  Wed Sep 24 05:25:36 UTC 2025"


@pytest.mark.parametrize(
    ("text", "flavor", "version"),
    [
        (OPEN, "open", "580.95.05"),
        (CLOSED, "proprietary", "535.261.03"),
        ("license Dual MIT/GPL", "open", None),
        ("license NVIDIA", "proprietary", None),
        ("", None, None),
        ("module nonsense", None, None),
    ],
)
def test_which_of_its_two_modules_the_driver_is(text: str, flavor: str | None, version: str | None) -> None:
    facts = PROBE.parse(Reading(text))
    assert (facts.get("module_flavor"), facts.get("driver_version")) == (flavor, version)
