"""The inventory of a core: read at the start and when a person asks, and the fleet told what is in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from console.app import paths
from console.app.paths import UserFolders
from console.app.profile import Profile
from console.app.simulation import Simulation
from console.fleet.fleet import Fleet
from console.fleet.inventory import Inventory, local_node, nodes_from_simulation, specs
from console.fleet.merge import STRENGTH
from console.fleet.sources import Reach, SourceSpec
from console.model.clock import Clock
from console.model.errors import Problem
from console.model.ids import NodeId
from console.wire.tasks import TaskSet


class InventoryRoom:
    """Reads the sources of a profile, or starts its simulation, and loads the fleet with what they say."""

    def __init__(
        self,
        profile: Profile,
        fleet: Fleet,
        reach: Reach,
        clock: Clock,
        *,
        simulation: Simulation | None = None,
        busy_nodes: Callable[[], Collection[NodeId]] = tuple,
    ) -> None:
        self._fleet = fleet
        self._simulation = simulation
        self._busy_nodes = busy_nodes
        self.inventory = Inventory(roots(profile), reach, clock)

    async def load(self) -> list[Problem]:
        """Start the simulation, or read the sources; return what could not be read."""
        if self._simulation is not None:
            self._fleet.load(nodes_from_simulation(await self._simulation.start()))
            return []
        return await self.reload()

    async def reload(self) -> list[Problem]:
        """Read the sources again; return what could not be read. Nodes with terminals stay, whoever knows them."""
        if self._simulation is not None:
            return []
        self.inventory.take(await self.inventory.read())
        self._show()
        return list(self.inventory.current.problems)

    def row_of(self, node_id: NodeId) -> NodeId:
        """Return the id of a node that may be called by what one of its sources calls it, in an earlier run."""
        return self.inventory.current.merged.ids.get(node_id, node_id)

    def _show(self) -> None:
        nodes = (local_node(), *self.inventory.current.nodes)
        self._fleet.load(nodes, replaces=STRENGTH, keeps=self._busy_nodes())

    async def close(self) -> None:
        """End the simulation, where there is one."""
        if self._simulation is not None:
            await self._simulation.close()


def roots(profile: Profile) -> tuple[SourceSpec, ...]:
    """Return the sources that a profile begins with; more may be named in its files."""
    if profile.simulated:
        return ()
    files: Iterable[str | Path] = profile.inventory or (paths.user_folders().config / "inventory.toml",)
    configs: Iterable[str | Path] = profile.ssh_config or ("~/.ssh/config",)
    return specs([Path(path).expanduser() for path in files], [Path(path).expanduser() for path in configs])


def simulated(
    profile: Profile, folders: UserFolders, tasks: TaskSet, noticed: Callable[[Problem], None]
) -> Simulation | None:
    """Return the simulation of a profile, not started yet; None where its nodes are real."""
    if profile.seed is None:
        return None
    log = folders.state / "log" / f"core-{profile.name}.log"
    return Simulation(profile.seed, folders.runtime / "sim", log, tasks, noticed)
