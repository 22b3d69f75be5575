"""Which nodes there are, from every place where somebody has written it down. Reads files, writes none.

A ``Reading`` is what all sources said at one time. It is looked at first and taken afterwards, or not: what is merely
looked at changes nothing. A source that cannot be read keeps in it what it said the last time.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from console.fleet import sources
from console.fleet.local import local_node
from console.fleet.marks import with_marks
from console.fleet.merge import SSH_CONFIG_GROUP, STRENGTH, Merged, Said, merge
from console.fleet.sources import InventorySource, Loaded, Reach, SourceSpec
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.inventory import NodeChange, SourceState, Told, compare
from console.model.node import QUICK_GROUP, Environment, Node, Source
from console.model.text import N_
from console.ssh.endpoint import parse_command

__all__ = ["SSH_CONFIG_GROUP", "Inventory", "Reading", "local_node", "nodes_from_simulation", "quick_node", "specs"]

MOST_SOURCES = 100
SOON_SECONDS = 30.0
"""How long a live source that cannot be reached is left alone."""


def specs(files: Sequence[Path], ssh_configs: Sequence[Path]) -> tuple[SourceSpec, ...]:
    """Return the sources of a command line; what kind a file is, it says by its name."""
    found = [SourceSpec(file_kind(path), str(path)) for path in files]
    return (*found, *(SourceSpec(Source.SSH_CONFIG, str(path)) for path in ssh_configs))


def file_kind(path: Path) -> Source:
    """Return what kind of inventory a file is."""
    for source in STRENGTH:
        kind = sources.kind_of(source)
        if kind is not None and kind.suits is not None and kind.suits(path):
            return source
    return Source.INVENTORY


class _Heard(Struct, frozen=True):
    """What one source said, and how that went."""

    state: SourceState
    loaded: Loaded = field(default_factory=Loaded)


class Reading(Struct, frozen=True, dict=True):
    """All sources at one time."""

    heard: Mapping[str, _Heard] = field(default_factory=dict)
    merged: Merged = field(default_factory=Merged)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return the machines, one row each."""
        return self.merged.nodes

    @property
    def states(self) -> tuple[SourceState, ...]:
        """Return the sources in their order."""
        return tuple(heard.state for heard in self.heard.values())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what could not be read, each with its place."""
        return tuple(problem for state in self.states for problem in state.problems)

    @cached_property
    def files(self) -> frozenset[Path]:
        """Return the files that it came from."""
        return frozenset(path for heard in self.heard.values() for path in heard.loaded.files)

    def told(self, node_id: NodeId) -> tuple[Told, ...]:
        """Return what each source said of a node."""
        return self.merged.told(node_id)

    def changes_to(self, later: Reading) -> tuple[NodeChange, ...]:
        """Return what a later reading changes."""
        return compare(self.nodes, later.nodes)


class Inventory:
    """All sources of a profile, and the reading of them that counts."""

    def __init__(self, roots: Sequence[SourceSpec], reach: Reach, clock: Clock) -> None:
        self._roots = tuple(roots)
        self._reach = reach
        self._clock = clock
        self._open: dict[str, tuple[SourceSpec, InventorySource]] = {}
        self.current = Reading()

    async def read(
        self,
        only: Collection[str] | None = None,
        *,
        live: bool = True,
        trial: SourceSpec | None = None,
        without: str = "",
    ) -> Reading:
        """Ask the sources and return what they say; it counts when it is taken.

        ``only`` names those to ask, the others are as they were; None asks all, without ``live`` those that need no
        connection. ``trial`` is one more, at the end, and ``without`` one that is left out.
        """
        heard: dict[str, _Heard] = {}
        waiting = [*self._roots]
        while waiting and len(heard) < MOST_SOURCES:
            round_ = list({spec.id: spec for spec in waiting if spec.id not in {*heard, without}}.values())
            found = await asyncio.gather(*(self._hear(spec, only, live=live) for spec in round_))
            heard.update({spec.id: said for spec, said in zip(round_, found, strict=True)})
            waiting = [wanted for said in found for wanted in said.loaded.wanted]
            if not waiting and trial is not None and trial.id not in heard:
                waiting, trial = [trial], None
        said = [Said(key, one.state.kind, one.loaded.nodes, one.loaded.also) for key, one in heard.items()]
        marks = {key: one.loaded.marks for key, one in heard.items() if one.loaded.marks}
        before = self.current.merged
        return Reading(heard, await asyncio.to_thread(lambda: with_marks(merge(said, before), marks)))

    @property
    def roots(self) -> tuple[SourceSpec, ...]:
        """Return the sources that it begins with."""
        return self._roots

    def take(self, reading: Reading) -> None:
        """Let a reading count from now on."""
        self.current = reading
        self._open = {key: held for key, held in self._open.items() if key in reading.heard}

    async def _hear(self, spec: SourceSpec, only: Collection[str] | None, *, live: bool) -> _Heard:
        before = self.current.heard.get(spec.id)
        try:
            source = self._source(spec)
        except ConsoleError as error:
            state = SourceState(spec.id, spec.kind, spec.place, problems=(error.problem,))
            return self._kept(state, before)
        state = SourceState(source.id, source.kind, source.place, interval_seconds=source.interval_seconds)
        state = replace(state, is_removable=spec not in self._roots)
        is_live = source.interval_seconds is not None
        if (only is not None and spec.id not in only) or (is_live and not live):
            return before or _Heard(state)
        try:
            loaded = await source.load()
        except ConsoleError as error:
            loaded = Loaded(problems=(error.problem,), failed=True)
            if is_live and getattr(error, "retryable", False):
                # What is out of reach comes back; what waits for a person is asked as seldom as ever.
                state = replace(state, interval_seconds=min(source.interval_seconds or 0.0, SOON_SECONDS))
        if loaded.failed:
            return self._kept(replace(state, problems=loaded.problems), before)
        return _Heard(
            replace(state, nodes=len(loaded.nodes), loaded_at=self._clock.now(), problems=loaded.problems), loaded
        )

    @staticmethod
    def _kept(state: SourceState, before: _Heard | None) -> _Heard:
        """Return what a source said before it failed."""
        if before is None:
            return _Heard(state)
        was = before.state
        return _Heard(replace(state, nodes=was.nodes, loaded_at=was.loaded_at, is_kept=True), before.loaded)

    def _source(self, spec: SourceSpec) -> InventorySource:
        held = self._open.get(spec.id)
        if held is None or held[0] != spec:
            kind = sources.kind_of(spec.kind)
            if kind is None:
                raise ConsoleError(
                    "inventory.no_such_kind",
                    N_("There is no source of the kind {kind}."),
                    N_("Correct it in the inventory file."),
                    kind=spec.kind,
                )
            held = self._open[spec.id] = (spec, kind.make(spec, self._reach))
        return held[1]


def quick_node(destination: str) -> Node:
    """Return the node that a person typed as ``user@host:port -J hop``; raises where that is no destination."""
    endpoint = parse_command(destination)
    return Node(
        id=NodeId(f"quick:{endpoint}"),
        name=endpoint.host,
        path=(QUICK_GROUP,),
        host=endpoint.host,
        source=Source.QUICK_CONNECT,
        port=endpoint.port,
        user=endpoint.user,
        jumps=endpoint.jumps,
    )


def nodes_from_simulation(ready_line: str | bytes) -> list[Node]:
    """Return the nodes that the simulator says it has started."""
    try:
        ready = json.loads(ready_line)
        return [_simulated(row, str(ready["client_key"]), str(ready["known_hosts"])) for row in ready["nodes"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ConsoleError(
            "fleet.simulation_garbled",
            N_("The simulated data centre did not say where its nodes are: {reason}."),
            N_("Start the program again. If it stays so, the installation is damaged."),
            reason=f"{type(error).__name__} {error}",
        ) from error


def _simulated(row: dict[str, object], client_key: str, known_hosts: str) -> Node:
    name, group = str(row["name"]), row.get("group", "")
    site = str(row.get("site", ""))
    path = tuple(part for part in ([*group] if isinstance(group, list) else [site, str(group)]) if part)
    environment = str(row.get("environment", Environment.UNKNOWN))
    return Node(
        id=NodeId(f"sim:{name}"),
        name=name,
        path=path,
        host=str(row["host"]),
        source=Source.SIMULATION,
        port=int(str(row["port"])),
        user=str(row["user"]),
        environment=Environment(environment),
        simulated=True,
        address_shown=str(row.get("address_shown", "")),
        identity_files=(client_key,),
        known_hosts=known_hosts,
    )
