"""A thousand nodes, each sampled every two seconds over SSH of its own: what core and window make of it.

``python -m pytest -m perf -s tests/perf/test_thousand.py``. The nodes are one process on the same machine, whose
work stands in the way of what is measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from console.fleet import inventory_file
from console.fleet.channel import ProbeRun
from console.fleet.dial import NodeDialer
from console.fleet.fleet import Fleet
from console.fleet.framing import RawSample
from console.fleet.store import FleetStore
from console.model.node import ChangeSet, NodeState
from console.ssh.connect import Connector
from console.ssh.secrets import NoSecretStore
from console.wire import messages as m
from console.wire.beats import new_loop
from console.wire.tasks import TaskSet
from tests.perf.glass import Glass, glass, when
from tests.perf.stand import ROOT, cpu_seconds, pss_bytes, stand
from tests.perf.test_fleet import Nobody, WallClock

pytestmark = [pytest.mark.perf, pytest.mark.timeout(900)]
NODES = 1000
LONG_MS = 50
STEADY_SECONDS = 20.0


@dataclass(frozen=True)
class Nodes:
    """The process of the nodes."""

    inventory: Path
    output: IO[str]
    pid: int

    def all_heard(self) -> float:
        """Wait until all of them have sent a sample; return the moment."""
        return float(json.loads(self.output.readline())["all"])


@contextmanager
def nodes(folder: Path, count: int = NODES) -> Iterator[Nodes]:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.perf.bareserver", str(folder), str(count)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield Nodes(folder / "inventory.toml", process.stdout, process.pid)
        finally:
            process.terminate()


def test_the_core_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections, probes, store and what is written for the desk, on the loop of a core, without a desk."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(alone(tmp_path, monkeypatch))


async def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, tasks = WallClock(), TaskSet("perf")
    late: list[float] = []
    packets: list[int] = []
    real = ProbeRun.data_received

    def told(changes: ChangeSet) -> None:
        packets.append(len(m.encode(m.FleetChanged(changes))))

    def on_sample(run: ProbeRun, data: bytes) -> None:
        heard = run._on_sample

        def timed(sample: RawSample) -> None:
            heard(sample)
            late.append(time.monotonic() - sample.node_seconds)

        run._on_sample = timed
        try:
            real(run, data)
        finally:
            run._on_sample = heard

    monkeypatch.setattr(ProbeRun, "data_received", on_sample)
    with nodes(tmp_path / "nodes") as served:
        store = FleetStore(clock, 2.0)
        connector = Connector(Nobody(), tasks, clock, secrets=NoSecretStore())
        fleet = Fleet(store, NodeDialer(connector), clock, tasks, told)
        begun, used = time.monotonic(), time.process_time()
        fleet.load(inventory_file.read(served.inventory).nodes)
        fleet.watch()
        while sum(view.state is NodeState.OK for view in store.views()) < NODES:
            await asyncio.sleep(0.05)
            assert time.monotonic() - begun < 120
        connected, cost = time.monotonic() - begun, time.process_time() - used
        print(f"\n{NODES} nodes connected and sampled: {connected:.1f} s, {cost:.1f} s of processor time")
        await asyncio.sleep(6)
        late.clear()
        packets.clear()
        used = time.process_time()
        await asyncio.sleep(STEADY_SECONDS)
        share = (time.process_time() - used) / STEADY_SECONDS * 100
        cuts = statistics.quantiles(late, n=100)
        print(f"steady: {share:.1f} % of a processor, {len(late) / STEADY_SECONDS:.0f} samples a second")
        print(f"a sample is in the store after {cuts[49] * 1e3:.1f} ms, p99 {cuts[98] * 1e3:.1f} ms")
        told_bytes, count = sum(packets) / STEADY_SECONDS, len(packets) / STEADY_SECONDS
        print(f"to the desk: {told_bytes / 1e3:.0f} kB/s in {count:.1f} packets")
        await fleet.close()
        await connector.close()
    await tasks.close()
    await asyncio.get_running_loop().shutdown_default_executor()


def gaps(file: Path, pid: int) -> list[tuple[float, float]]:
    """Return the gaps in the event loop of an observed desk since they were asked for last.

    Each in milliseconds: how long it was, and how much of that the desk itself had the processor.
    """
    file.unlink(missing_ok=True)
    os.kill(pid, signal.SIGUSR1)
    when(file.exists, what="the gaps")
    return [(float(gap), float(own)) for gap, own in map(str.split, file.read_text().splitlines())]


def longest(seen: list[tuple[float, float]]) -> str:
    """Return the longest gaps for people."""
    gap, own = max(seen)[0], max(own for _gap, own in seen)
    count, own_count = sum(gap > LONG_MS for gap, _own in seen), sum(own > LONG_MS for _gap, own in seen)
    return f"longest {gap:.0f} ms, {count} above {LONG_MS} ms; by own work {own:.0f} ms, {own_count} above {LONG_MS} ms"


def test_in_the_window(tmp_path: Path) -> None:
    with glass(tmp_path / "screen") as screen:
        empty = memory(screen, tmp_path, 0)
        with nodes(tmp_path / "nodes") as served:
            window(screen, served, tmp_path, empty)


def memory(screen: Glass, folder: Path, count: int) -> float:
    """Return the memory of a desk and a core without nodes, in bytes."""
    with stand(screen) as here:
        desk, _ = here.desk("--inventory", str(here.inventory(count)))
        when(lambda: screen.lit, what="a window")
        time.sleep(6)
        return sum(map(pss_bytes, (desk.pid, here.cores()[0])))


def window(screen: Glass, served: Nodes, folder: Path, empty: float) -> None:
    file = folder / "gaps"
    with stand(screen) as here:
        when(lambda: not screen.lit, what="an empty screen")
        desk, started = here.desk("--inventory", str(served.inventory), observed=file)
        when(lambda: screen.lit, what="a window")
        connected = served.all_heard() - started
        print(f"\n{NODES} nodes sampled, from the start of the program: {connected:.1f} s")
        print(f"gaps in the window meanwhile: {longest(gaps(file, desk.pid))}")
        time.sleep(8)
        gaps(file, desk.pid)
        time.sleep(STEADY_SECONDS)
        seen = gaps(file, desk.pid)
        os.kill(desk.pid, signal.SIGUSR2)
        pids = {"desk": desk.pid, "core": here.cores()[0]}
        before = {name: cpu_seconds(pid) for name, pid in pids.items()}
        time.sleep(STEADY_SECONDS)
        shares = {name: (cpu_seconds(pid) - before[name]) / STEADY_SECONDS * 100 for name, pid in pids.items()}
        sizes = {name: pss_bytes(pid) / 2**20 for name, pid in pids.items()}
        print(f"steady: {sum(shares.values()):.1f} % of a processor", {n: f"{s:.1f} %" for n, s in shares.items()})
        print(f"gaps in the window: {longest(seen)}")
        more = sum(sizes.values()) - empty / 2**20
        print(f"memory: {more:.0f} MiB above the program without nodes", {n: f"{s:.0f}" for n, s in sizes.items()})
        here.kill_desk(desk)
