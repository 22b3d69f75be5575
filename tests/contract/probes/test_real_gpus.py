"""The GPU probes against NVIDIA's own programs over a pretended library, on this computer and over SSH."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from console import probes
from console.fleet.condition import judge
from console.fleet.dial import NodeDialer
from console.fleet.fleet import Fleet
from console.fleet.local import LocalLink
from console.fleet.store import FleetStore
from console.fleet.visit import Pace, Visit
from console.model.gpu import GpuProcess
from console.model.ids import NodeId
from console.model.node import ChangeSet, Node, NodeState, NodeView, Snapshot, Source
from console.model.probe import Probe
from console.ssh.asking import HostKeyOffer, SecretRequest
from console.ssh.connect import Connector
from console.ssh.secrets import NoSecretStore
from console.wire.tasks import TaskSet

TESTBED = Path(__file__).parents[4] / "shared" / "tools" / "testbed"

pytestmark = [
    pytest.mark.testbed,
    pytest.mark.skipif(not (TESTBED / "nvml").exists(), reason="needs the test bed"),
    pytest.mark.skipif(os.getuid() != 0, reason="needs root for the test bed"),
]


class Bed:
    """The test bed in a folder of this session."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = folder / "nvml" / "lib"

    def run(self, script: str, *arguments: str) -> dict[str, str]:
        """Run a script of the test bed and return the variables that it prints."""
        done = subprocess.run(
            [str(TESTBED / script), *arguments],
            env={**os.environ, "TESTBED": str(self.folder)}, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            pytest.skip(f"the test bed cannot start {script}: {done.stderr.strip()[-300:]}")
        return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)

    def set(self, gpu: int, key: str, value: int) -> None:
        self.run("nvml", "set", str(gpu), key, str(value))


@pytest.fixture(scope="module")
def bed() -> Iterator[Bed]:
    folder = Path(tempfile.mkdtemp(prefix="ltb"))
    made = Bed(folder)
    made.run("nvml", "up", "--smi")
    yield made
    made.run("nvml", "down")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def gpus(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bed]:
    """Eight healthy H100s on this computer."""
    state = (bed.library / "nvml.state").read_text()
    monkeypatch.setenv("LD_LIBRARY_PATH", str(bed.library))
    monkeypatch.setenv("NVML_MOCK_STATE", str(bed.library / "nvml.state"))
    monkeypatch.setenv("PATH", f"{bed.folder}/nvml/bin:{os.environ['PATH']}")
    yield bed
    (bed.library / "nvml.state").write_text(state)


class WallClock:
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def house(transport: str) -> list[Probe]:
    """The probes, on a node with or without Python."""
    found = list(probes.scan())
    return found if transport == "nvml" else [replace(p, shell=p.shell.replace("python3", "nothing")) for p in found]


async def sample(transport: str) -> Snapshot:
    """Return the first snapshot of this computer."""
    heard: asyncio.Queue[Snapshot] = asyncio.Queue()
    tasks, link = TaskSet("test"), LocalLink()
    tasks.start(Visit(WallClock(), house(transport)).listen(link, Pace(0.3), heard.put_nowait))
    try:
        return await asyncio.wait_for(heard.get(), 20)
    finally:
        await tasks.close()
        await link.release()


TRANSPORTS = pytest.mark.parametrize("transport", ["nvml", "nvidia-smi"])


@TRANSPORTS
async def test_healthy(gpus: Bed, transport: str) -> None:
    found = await sample(transport)
    assert (found.gpu_source, found.driver_version, len(found.gpus)) == (transport, "550.163.01", 8)
    third = found.gpus[3]
    assert (third.name, third.utilization_percent, third.temperature_celsius) == ("NVIDIA H100 80GB HBM3", 36, 43)
    assert (third.power_draw_watts, third.power_limit_watts, third.ecc_uncorrected) == (312, 700, 0)
    assert third.memory_total_bytes == 81559 << 20
    assert judge(found)[0] is NodeState.OK


@TRANSPORTS
async def test_both_transports_agree(gpus: Bed, transport: str) -> None:
    mine, other = await sample(transport), await sample("nvidia-smi" if transport == "nvml" else "nvml")
    assert mine.gpus == other.gpus


@pytest.fixture
def worker(gpus: Bed) -> Iterator[int]:
    """A process of this computer that holds memory of GPU 3, and one on GPU 5 that is not seen here."""
    with subprocess.Popen(["sleep", "1000"], env={**os.environ, "SLURM_JOB_ID": "4711"}) as process:
        gpus.run("nvml", "set", "3", "process", str(process.pid), "40000", "sleep")
        gpus.run("nvml", "set", "5", "process", "999999", "512", "gone")
        yield process.pid
        process.terminate()


@TRANSPORTS
async def test_who_computes_on_the_gpus(worker: int, transport: str) -> None:
    found = await sample(transport)
    uuid = [gpu.uuid for gpu in found.gpus]
    assert tuple(replace(process, container=None) for process in found.gpu_processes or ()) == (
        GpuProcess(uuid[3] or "", worker, "sleep", "root", "sleep 1000", 40000 << 20, job="4711"),
        GpuProcess(uuid[5] or "", 999999, "gone", None, None, 512 << 20),
    )


