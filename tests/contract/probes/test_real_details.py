"""The close look against NVIDIA's own programs over a pretended library: NVML and nvidia-smi say the same."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from console.fleet.details import merged
from console.fleet.local import LocalLink
from console.fleet.visit import Pace, Visit
from console.model.gpu import Absence
from console.model.node_detail import GpuDetail, NodeDetail
from console.model.probe import Facts
from console.wire.tasks import TaskSet
from tests.contract.probes.test_real_gpus import (  # noqa: F401 - fixtures
    TRANSPORTS,
    Bed,
    WallClock,
    bed,
    gpus,
    house,
    pytestmark,
)


async def look(transport: str) -> NodeDetail:
    """Return what this computer says about its GPUs to who looks closely."""
    heard: asyncio.Queue[Facts] = asyncio.Queue()
    tasks, link, detail = TaskSet("test"), LocalLink(), NodeDetail()
    probes = [replace(probe, shell="", python="") if probe.name in {"containers", "environments"} else probe
              for probe in house(transport)]  # fmt: skip
    tasks.start(Visit(WallClock(), probes).look_closely(link, Pace(0.5), heard.put_nowait))
    try:
        async with asyncio.timeout(30):
            while detail.gpus is None:
                detail = merged(detail, await heard.get(), WallClock())
        return detail
    finally:
        await tasks.close()
        await link.release()


async def devices(transport: str) -> tuple[GpuDetail, ...]:
    found = (await look(transport)).gpus
    assert found is not None
    return found


@TRANSPORTS
async def test_a_device_tells_all_it_has(gpus: Bed, transport: str) -> None:  # noqa: F811 - pytest takes the fixture by its name
    third = (await devices(transport))[3]
    wanted = {
        "name": "NVIDIA H100 80GB HBM3", "utilization_percent": 36, "temperature_celsius": 43,
        "memory_total_bytes": 81559 << 20, "persistence": True, "ecc_uncorrected_volatile": 0,
    }  # fmt: skip
    assert {name: third.values.get(name) for name in wanted} == wanted
    assert third.why("fan_percent") is Absence.UNSUPPORTED


async def test_both_transports_tell_the_same(gpus: Bed) -> None:  # noqa: F811 - pytest takes the fixture by its name
    for mine, other in zip(await devices("nvml"), await devices("nvidia-smi"), strict=True):
        # The pretended library gives no field values, which nvidia-smi takes the power from.
        shared = {name for name in mine.values.keys() & other.values.keys() if not name.startswith("power_")}
        assert len(shared) > 30
        assert {name: mine.values[name] for name in shared} == {name: other.values[name] for name in shared}


@TRANSPORTS
async def test_a_lost_device_keeps_its_place(gpus: Bed, transport: str) -> None:  # noqa: F811 - pytest takes the fixture by its name
    gpus.set(3, "lost", 1)
    found = await devices(transport)
    assert [gpu.index for gpu in found if gpu.why("power_draw_watts") is Absence.LOST] == [3]
    assert found[4].values["temperature_celsius"] == 46
