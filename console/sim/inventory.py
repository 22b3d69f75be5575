"""Which nodes there are: read from ``datacentre.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib import resources

from msgspec import Struct

from console.model.errors import ConsoleError
from console.model.text import N_
from console.sim.gpu import MODELS


class Hardware(Struct, frozen=True):
    """The processors, memory and disk of a node."""

    cpu: str
    sockets: int
    cores_per_socket: int
    memory_gib: int
    disk_gib: int

    @property
    def threads(self) -> int:
        """Return the logical processors, two for each core."""
        return self.sockets * self.cores_per_socket * 2


class WorkloadSpec(Struct, frozen=True):
    """What runs on some GPUs of a node."""

    kind: str
    model: str
    gpus: tuple[int, ...]


class NodeSpec(Struct, frozen=True):
    """One simulated node, as the inventory describes it."""

    name: str
    site: str
    group: str
    environment: str
    address: str
    personality: str
    gpu: str
    gpus: int
    hardware: Hardware
    workloads: tuple[WorkloadSpec, ...]
    lost_gpu: int | None = None
    remapped_gpu: int | None = None
    """A GPU with rows of memory that were remapped."""
    link_errors_gpu: int | None = None
    """A GPU with a bad NVLink."""
    mig_gpu: int | None = None
    """A GPU that is cut into slices of these profiles."""
    mig: tuple[str, ...] = ()
    driver_missing: bool = False

    @property
    def nvidia_gpus(self) -> int:
        """Return how many of its GPUs are NVIDIA's."""
        return self.gpus if self.gpu in MODELS and MODELS[self.gpu].is_nvidia else 0

    @property
    def fqdn(self) -> str:
        """Return the full name, always under example.com."""
        return f"{self.name}.{self.site.lower()}.example.com"


def all_nodes() -> tuple[NodeSpec, ...]:
    """Return every node of the data centre, in order."""
    text = resources.files("console.sim").joinpath("datacentre.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    hardware = {name: Hardware(**values) for name, values in table["hardware"].items()}
    nodes = []
    for row in table["node"]:
        workloads = tuple(WorkloadSpec(w["kind"], w["model"], tuple(w["gpus"])) for w in row.pop("workloads"))
        row["mig"] = tuple(row.get("mig", ()))
        nodes.append(NodeSpec(**row, hardware=hardware[row["gpu"]], workloads=workloads))
    return tuple(nodes)


def choose(names: Sequence[str]) -> tuple[NodeSpec, ...]:
    """Return the named nodes, all of them when no name is given."""
    nodes = all_nodes()
    if not names:
        return nodes
    known = {node.name: node for node in nodes}
    for name in names:
        if name not in known:
            raise ConsoleError(
                "sim.unknown_node",
                N_("There is no simulated node {name}."),
                N_("Choose from {names}."),
                name=name,
                names=", ".join(known),
            )
    return tuple(known[name] for name in names)