@TRANSPORTS
async def test_a_lost_gpu_does_not_hide_who_computes_on_the_others(gpus: Bed, worker: int, transport: str) -> None:
    gpus.set(1, "lost", 1)
    found = await sample(transport)
    assert [process.pid for process in found.gpu_processes or ()] == [worker, 999999]


@TRANSPORTS
async def test_nobody_computes_on_the_gpus(gpus: Bed, transport: str) -> None:
    assert (await sample(transport)).gpu_processes == ()


@TRANSPORTS
async def test_hot_and_ecc(gpus: Bed, transport: str) -> None:
    gpus.set(3, "temperature", 91)
    state, problem = judge(await sample(transport))
    assert (state, problem and problem.text()) == (NodeState.WARNING, "GPU 3 is at 91 °C.")
    gpus.set(2, "ecc_uncorrected", 3)
    assert judge(await sample(transport))[0] is NodeState.WARNING


@TRANSPORTS
async def test_a_lost_gpu_leaves_the_others_in_sight(gpus: Bed, transport: str) -> None:
    gpus.set(3, "lost", 1)
    found = await sample(transport)
    state, problem = judge(found)
    assert (state, problem and problem.code) == (NodeState.FAILED, "gpu.lost")
    assert [gpu.fault is None for gpu in found.gpus] == [True, True, True, False, True, True, True, True]
    assert found.gpus[4].temperature_celsius == 46


@TRANSPORTS
async def test_no_driver(gpus: Bed, transport: str) -> None:
    (gpus.library / "nvml.state").unlink()
    found = await sample(transport)
    assert (found.gpu_problem and found.gpu_problem.code, found.gpus) == ("gpu.no_driver", ())


@TRANSPORTS
async def test_no_library(gpus: Bed, transport: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LD_LIBRARY_PATH")
    found = await sample(transport)
    assert (found.gpu_problem and found.gpu_problem.code, found.gpus) == ("gpu.no_library", ())


class Nobody:
    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        return True

    async def secret(self, request: SecretRequest) -> str | None:
        return None


async def until(store: FleetStore, node_id: str, code: str | None, count: int) -> NodeView:
    """Wait until the node shows this problem and as many GPUs."""
    view = None
    for _ in range(1500):
        view = store.view(NodeId(node_id))
        found = (
            (view.problem.code if view.problem else None, len(view.snapshot.gpus)) if view and view.snapshot else None
        )
        if view and found == (code, count):
            return view
        await asyncio.sleep(0.02)
    pytest.fail(f"the node stays {view}")


@pytest.fixture
def hosts(bed: Bed) -> Iterator[dict[str, str]]:
    """Two hosts with their own network and sshd: one with GPUs, one whose driver is missing."""
    with (Path(tempfile.gettempdir()) / "testbed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one test bed a machine
        try:
            env = bed.run("hosts", "up", "--count", "2")
            bed.run("nvml", "attach", "gpu01")
            bed.run("nvml", "attach", "gpu02", "--no-driver")
            yield env
        finally:
            bed.run("hosts", "down")


async def test_hosts_over_ssh(bed: Bed, hosts: dict[str, str]) -> None:
    await watch_hosts(bed, hosts)
    await asyncio.get_running_loop().shutdown_default_executor()


async def watch_hosts(bed: Bed, env: dict[str, str]) -> None:
    addresses = dict(pair.split("=") for pair in env["NODES"].split(","))
    tasks, told = TaskSet("test"), list[ChangeSet]()
    connector = Connector(Nobody(), tasks, WallClock(), secrets=NoSecretStore())
    store = FleetStore(WallClock())
    fleet = Fleet(store, NodeDialer(connector), WallClock(), tasks, told.append, 0.3)
    fleet.load(
        Node(
            NodeId(name), name, (), addresses[name], Source.SIMULATION,
            port=int(env["SSH_PORT"]), user=env["SSH_USER"],
            identity_files=(env["SSH_KEY"],), known_hosts=env["KNOWN_HOSTS"],
        )
        for name in ("gpu01", "gpu02")
    )  # fmt: skip
    fleet.watch()
    try:
        healthy = await until(store, "gpu01", None, 8)
        assert healthy.snapshot is not None
        assert (healthy.snapshot.gpu_source, healthy.snapshot.hostname) == ("nvml", "gpu01")
        await until(store, "gpu02", "gpu.no_driver", 0)
        bed.run("nvml", "set", "--node", "gpu01", "3", "temperature", "91")
        await until(store, "gpu01", "gpu.hot", 8)
        bed.run("nvml", "set", "--node", "gpu01", "3", "lost", "1")
        await until(store, "gpu01", "gpu.lost", 8)
    finally:
        await fleet.close()
        await connector.close()
        await tasks.close()
