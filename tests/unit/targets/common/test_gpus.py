"""Which GPUs a program on the node sees."""

from __future__ import annotations

from console.targets.common.gpus import visible
from tests.unit.targets.containers.services import service


def test_the_chosen_ones_in_the_order_of_nvidia_smi() -> None:
    assert visible(service()) == ()
    assert dict(visible(service(devices="2,3"))) == {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": "2,3"}
