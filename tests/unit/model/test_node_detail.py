from __future__ import annotations

import msgspec

from console.model.errors import Problem
from console.model.gpu import Absence
from console.model.node_detail import GpuDetail, NodeDetail, NvLink, throttle_words


def test_a_mask_becomes_words() -> None:
    assert throttle_words(0x44) == ("power_cap", "hardware_thermal")
    assert throttle_words(0) == ()


def test_a_lost_device_has_lost_every_value() -> None:
    absent = {"fan_percent": Absence.UNSUPPORTED}
    assert GpuDetail(0, absent=absent).why("fan_percent") is Absence.UNSUPPORTED
    assert GpuDetail(0, absent=absent, fault=Problem("gpu.lost", "")).why("fan_percent") is Absence.LOST


def test_a_link_sums_its_errors() -> None:
    assert NvLink(0, replay_errors=2, crc_errors=1).errors == 3


def test_it_crosses_the_wire_unchanged() -> None:
    gpu = GpuDetail(0, {"name": "H100", "ecc_enabled": True, "throttle_reasons": ("idle",), "power_draw_watts": 1.5})
    detail = NodeDetail(gpus=(gpu,))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(detail), type=NodeDetail) == detail
