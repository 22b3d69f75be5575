"""The data centre of the pictures: 32 nodes, every state, one seed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from msgspec import structs

from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import Distro, Environment, Node, NodeState, NodeView, Snapshot, Source

NOW = datetime(2026, 11, 20, 13, 31, 7, tzinfo=UTC)
GIB = 1 << 30

UBUNTU = Distro("ubuntu", "debian", "Ubuntu", "24.04", "Ubuntu 24.04.3 LTS", "glibc 2.39")
ROCKY = Distro("rocky", "rhel", "Rocky Linux", "9.4", "Rocky Linux 9.4 (Blue Onyx)", "glibc 2.34")
DEBIAN = Distro("debian", "debian", "Debian GNU/Linux", "12.8", "Debian GNU/Linux 12 (bookworm)", "glibc 2.36")
SLES = Distro("sles", "suse", "SLES", "15.6", "SUSE Linux Enterprise Server 15 SP6", "glibc 2.38")
ALMA = Distro("almalinux", "rhel", "AlmaLinux", "9.4", "AlmaLinux 9.4", "glibc 2.34")

KNOWN_KEY = "p9Qx4Yt0mRk2Vb7LhZ1sWcN8eJfA5uDgT3oKyXiBqE4"
OFFERED_KEY = "hT2mWq8nLd0RzKc5yBvXe7JaUs4PfGi1OoNt9YkM3xA"
KEY_CHANGED = Problem(
    "ssh.host_key_changed",
    "THE HOST KEY OF {host} HAS CHANGED. Known: {known}. Offered now: {offered}.",
    "Ask the administrator of the host. Only if the change is expected, remove {entry} and connect again.",
    {
        "host": "gpu-b06.fra1.example.com",
        "known": f"ssh-ed25519 SHA256:{KNOWN_KEY} (~/.ssh/known_hosts:12)",
        "offered": f"ssh-ed25519 SHA256:{OFFERED_KEY}",
        "entry": "~/.ssh/known_hosts:12",
    },
)
XID = Problem("gpu.lost", "XID 79 · fallen off the bus", "Cold-reset the node.")

_RACKS = (
    ("a", ("FRA1", "Rack A01"), Environment.PRODUCTION, "192.0.2", 0.95, 63),
    ("b", ("FRA1", "Rack A02"), Environment.PRODUCTION, "192.0.2", 0.85, 61),
    ("c", ("MUC2", "Rack C01"), Environment.STAGING, "198.51.100", 0.45, 50),
    ("d", ("MUC2", "Rack C02"), Environment.DEVELOPMENT, "203.0.113", 0.25, 42),
)
_STATES = {
    "gpu-a06": NodeState.WARNING, "gpu-b03": NodeState.FAILED, "gpu-b06": NodeState.KEY_CHANGED,
    "gpu-c04": NodeState.UNREACHABLE, "gpu-c07": NodeState.DRAINED, "gpu-d02": NodeState.STALE,
    "gpu-d05": NodeState.CONNECTING,
}  # fmt: skip


def _distro(letter: str, number: int) -> Distro:
    if letter == "b" and number > 4:
        return ROCKY
    if letter == "c":
        return SLES if number > 6 else DEBIAN
    if letter == "d":
        return ALMA if number % 3 == 0 else ROCKY
    return UBUNTU


def _gpus(dice: random.Random, name: str, load: float, warmth: float) -> tuple[Gpu, ...]:
    gpus = []
    for index in range(8):
        util = min(max(load + dice.uniform(-0.12, 0.06), 0.0), 1.0)
        gpu = Gpu(
            index=index,
            name="NVIDIA H100 80GB HBM3" if name[4] in "ab" else "NVIDIA A100-SXM4-80GB",
            memory_total_bytes=80 * GIB,
            memory_used_bytes=int(80 * GIB * min(util * 0.95, 1.0)),
            utilization_percent=round(util * 100),
            temperature_celsius=round(warmth + dice.uniform(-3, 2)),
            power_draw_watts=round(120 + 540 * util + dice.uniform(-20, 20)),
        )
        gpus.append(gpu)
    if name == "gpu-a06":
        gpus[4] = structs.replace(gpus[4], temperature_celsius=88.0)
    if name == "gpu-b03":
        gpus[5] = Gpu(index=5, fault=XID)
    return tuple(gpus)


def node_view(name: str, path: tuple[str, ...] = ("FRA1", "Rack A01"), state: NodeState = NodeState.OK) -> NodeView:
    """Return a node without values."""
    node = Node(NodeId("/".join((*path, name)).lower()), name, path, f"{name}.example.com", Source.INVENTORY)
    return NodeView(node, state)


def fleet(now: datetime = NOW, seed: int = 7) -> tuple[NodeView, ...]:
    """Return all nodes of the pictures."""
    views = []
    for letter, path, environment, net, load, warmth in _RACKS:
        for number in range(1, 9):
            name = f"gpu-{letter}{number:02}"
            dice = random.Random(f"{seed}{name}")
            state = _STATES.get(name, NodeState.OK)
            node = Node(
                NodeId(f"{path[0].lower()}/{name}"), name, path, f"{name}.{path[0].lower()}.example.com",
                Source.SIMULATION,
                environment=environment, simulated=True, address_shown=f"{net}.{10 + number + 20 * (letter == 'b')}",
            )  # fmt: skip
            old = {NodeState.STALE: 38, NodeState.UNREACHABLE: 240, NodeState.KEY_CHANGED: 240}
            age = old.get(state, 1 + number % 2)
            snapshot = Snapshot(
                sequence=1, taken_at=now - timedelta(seconds=age), hostname=node.host, distro=_distro(letter, number),
                kernel="6.8.0-71-generic", architecture="x86_64", driver_version="570.133.20", gpu_source="nvml",
                gpus=_gpus(dice, name, load * dice.uniform(0.6, 1.05) if letter in "cd" else load, warmth),
            )  # fmt: skip
            problem = KEY_CHANGED if state is NodeState.KEY_CHANGED else None
            views.append(NodeView(node, state, problem, snapshot, latency_seconds=0.0008 if letter in "ab" else 0.0064))
    return tuple(views)
