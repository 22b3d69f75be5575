"""A node as the tests of its page know it: two devices, one of them sick, and what runs on them."""

from __future__ import annotations

from datetime import timedelta

from console.model.errors import Problem
from console.model.gpu import Absence, Gpu, GpuProcess, Xid
from console.model.ids import NodeId
from console.model.node import Node, NodeView, Snapshot
from console.model.node import Source as From
from console.model.node_detail import Container, GpuDetail, MigInstance, NodeDetail, NvLink, PythonEnvironment
from tests.gui.fleet import NOW, ROCKY

UUID = "GPU-aabbccdd-0011-2233-4455-667788990000"
BOX = Container(
    "docker", "3f4e3f4e3f4e", "chat", "vllm-openai:v0.11.2", "running", 9950, None, "Ubuntu 22.04.5 LTS", "ubuntu",
    None, "12.9", ("all",),
)  # fmt: skip
ALPINE = Container(
    "podman", "0123456789ab", "side=car", "alpine:3.22", "running", None, None, None, None, Absence.NO_PERMISSION
)
HEALTHY = GpuDetail(
    0,
    {
        "name": "NVIDIA H100", "uuid": UUID, "utilization_percent": 97, "memory_used_bytes": 70 << 30,
        "memory_total_bytes": 80 << 30, "temperature_celsius": 66, "power_draw_watts": 612.4, "persistence": True,
        "throttle_reasons": ("power_cap",), "pcie_width": 16, "pcie_width_max": 16, "ecc_uncorrected_volatile": 0,
    },
    {"fan_percent": Absence.UNSUPPORTED, "serial": Absence.NO_PERMISSION, "energy_joules": Absence.FAILED},
    (NvLink(0, True, "7", 26.562e9, "00000000:C1:00.0", 0, 0, 0), NvLink(1, True, None, None, None, 7, 0, 21)),
    (MigInstance(0, "MIG-1", "1g.10gb", 9, 0, 9728 << 20, 37 << 20, 16),),
)  # fmt: skip
SICK = GpuDetail(
    1,
    {
        "name": "NVIDIA H100", "ecc_uncorrected_volatile": 3, "remap_pending": True, "pcie_width": 8,
        "pcie_width_max": 16, "throttle_reasons": ("hardware_thermal",), "persistence": True,
    },
    links=(NvLink(0, False), NvLink(1, True)),
)  # fmt: skip
LOST = GpuDetail(2, fault=Problem("gpu.lost", "GPU {index} is lost.", "", {"index": "2"}))
SNAPSHOT = Snapshot(
    1, NOW - timedelta(seconds=2), distro=ROCKY, kernel="5.14.0", architecture="x86_64", uptime_seconds=10_000.0,
    driver_version="535.261.03", module_flavor="proprietary", cuda_version="12.2", gpu_source="nvml",
    gpus=(Gpu(0, UUID, bus_id="00000000:1B:00.0"), Gpu(1, "GPU-1"), Gpu(2)),
    gpu_processes=(
        GpuProcess(UUID, 9950, "python3", "ops", "python3 -m vllm", 40 << 30, "3f4e3f4e3f4e", "4711", None),
        GpuProcess("GPU-1", 9957),
    ),
    xids=(Xid(13, "0000:1b:00", 6_400.0, "Graphics SM Warp Exception"), Xid(79, "0000:3a:00", 9_940.0)),
)  # fmt: skip
DETAIL = NodeDetail(
    gpus=(HEALTHY, SICK, LOST),
    gpus_at=NOW - timedelta(seconds=3),
    fabric_manager="active",
    containers=(BOX, ALPINE),
    containers_at=NOW - timedelta(seconds=9),
    engines_denied=("nerdctl",),
    environments=(
        PythonEnvironment(
            "/usr/lib/python3.12/site-packages", "3.12", (("vllm", "0.11.2"), ("torch", "2.9.0+cu130")), "13.0",
            "3f4e3f4e3f4e", (9950,),
        ),
    ),
    environments_at=NOW,
)  # fmt: skip
NODE = Node(NodeId("fra1/gpu01"), "gpu01", ("FRA1",), "gpu01.example.com", From.INVENTORY)
VIEW = NodeView(NODE, snapshot=SNAPSHOT)
