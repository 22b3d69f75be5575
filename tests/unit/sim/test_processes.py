"""The process table."""

from __future__ import annotations

from tests.sim import node


def test_every_gpu_of_a_workload_has_its_process_but_a_lost_one() -> None:
    assert [process.gpu for process in node().processes.on_gpus()] == list(range(8))
    assert [process.gpu for process in node("gpu-b04").processes.on_gpus()] == [0, 1, 2, 3]


def test_visitors_come_and_go() -> None:
    table = node().processes
    process = table.start("ops", "/usr/bin/sleep 5")
    assert table.find(process.pid) is process
    assert process.name == "sleep"
    assert table.reserve() > process.pid
    table.end(process)
    assert table.find(process.pid) is None
    assert table.visitors() == []
    numbers = [each.pid for each in table.all()]
    assert numbers == sorted(set(numbers))
    assert table.resident_kib() > 70 * 2**20
    assert table.cpu_percent() > 800
