"""Slurm as a source of nodes: those that ``scontrol`` lists on a login node, in the groups of their partitions."""

from __future__ import annotations

from console.fleet.sources import InventorySource, Loaded, Reach, Sayings, SourceKind, SourceSpec
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import Node, Source
from console.model.slurm import SlurmNode
from console.model.text import N_
from console.probes import slurm

EVERY_SECONDS = 300.0
ASK_SECONDS = 60.0
_COMMAND = f"sh -c '{slurm.PREPARE}scontrol show node -o'"


class SlurmNodes:
    """The nodes of one cluster, asked through its login node."""

    kind = Source.SLURM

    def __init__(self, spec: SourceSpec, reach: Reach) -> None:
        self.place, self.id = spec.place, spec.id
        self.interval_seconds = EVERY_SECONDS if spec.interval_seconds is None else spec.interval_seconds
        self._reach = reach

    async def load(self) -> Loaded:
        """Ask; raises the errors of the connection."""
        ran = await self._reach.run(self.place, _COMMAND, seconds=ASK_SECONDS)
        found = slurm.nodes(ran.stdout)
        if ran.status != 0 or not found:
            reason = next((line.strip() for line in reversed(ran.stderr.splitlines()) if line.strip()), "")
            problem = Problem(
                "inventory.slurm_silent",
                N_("Slurm on {host} lists no nodes: {reason}."),
                N_("Log in there and try scontrol show node."),
                {"host": self.place, "reason": reason.rstrip(".") or str(ran.status)},
            )
            return Loaded(problems=(problem,), failed=True)
        return Loaded(tuple(map(_node, found)), also={_id(node): _sayings(node) for node in found})


def _id(node: SlurmNode) -> NodeId:
    return NodeId(f"{Source.SLURM}:{node.name}")


def _node(node: SlurmNode) -> Node:
    address = "" if node.address in {node.name, "127.0.0.1", "localhost"} else node.address
    group = node.partitions[0] if node.partitions else ""
    return Node(
        _id(node),
        node.name,
        ("Slurm", group) if group else ("Slurm",),
        address or node.name,
        Source.SLURM,
        groups=node.partitions,
        address_shown=address,
    )


def _sayings(node: SlurmNode) -> Sayings:
    said = [("Slurm", "+".join(node.states))]
    said += [("GRES", node.gres)] if node.gres else []
    said += [("reason", node.reason)] if node.reason else []
    return tuple(said)


def _make(spec: SourceSpec, reach: Reach) -> InventorySource:
    return SlurmNodes(spec, reach)


SOURCE_KIND = SourceKind(Source.SLURM, N_("Slurm"), _make)
