"""The rooms of the core that need SSH: connections, fleet, deploys. Built after the window is up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from console.app import paths
from console.app.forwards import Forwards
from console.app.lateconnector import LateConnector
from console.app.latedeploys import LateDeploys
from console.app.paths import UserFolders
from console.app.profile import Profile
from console.app.tabs import Opened
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import LOCAL_NODE, DeployId, NodeId
from console.model.kubernetes import pod_place
from console.model.node import ChangeSet, Node, Source
from console.model.node_detail import NodeDetail
from console.model.service import DeployView
from console.model.text import N_
from console.terminal.channel import ChannelSink
from console.wire import messages as m
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.app.inventory import InventoryRoom
    from console.deploy.deploys import Deploys
    from console.deploy.link import NodeLink
    from console.fleet.clusters.clusters import Clusters
    from console.fleet.details import Details
    from console.fleet.dial import NodeDialer
    from console.fleet.fleet import Fleet
    from console.fleet.store import FleetStore
    from console.ssh.asking import Asker
    from console.ssh.connect import Connection
    from console.ssh.endpoint import Endpoint

TERM = "xterm-256color"

QUICK = "quick:"
"""How the ids of nodes begin that a person has typed; one from before this core is made again."""

UNATTENDED = "unattended"
"""Who watches the fleet while no desk does."""

MOST_LANES = 8
"""Connections to one node that terminals may take: sshd gives each of them ten sessions."""


WARM_UP_SECONDS = 1.0
"""After which the start of a core and of its desk is over."""


class RoomsListener(Protocol):
    """Who hears what changes in the rooms."""

    def tell(self, event: m.Event) -> None:
        """Take an event for the desk."""
        ...

    def fleet_changed(self, changes: ChangeSet) -> None:
        """Take rows of the fleet that changed."""
        ...

    def detail_changed(self, node_id: NodeId, detail: NodeDetail) -> None:
        """Take what a node says that is looked at closely."""
        ...

    def deploy_changed(self, view: DeployView) -> None:
        """Take a deploy that changed."""
        ...

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        """Take that a deploy is no longer listed."""
        ...

    def noticed(self, problem: Problem) -> None:
        """Take what concerns no node in particular."""
        ...


class _Released:
    """The sink of a shell that gives its connection back when the shell has ended."""

    def __init__(self, sink: ChannelSink, release: Callable[[], None]) -> None:
        self._sink = sink
        self._release = release

    def data_received(self, data: bytes) -> None:
        """Pass on what the program printed."""
        self._sink.data_received(data)

    def stderr_received(self, data: bytes) -> None:
        """Pass on what the program complained about; a terminal has one screen for both."""
        self._sink.data_received(data)

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        """Pass on the end."""
        self._release()
        self._sink.closed(reason, exit_status)


class _Lease:
    """What a terminal holds of a node: its connection, and the forwards through it."""

    def __init__(self, forwards: Forwards, connection: Connection, tasks: TaskSet) -> None:
        self._forwards, self._connection, self._tasks = forwards, connection, tasks
        self._held: object = None
        self._is_over = False

    def hold_forwards(self, node: Node) -> None:
        """Want the forwards of the node, unless the shell has ended already."""
        if not self._is_over:
            self._held = self._forwards.opened(node, self._connection)

    def end(self) -> None:
        """Give everything back."""
        self._is_over = True
        self._forwards.closed(self._held)
        self._tasks.start(self._connection.release(), "release")


class Rooms:
    """Connections, fleet, clusters and deploys of one core."""

    clusters: Clusters

    def __init__(  # noqa: PLR0913 - one parameter for each room
        self,
        profile: Profile,
        *,
        connector: LateConnector,
        dialer: NodeDialer,
        store: FleetStore,
        fleet: Fleet,
        details: Details,
        forwards: Forwards,
        make_deploys: Callable[[Rooms], LateDeploys],
        make_inventory: Callable[[Rooms], InventoryRoom],
        tasks: TaskSet,
    ) -> None:
        self.profile = profile
        self.connector = connector
        self._dialer = dialer
        self.store = store
        self.fleet = fleet
        self._details = details
        self.forwards = forwards
        self._used: set[NodeId] = set()
        self._tasks = tasks
        self.inventory = make_inventory(self)
        self.deploys = make_deploys(self)

    def node(self, node_id: NodeId) -> Node:
        """Return a node of the inventory."""
        if (place := pod_place(node_id)) is not None:
            return Node(node_id, place.label, (place.cluster,), place.pod, Source.KUBERNETES)
        if node_id == LOCAL_NODE:
            from console.fleet.local import local_node

            return local_node()
        view = self.store.view(node_id) or self.store.view(self.inventory.row_of(node_id))
        if view is None and node_id.startswith(QUICK):
            return self.quick_node(node_id.removeprefix(QUICK))
        if view is None:
            raise ConsoleError(
                "fleet.no_such_node",
                N_("There is no node {node} in the inventory."),
                N_("It may have been removed; reload the inventory."),
                node=node_id,
            )
        return view.node

    def quick_node(self, destination: str) -> Node:
        """Return the node for ``user@host:port``: one that is known by that name, or a new one."""
        from console.fleet.inventory import quick_node

        for view in self.store.views():
            if destination.strip() in {view.node.name, view.node.alias}:
                return view.node
        node = quick_node(destination)
        self.fleet.load([node])
        return node

    def endpoint(self, node: Node) -> Endpoint:
        """Return where SSH finds a node."""
        return self._dialer.endpoint(node)

    async def connection(self, node_id: NodeId) -> Connection:
        """Return a connection to a node; give it back with its ``release``."""
        return await self.connector.connect(self._dialer.endpoint(self.node(node_id)))

    async def link(self, node_id: NodeId) -> NodeLink:
        """Return what deploys need of a node; of this computer without SSH."""
        if node_id == LOCAL_NODE and not self.profile.simulated:
            from console.deploy.ownmachine import OwnMachine

            return OwnMachine()
        return await self.connection(node_id)

    async def connection_to(self, destination: str) -> Connection:
        """Return a connection to a node by its name, or to ``user@host:port``, which does not join the fleet."""
        from console.fleet.inventory import quick_node

        named = (view.node for view in self.store.views() if destination in {view.node.name, view.node.alias})
        return await self.connector.connect(self._dialer.endpoint(next(named, None) or quick_node(destination)))

    async def open_shell(self, node_id: NodeId, sink: ChannelSink, cols: int, rows: int) -> Opened:
        """Open a shell on a node over SSH, on another connection where one has no place left; or in a pod."""
        from console.ssh.errors import ChannelLimit

        if (place := pod_place(node_id)) is not None:
            shell = await self.clusters.kubernetes(place.cluster).shell(place, sink, cols, rows)
            return Opened(shell)
        node = self.node(node_id)
        self._follow(node_id)
        endpoint = self._dialer.endpoint(node)
        for lane in range(MOST_LANES):
            connection = await self.connector.connect(endpoint, lane=lane)

            lease = _Lease(self.forwards, connection, self._tasks)
            try:
                channel = await connection.open_shell(_Released(sink, lease.end), term=TERM, cols=cols, rows=rows)
            except BaseException as error:
                await connection.release()
                if isinstance(error, ChannelLimit) and lane + 1 < MOST_LANES:
                    continue
                raise
            self._sample_again(node_id)
            lease.hold_forwards(node)
            return Opened(channel, user=connection.username, key_verified=True)
        raise AssertionError("the last lane raises")

    def _follow(self, node_id: NodeId) -> None:
        """Sample a node that a terminal is open on, even one that only stands in ssh_config."""
        self._used.add(node_id)
        self.fleet.watch(frozenset(self._used), viewer="terminals")

    def _sample_again(self, node_id: NodeId) -> None:
        """Call a node again whose sampler waits for a person: that person has just come in."""
        view = self.store.view(node_id)
        if view is not None and view.problem is not None:
            self.fleet.retry(node_id)

    def look(self, node_ids: Collection[NodeId]) -> None:
        """Look closely at these nodes for the desk, and at no others."""
        self.fleet.watch(frozenset(node_ids), viewer="details")
        self._details.watch(node_ids)

    def detail(self, node_id: NodeId) -> NodeDetail | None:
        """Return what a node said that somebody looks at closely; None where nobody does."""
        return self._details.known(node_id)

    async def look_once(self, node_id: NodeId, within_seconds: float) -> NodeDetail | None:
        """Look closely at a node for once; None where it does not tell of its devices in time."""
        return await self._details.look_once(node_id, within_seconds)

    def desk_came(self) -> None:
        """Sample the nodes of open terminals again."""
        if self._used:
            self.fleet.watch(frozenset(self._used), viewer="terminals")

    def watch(self, node_ids: Collection[NodeId] | None) -> None:
        """Ask these nodes for the desk, None: all of them; from now on it is there again."""
        self.fleet.watch(node_ids)
        self.fleet.unwatch(UNATTENDED)

    def desk_left(self, *, goes_on: bool) -> None:
        """Ask nobody any more, because there is no desk that looks; or ask on for alerts and history."""
        if goes_on:
            self.fleet.watch(viewer=UNATTENDED)
        else:
            self.fleet.unwatch("terminals")
        self.fleet.unwatch()
        self.look(())
        self.clusters.unwatch_all()

    async def close(self) -> None:
        """End everything. Services on nodes go on; journals say where deploys were."""
        await self.clusters.close()
        await self.deploys.close()
        await self._details.close()
        await self.fleet.close()
        await self.connector.close()
        await self.inventory.close()


def begin(rooms: Rooms, listener: RoomsListener, tasks: TaskSet, told: Sequence[Problem]) -> None:
    """Load deploys and SSH soon, and read again what has been edited or is due, ssh_config too.

    ``told`` is what was wrong with that at the start.
    """
    tasks.start(_warm_up(rooms), "warm-up")
    if rooms.profile.simulated:
        return
    from console.app.configwatch import ConfigWatch
    from console.ssh.endpoint import SYSTEM_CONFIG

    own = [Path(path).expanduser() for path in rooms.profile.ssh_config] or [
        Path("~/.ssh/config").expanduser(),
        SYSTEM_CONFIG,
    ]
    watch = ConfigWatch(own, rooms.inventory.config_changed, lambda problem: listener.tell(m.Notice(problem)))
    tasks.start(watch.run(told), "ssh_config")
    tasks.start(rooms.inventory.watch(), "inventory")


async def _warm_up(rooms: Rooms) -> None:
    """Read what has been deployed; import SSH before somebody waits for it, where there is a node to connect to."""
    await asyncio.sleep(WARM_UP_SECONDS)
    await rooms.deploys.ready()
    if any(view.node.id != LOCAL_NODE for view in rooms.store.views()):
        await rooms.connector.ready()


async def build(
    profile: Profile,
    asker: Asker,
    listener: RoomsListener,
    clock: Clock,
    tasks: TaskSet,
    *,
    interval_seconds: float,
    busy_nodes: Callable[[], Collection[NodeId]] = tuple,
) -> Rooms:
    """Import what the rooms need, without holding up the loop, and put them together.

    ``busy_nodes`` are not taken from under those who work on them, whatever becomes of the inventory.
    """
    for module in ("console.fleet.fleet", "console.app.inventory", "console.app.clusters"):
        await asyncio.to_thread(import_module, module)
    from console.app.clusters import SIMULATED, RoomsAround
    from console.app.inventory import InventoryRoom, roots, simulated
    from console.app.reach import NodeReach
    from console.fleet.clusters.clusters import Clusters
    from console.fleet.details import Details
    from console.fleet.dial import NodeDialer
    from console.fleet.fleet import Fleet
    from console.fleet.inventory import Inventory
    from console.fleet.store import FleetStore
    from console.fleet.visit import Visit

    folders = paths.user_folders()
    connector = LateConnector(asker, tasks, clock)
    store = FleetStore(clock, interval_seconds)
    dialer = NodeDialer(connector, tuple(Path(path) for path in profile.ssh_config) or None)
    fleet = Fleet(store, dialer, clock, tasks, listener.fleet_changed, interval_seconds)
    details = Details(Visit(clock), dialer, clock, tasks, view=store.view, on_detail=listener.detail_changed)

    def make_inventory(rooms: Rooms) -> InventoryRoom:
        reach = NodeReach(rooms.connection, rooms.quick_node)
        simulation = simulated(profile, folders, tasks, listener.noticed)
        inventory = Inventory(roots(profile), reach, clock)
        return InventoryRoom(fleet, inventory, clock, listener.tell, simulation=simulation, busy_nodes=busy_nodes)

    rooms = Rooms(
        profile,
        connector=connector,
        dialer=dialer,
        store=store,
        fleet=fleet,
        details=details,
        forwards=Forwards(listener.tell, tasks),
        make_deploys=lambda rooms: _late_deploys(rooms, folders, listener, clock, tasks, asker),
        make_inventory=make_inventory,
        tasks=tasks,
    )
    # Those that a person wrote down have no place in the simulated data centre.
    path = None if profile.simulated else folders.config / "clusters.toml"
    given = SIMULATED if profile.simulated else ()
    rooms.clusters = Clusters(path, RoomsAround(rooms), listener.tell, clock, tasks, given)
    return rooms


def _late_deploys(
    rooms: Rooms, folders: UserFolders, listener: RoomsListener, clock: Clock, tasks: TaskSet, asker: Asker
) -> LateDeploys:
    def hear(deploys: Deploys) -> None:
        for problem in deploys.problems:
            listener.noticed(problem)
        for view in deploys.views():
            listener.deploy_changed(view)

    return LateDeploys(lambda: _deploys(rooms, folders, listener, clock, tasks, asker), hear, tasks)


def _deploys(
    rooms: Rooms, folders: UserFolders, listener: RoomsListener, clock: Clock, tasks: TaskSet, asker: Asker
) -> Deploys:
    from console.app.deploytelling import DeployTelling
    from console.app.hubs import token
    from console.app.knowing import knowledge, whoami
    from console.app.sudowords import SudoKeeper
    from console.deploy.deploys import Deploys, Stock
    from console.deploy.rootwords import RootWords
    from console.deploy.weights.resolve import no_token
    from console.deploy.wheelhouse import Wheelhouse

    # Simulated nodes take stand-ins, which must never lie where a real deploy looks.
    wheels = "simulated-wheels" if rooms.profile.simulated else "wheels"
    return Deploys(
        state_dir=folders.state / "deploys" / rooms.profile.name,
        stock=Stock(
            Wheelhouse(folders.cache / wheels, stand_ins=rooms.profile.simulated),
            paths.resources() / "catalog",
            knowledge,
            # In the simulated data centre a person's own entries and tokens have no place.
            None if rooms.profile.simulated else folders.config / "catalog",
            no_token if rooms.profile.simulated else token,
            RootWords(SudoKeeper(asker, rooms.node)),
        ),
        link_for=rooms.link,
        node_for=rooms.node,
        clock=clock,
        tasks=tasks,
        listener=DeployTelling(listener),
        who=whoami(),
    )
