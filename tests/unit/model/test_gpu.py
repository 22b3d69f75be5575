from __future__ import annotations

from console.model.errors import Problem
from console.model.gpu import Absence, Gpu


def test_a_value_says_why_it_is_not_there() -> None:
    gpu = Gpu(0, absent=(("power_draw_watts", Absence.NO_PERMISSION),))
    assert gpu.why("power_draw_watts") is Absence.NO_PERMISSION
    assert gpu.why("uuid") is None


def test_a_lost_device_has_lost_them_all() -> None:
    assert Gpu(0, fault=Problem("gpu.lost", "")).why("uuid") is Absence.LOST
    assert Gpu(0, fault=Problem("gpu.fault", "")).why("uuid") is None
