"""The core process: owns terminals, connections, fleet and deploys; a desk only looks and asks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import console
from console.app import paths, unattended
from console.app.desks import Desk, Desks
from console.app.garbage import settle
from console.app.instance import only_core
from console.app.loop import SystemClock
from console.app.profile import Profile, from_argument
from console.app.solitude import Solitude
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import LOCAL_NODE, DeployId, NodeId
from console.model.node import ChangeSet, Node, Source
from console.model.node_detail import NodeDetail
from console.model.service import DeployView
from console.model.text import N_
from console.settings.command_options import NOTICE_AFTER_SECONDS
from console.settings.options import SAMPLE_INTERVAL
from console.settings.store import SettingsStore
from console.wire import messages as m
from console.wire.arrays import import_numpy
from console.wire.beats import new_loop
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.app.rooms import Rooms
    from console.app.tabs import Opened
    from console.terminal.channel import ChannelSink
    from console.terminal.palette import Palette

log = logging.getLogger("leitstand.core")

WATCHERS = "watchers"
"""Who samples the fleet for desks that look on."""

PREDECESSOR_ENDS_WITHIN_SECONDS = 15.0
"""How long a core that is ending may take to say goodbye to its nodes."""


class Core:
    """Puts the rooms of the core together and carries values between them and the desk."""

    def __init__(self, profile: Profile, clock: Clock | None = None) -> None:
        from console.app.broadcast import Broadcast
        from console.app.casts import Casts
        from console.app.commands import Commands
        from console.app.frames import FrameSender
        from console.app.keeping import Keeping
        from console.app.owntexts import OwnTexts
        from console.app.questions import Questions
        from console.app.redacting import Redacting
        from console.app.requests import Requests
        from console.app.searches import Searches
        from console.app.styles import Styles
        from console.app.tabs import Tabs
        from console.app.times import Times
        from console.app.triggers import Triggers
        from console.app.watchers import Watchers
        from console.settings.schemes import Schemes

        self.profile = profile
        self.clock = clock or SystemClock()
        self.tasks, self.desks = TaskSet("core", self._task_failed), Desks(self)
        self.questions = Questions(self.tell)
        self.frames = FrameSender(self.desks)
        folders, resources = paths.user_folders(), paths.resources()
        self.settings = SettingsStore(folders.settings_file)
        schemes = Schemes(resources / "themes", resources / "schemes", folders.schemes)
        self.styles = Styles(self.settings, schemes, self._node, lambda found: self.tell(m.Notice(found)))
        self.tabs = Tabs(self._tab_told, self.open_shell, self.frames, self.clock, self.tasks, styles=self.styles)
        self.commands = Commands(self.tell, self.tabs, lambda: self.settings.get(NOTICE_AFTER_SECONDS))
        self.searches = Searches(self.tell, self.tabs, self.clock, self.tasks)
        self.casts = Casts(self, folders.data / "recordings")
        self.times, self.broadcast = Times(self.tell, self.tabs), Broadcast(self.tell, self.tabs)
        self.triggers = Triggers(self.tell, self.tabs, self.name_of, self.clock, self.tasks)
        self.keeping = Keeping(self, folders)
        self.texts = OwnTexts(
            folders.config, resources / "examples", self.tell, self.triggers.use, self.tasks,
            lambda: asyncio.gather(self.keeping.alerting.load(), self.redacting.load()),
        )  # fmt: skip
        self.problems: list[Problem] = [*self.settings.problems, *self.styles.profiles.problems]
        self._rooms: asyncio.Future[Rooms] | None = None
        self.redacting, self._requests = Redacting(self), Requests(self)
        self.watchers = Watchers(self.tabs, self.frames.glyphs, self.desks.tell_leader, self._requests.handle)
        self._ended = asyncio.Event()
        self._solitude = Solitude(
            self.settings,
            is_alone=lambda: self.desks.is_alone,
            keeps_something=lambda: self.would_end() != m.WouldEnd() or unattended.stays(self.settings),
            end=self.end,
        )

    # ---- life --------------------------------------------------------------------------------

    async def run(self, sock: socket.socket | None = None, pipe: str = "") -> None:
        """Serve the desk at ``sock`` and those that attach later (on Windows at ``pipe``), until the core is to end."""
        listener = self.profile.socket(paths.user_folders().runtime)
        with contextlib.ExitStack() as held:
            if sock is not None:
                held.callback(sock.close)
            await self._lock(listener, held)
            try:
                await self.keeping.restoring.restore()
                await self.desks.listen(listener, pipe)
                if sock is not None:
                    await self.desks.adopt(sock)
                self._rooms = self.tasks.start(self._build_rooms(), "rooms")
                self.tasks.start(self.texts.load(), "own texts")
                self.keeping.begin(self.tasks)
                await self._ended.wait()
            finally:
                await self._close()

    async def _lock(self, listener: Path, held: contextlib.ExitStack) -> None:
        """Become the one core of the profile; one that is about to end has taken its socket away already."""
        deadline = self.clock.monotonic() + PREDECESSOR_ENDS_WITHIN_SECONDS
        while True:
            try:
                held.enter_context(only_core(listener.with_suffix(".lock")))
            except ConsoleError:
                if listener.exists() or self.clock.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.05)
            else:
                return

    async def _build_rooms(self) -> Rooms:
        # In a thread: the desk is greeted, and a first shell on this machine starts meanwhile.
        await asyncio.to_thread(import_module, "console.app.rooms")
        from console.app import rooms

        built = await rooms.build(
            self.profile,
            self.questions,
            self,
            self.clock,
            self.tasks,
            interval_seconds=self.settings.get(SAMPLE_INTERVAL),
            busy_nodes=lambda: {tab.node_id for tab in self.tabs.values()},
        )
        try:
            found = await built.inventory.load()
            await built.clusters.load()
        except ConsoleError as error:
            found = [error.problem]
        except asyncio.CancelledError:
            await built.close()
            raise
        for problem in found:
            self.noticed(problem)
        rooms.begin(built, self, self.tasks, found)
        return built

    async def rooms(self) -> Rooms:
        """Return the rooms that need SSH, as soon as they are there."""
        if self._rooms is None:
            raise ConsoleError("core.not_running", N_("The core has not started yet."))
        return await asyncio.shield(self._rooms)

    def ready_rooms(self) -> Rooms | None:
        """Return the rooms if they are there already."""
        if self._rooms is None or not self._rooms.done() or self._rooms.cancelled() or self._rooms.exception():
            return None
        return self._rooms.result()

    def end(self) -> None:
        """Let ``run`` come to its end."""
        self._ended.set()

    async def _close(self) -> None:
        self.desks.stop_listening()
        await self.keeping.restoring.close()
        await self.casts.close()
        self.tabs.end()
        self.commands.end()
        self.times.end()
        rooms = self.ready_rooms()
        if rooms is not None:
            await rooms.close()
        await self.keeping.observing.close()
        await self.tasks.close()
        await self.desks.close()
        self._solitude.stop()

    def would_end(self) -> m.WouldEnd:
        """Return what ends with the core."""
        rooms = self.ready_rooms()
        return m.WouldEnd(self.tabs.open_count(), rooms.deploys.running_count() if rooms else 0)

    # ---- desks -------------------------------------------------------------------------------

    def request(self, desk: Desk, request: m.Request) -> None:
        """Carry out what the desk asks for."""
        if desk in self.desks.watching and not isinstance(request, m.Hello):
            self.watchers.request(desk, request)
        else:
            self._requests.handle(desk, request)

    def greet(self, *, watching: bool = False) -> m.Welcome:
        """Take in a desk that has just attached."""
        self._solitude.stop()
        rooms = self.ready_rooms()
        if rooms is not None:
            rooms.desk_came()
        return m.Welcome(
            core_version=console.__version__,
            tabs=self.tabs.values(),
            arrangement=self.tabs.arrangement,
            nodes=rooms.store.views() if rooms else (),
            deploys=tuple(rooms.deploys.views()) if rooms else (),
            simulated=self.profile.simulated,
            problems=tuple(self.problems),
            watching=watching,
        )

    def desk_left(self) -> None:
        """Go on without a desk; end after a while, if the person wants that or nothing is left to keep."""
        self.broadcast.end()
        self.tabs.detach()
        self.searches.end()
        self.times.end()
        rooms = self.ready_rooms()
        if rooms is not None:
            rooms.desk_left(goes_on=unattended.goes_on(self.settings) and not self._ended.is_set())
        self._solitude.begin()

    def watch(self, desk: Desk) -> None:
        """Let a desk look on that has been welcomed."""
        self.watchers.add(desk)
        rooms = self.ready_rooms()
        if rooms is not None:
            rooms.fleet.watch(viewer=WATCHERS)

    def watcher_left(self, desk: Desk) -> None:
        """Go on without a desk that watched."""
        self.watchers.remove(desk)
        rooms = self.ready_rooms()
        if rooms is not None and not self.desks.watching:
            rooms.fleet.unwatch(WATCHERS)
        self._solitude.begin()

    # ---- what the rooms report ---------------------------------------------------------------

    def tell(self, event: m.Event) -> None:
        """Send an event to the desk, if there is one."""
        self.desks.tell(event)

    def _tab_told(self, event: m.Event) -> None:
        self.tell(event)
        self.watchers.heard(event)
        self.keeping.heard(event)
        self.broadcast.heard(event)
        self.triggers.heard(event)
        self.texts.heard(event)
        self.casts.players.heard(event)

    def fleet_changed(self, changes: ChangeSet) -> None:
        """Pass on rows of the fleet that changed."""
        self.redacting.heard(changes)
        self.tell(m.FleetChanged(changes))
        self.keeping.fleet_changed(changes)

    def detail_changed(self, node_id: NodeId, detail: NodeDetail) -> None:
        """Pass on what a node says that the desk looks at closely."""
        self.desks.tell_leader(m.DetailChanged(node_id, detail))

    def deploy_changed(self, view: DeployView) -> None:
        """Pass on a deploy that changed."""
        self.keeping.deploy_changed(view)

    def noticed(self, problem: Problem) -> None:
        """Tell a problem now, and to every desk that attaches later."""
        self.problems.append(problem)
        self.tell(m.Notice(problem))

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        """Pass on that a deploy is no longer listed."""
        self.keeping.deploy_forgotten(deploy_id)

    async def open_shell(self, tab: m.Tab, sink: ChannelSink, cols: int, rows: int) -> Opened:
        """Open the shell of a tab; on this machine without waiting for anything."""
        if (played := self.casts.played(tab, sink)) is not None:
            return played
        if tab.node_id == LOCAL_NODE:
            from console.app.shells import local_shell

            return local_shell(sink, cols, rows, self.styles.shell(tab.profile, tab.command))
        rooms = await self.rooms()
        return await rooms.open_shell(tab.node_id, sink, cols, rows)

    # ---- settings ----------------------------------------------------------------------------

    def set_theme(self, palette: Palette) -> None:
        """Take the colours of the window's theme."""
        self.styles.set_theme(palette)
        self.tabs.restyle()

    def reload_settings(self) -> None:
        """Read the settings file again; what runs already follows."""
        self.styles.reload()
        self.keeping.restoring.changed()
        self.tabs.restyle()
        self.redacting.follow()
        self.keeping.observing.reload_settings()
        rooms = self.ready_rooms()
        if rooms is not None:
            rooms.fleet.set_interval(self.settings.get(SAMPLE_INTERVAL))
        for problem in (*self.settings.problems, *self.styles.profiles.problems):
            self.tell(m.Notice(problem))

    def _node(self, node_id: NodeId) -> Node | None:
        rooms = self.ready_rooms()
        view = None if rooms is None else rooms.store.view(node_id)
        if view is None and node_id == LOCAL_NODE:
            # A shell on this machine may be wanted before the rooms are there.
            return Node(LOCAL_NODE, "local", (), "localhost", Source.LOCAL)
        return None if view is None else view.node

    def name_of(self, node_id: NodeId) -> str:
        """Return what people call a node."""
        node = self._node(node_id)
        return str(node_id) if node is None else node.name

    def _task_failed(self, error: BaseException) -> None:
        if isinstance(error, ConsoleError):
            # Such as a connect that failed: whoever waits for it has been told, and again with each try.
            log.info("%s", error)
            return
        log.error("A defect in the core", exc_info=error)
        problem = Problem(
            "core.defect",
            N_("A part of the core failed: {kind}."),
            N_("The rest goes on. The core's log has the details."),
            {"kind": type(error).__name__},
        )
        self.tell(m.Notice(problem))


async def _serve(end: str, profile: Profile) -> None:
    core = Core(profile)
    settle()
    if sys.platform == "win32":
        await core.run(pipe=end)
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, core.end)
    loop.add_signal_handler(signal.SIGHUP, lambda: None)
    # It was inheritable to get here. A shell that held it would keep the line to the desk open after us.
    os.set_inheritable(int(end), False)  # noqa: FBT003 - the signature of os
    await core.run(socket.socket(fileno=int(end)))


def serve(end: str, profile: str) -> None:
    """Run the core of ``profile`` for the desk at the other end of a descriptor (on Windows: of a named pipe)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    import_numpy()
    try:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(_serve(end, from_argument(profile)))
    except ConsoleError as error:
        log.warning("%s", error)
        sys.exit(1)


def main() -> None:
    """Run a core that ``app/launch.py`` has spawned: the arguments are the descriptor and the profile."""
    serve(sys.argv[1], sys.argv[2])
