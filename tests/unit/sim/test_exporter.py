"""The exporter's page."""

from __future__ import annotations

from console.sim.exporter import dcgm_page
from tests.sim import node


def test_a_lost_gpu_has_no_values() -> None:
    page = dcgm_page(node("gpu-b04").devices.readings(), "x")
    assert 'gpu="4"' in page
    assert 'gpu="5"' not in page
