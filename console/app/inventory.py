"""The inventory of a core: read at the start, when a person asks, and by itself when a file changes or time has passed.

What a person asks for is seen before it is taken; what happens by itself is told afterwards.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path

from msgspec import Struct

from console.app import paths
from console.app.inventoryfile import add_source, own_file, remove_source
from console.app.paths import UserFolders
from console.app.profile import Profile
from console.app.simulation import Simulation
from console.fleet.fleet import Fleet
from console.fleet.inventory import Inventory, Reading, file_kind, local_node, nodes_from_simulation, specs
from console.fleet.merge import STRENGTH
from console.fleet.sources import SourceSpec
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.inventory import SourceState
from console.model.node import Source
from console.model.text import N_
from console.wire import messages as m
from console.wire.tasks import TaskSet

LOOK_SECONDS = 2.0
"""How often files are looked at: two looks that agree make a change, so that a file in the middle of being written
is left alone."""
MOST_TOLD = 20
"""Readings that a desk is told again when it attaches."""

Stamps = Mapping[Path, tuple[int, int] | None]
"""When files were changed and how long they are; None: not there."""


class _Offer(Struct, frozen=True):
    """A preview that may be taken."""

    number: int
    reading: Reading
    base: Reading
    seen: Stamps
    """How the files were when they were read."""
    added: SourceSpec | None = None
    without: str = ""


class InventoryRoom:
    """Reads the sources of a profile, or starts its simulation, and loads the fleet with what they say."""

    def __init__(
        self,
        fleet: Fleet,
        inventory: Inventory,
        clock: Clock,
        tell: Callable[[m.Event], None],
        *,
        simulation: Simulation | None = None,
        busy_nodes: Callable[[], Collection[NodeId]] = tuple,
    ) -> None:
        self._fleet, self._clock, self._tell = fleet, clock, tell
        self._simulation = simulation
        self._busy_nodes = busy_nodes
        self.inventory = inventory
        self._one_at_a_time = asyncio.Lock()
        self._offer: _Offer | None = None
        self._numbers = 0
        self._told: deque[m.InventoryRead] = deque(maxlen=MOST_TOLD)
        self._kept: frozenset[NodeId] = frozenset()
        self._seen: dict[Path, tuple[int, int] | None] = {}
        """How the files were when they were read."""

    async def load(self) -> list[Problem]:
        """Start the simulation, or read what needs no connection; return what could not be read."""
        if self._simulation is not None:
            self._fleet.load(nodes_from_simulation(await self._simulation.start()))
            return []
        await self._read(live=False)
        return list(self.inventory.current.problems)

    async def reload(self) -> list[Problem]:
        """Read the sources again and take what they say; return what could not be read."""
        if self._simulation is None:
            await self._read()
        return list(self.inventory.current.problems)

    async def config_changed(self) -> list[Problem]:
        """Read ssh_config again, which somebody else follows; return what could not be read."""
        states = self.inventory.current.states
        await self._read({state.id for state in states if state.kind is Source.SSH_CONFIG}, by_itself=True)
        return list(self.inventory.current.problems)

    async def _read(self, only: Collection[str] | None = None, *, live: bool = True, by_itself: bool = False) -> None:
        async with self._one_at_a_time:
            reading, seen = await self._stamped(lambda: self.inventory.read(only, live=live), only)
            self._seen.update(seen)
            self._take(reading, by_itself=by_itself)

    async def _stamped(
        self, read: Callable[[], Awaitable[Reading]], only: Collection[str] | None = None
    ) -> tuple[Reading, Stamps]:
        """Read, and return as well how the files of the sources in ``only`` were then."""
        # What is written while it is read is a change that is still to come.
        earlier = await self._stamps(self.inventory.current.files)
        reading = await read()
        stamps = {**await self._stamps(reading.files), **earlier}
        asked = [heard for key, heard in reading.heard.items() if only is None or key in only]
        return reading, {path: stamps[path] for heard in asked for path in heard.loaded.files}

    def _take(self, reading: Reading, *, by_itself: bool = False) -> None:
        before = self.inventory.current
        changes = before.changes_to(reading)
        self.inventory.take(reading)
        self._show()
        # At the start everything is new, which is no news.
        event = m.InventoryRead(self._clock.now(), reading.states, changes if before.heard else (), by_itself)
        if event.changes or [state.problems for state in before.states] != [state.problems for state in reading.states]:
            self._told.append(event)
        self._tell(event)

    def _show(self) -> None:
        """Load the fleet. Nodes with terminals stay, whoever knows them."""
        self._kept = frozenset(self._busy_nodes())
        self._fleet.load((local_node(), *self.inventory.current.nodes), replaces=STRENGTH, keeps=self._kept)

    def row_of(self, node_id: NodeId) -> NodeId:
        """Return the id of a node that may be called by what one of its sources calls it, in an earlier run."""
        return self.inventory.current.merged.ids.get(node_id, node_id)

    def tell_all(self) -> None:
        """Tell a desk that attaches the sources and what the last readings changed."""
        if self._simulation is not None:
            return
        for event in self._told:
            self._tell(event)
        self._tell(m.InventoryRead(self._clock.now(), self.inventory.current.states))

    # ---- what a person asks for --------------------------------------------------------------

    def refuse_simulated(self) -> None:
        """Raise where there is no inventory, because the nodes are simulated."""
        if self._simulation is not None:
            raise ConsoleError(
                "inventory.simulated",
                N_("The simulated data centre has no inventory."),
                N_("Start the program without demo to work with nodes of your own."),
            )

    async def read_file(self, source_id: str) -> None:
        """Read a file again that has just been written for a person."""
        await self._read({source_id})

    async def preview(self, request: m.PreviewInventory) -> m.InventoryPreview:
        """Read the sources and say what would change."""
        self.refuse_simulated()
        added = None
        if request.path:
            path = Path(request.path).expanduser().absolute()
            added = SourceSpec(file_kind(path), str(path))
            if added.id in self.inventory.current.heard:
                raise ConsoleError("inventory.known", N_("{place} is read already."), place=path)
        async with self._one_at_a_time:
            base = self.inventory.current
            read = partial(self.inventory.read, trial=added, without=request.without)
            reading, seen = await self._stamped(read)
        self._numbers += 1
        self._offer = _Offer(self._numbers, reading, base, seen, added, request.without)
        return m.InventoryPreview(self._numbers, reading.states, base.changes_to(reading))

    async def take(self, request: m.TakeInventory) -> None:
        """Take what was seen, and write into the person's file what was added to it or left out."""
        async with self._one_at_a_time:
            await self._take_offer(request.number)

    async def _take_offer(self, number: int) -> None:
        offer = self._offer
        if offer is None or offer.number != number or offer.base is not self.inventory.current:
            raise ConsoleError(
                "inventory.moved_on",
                N_("The inventory has changed in the meantime."),
                N_("Read it again and look at what changes now."),
            )
        if offer.added is not None:
            await asyncio.to_thread(add_source, own_file(self.inventory.roots), offer.added)
        if offer.without:
            await asyncio.to_thread(remove_source, own_file(self.inventory.roots), offer.without)
        self._offer = None
        self._seen.update(offer.seen)
        self._take(offer.reading)

    async def origins(self, request: m.AskOrigins) -> m.Origins:
        """Say who knows a node, and what they say of it."""
        current = self.inventory.current
        return m.Origins(current.told(request.node_id), current.states)

    # ---- what happens by itself --------------------------------------------------------------

    async def watch(self) -> None:
        """Read again what has changed on disk or is due, for ever."""
        if self._simulation is not None:
            return
        asked_at: dict[str, float] = {}
        last: Stamps = {}
        while True:
            heard = self.inventory.current.heard
            now = await self._stamps(self.inventory.current.files)
            due = self._due(asked_at)
            if now == last:
                changed = {path for path in now if now[path] != self._seen.get(path, now[path])}
                due |= {
                    key for key, one in heard.items() if changed & {*one.loaded.files} and not _is_followed(one.state)
                }
            last = now
            if due:
                await self._read(due, by_itself=True)
                before = [problem for one in heard.values() for problem in one.state.problems]
                for problem in self.inventory.current.problems:
                    if problem not in before:
                        self._tell(m.Notice(problem))
            else:
                self._release()
            await asyncio.sleep(LOOK_SECONDS)

    def _due(self, asked_at: dict[str, float]) -> set[str]:
        moment = self._clock.monotonic()
        due = set()
        for state in self.inventory.current.states:
            seconds = state.interval_seconds
            if seconds is not None and moment - asked_at.get(state.id, -seconds) >= seconds:
                asked_at[state.id] = moment
                due.add(state.id)
        return due

    @staticmethod
    async def _stamps(files: Collection[Path]) -> Stamps:
        return await asyncio.to_thread(lambda: {path: _stamp(path) for path in files})

    def _release(self) -> None:
        """Let nodes go that nobody knows, and that stayed for a terminal which is closed now."""
        known = {node.id for node in self.inventory.current.nodes}
        if (self._kept - known) - frozenset(self._busy_nodes()):
            self._show()

    async def close(self) -> None:
        """End the simulation, where there is one."""
        if self._simulation is not None:
            await self._simulation.close()


def _is_followed(state: SourceState) -> bool:
    """Tell whether ``configwatch`` follows the files of a source: the ssh_config that connections use."""
    return state.kind is Source.SSH_CONFIG and not state.is_removable


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


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
