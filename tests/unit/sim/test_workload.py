"""Workloads."""

from __future__ import annotations

from tests.sim import node


def test_a_training_stops_for_its_checkpoint_on_all_gpus_at_once() -> None:
    work = node("gpu-a02").workloads[0]
    moments = [moment for moment in range(1_000_000, 1_001_000) if work.load(0, moment) < 0.2]
    assert 5 <= len(moments) <= 20
    assert all(work.load(gpu, moments[3]) < 0.2 for gpu in range(8))
    assert all(0 <= work.load(1, moment) <= 1 for moment in range(500))


def test_it_is_named_after_its_model() -> None:
    work = node().workloads[0]
    assert (work.name, work.port) == ("70b-instruct", 8000)
    assert "example-70b-instruct" in work.command()
    assert work.worker(3) == "VLLM::Worker_TP3"
    assert 0.8 < work.memory(0) < 0.95
