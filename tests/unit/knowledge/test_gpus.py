from __future__ import annotations

import pytest

from tests.unit.knowledge.books import books

GPUS = books().gpus


@pytest.mark.parametrize(
    ("name", "capability"),
    [
        ("Tesla V100-SXM2-32GB", "7.0"),
        ("Tesla T4", "7.5"),
        ("NVIDIA A100-SXM4-80GB", "8.0"),
        ("NVIDIA A10", "8.6"),
        ("NVIDIA A10G", "8.6"),
        ("NVIDIA RTX A6000", "8.6"),
        ("NVIDIA L4", "8.9"),
        ("NVIDIA L40S", "8.9"),
        ("NVIDIA RTX 6000 Ada Generation", "8.9"),
        ("Quadro RTX 6000", "7.5"),
        ("NVIDIA H100 80GB HBM3", "9.0"),
        ("NVIDIA GH200 480GB", "9.0"),
        ("NVIDIA B200", "10.0"),
        ("NVIDIA GB300", "10.3"),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "12.0"),
        ("NVIDIA GB10", "12.1"),
    ],
)
def test_names_of_drivers(name: str, capability: str) -> None:
    row = GPUS.by_name(name)
    assert row is not None and row.capability == capability


@pytest.mark.parametrize("name", ["", "AMD Instinct MI300X", "NVIDIA A1000000", "NVIDIA H1000"])
def test_an_unknown_gpu_is_unknown(name: str) -> None:
    assert GPUS.by_name(name) is None


def test_by_capability_and_gates() -> None:
    row = GPUS.by_capability((7, 0))
    assert row is not None and (row.generation, row.last_cuda) == ("Volta", "12")
    assert GPUS.by_capability((6, 7)) is None
    gate = GPUS.gate_of("fp8")
    assert gate is not None and gate.capability == "8.9"
    assert GPUS.gate_of("magic") is None
