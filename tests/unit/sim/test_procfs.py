"""The files under /proc."""

from __future__ import annotations

from console.sim.http import Service
from console.sim.modelserver import ModelServer
from console.sim.procfs import meminfo, write_moving
from tests.sim import node


def test_what_listens_is_in_the_table_of_sockets() -> None:
    own = node()
    own.services[8091] = Service("x", ModelServer(own.story, "gpu-a01", "x").answer)
    write_moving(own)
    assert "0100007F:1F9B 00000000:0000 0A" in own.files.text("/proc/net/tcp")
    assert own.files.text("/proc/cpuinfo").count("processor\t") == 224


def test_memory_is_written_as_the_kernel_does() -> None:
    lines = dict(line.split(":") for line in meminfo(node()).splitlines())
    assert lines["MemTotal"].split()[1] == "kB"
    assert int(lines["MemAvailable"].split()[0]) < int(lines["MemTotal"].split()[0])
