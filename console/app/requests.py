"""What each request of a desk does: one table from the type of a message to the room that answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from console.app import unattended
from console.app.clusters import ClusterRequests
from console.app.deploying import Deploying
from console.app.deployrecords import DeployRecords
from console.app.desks import Desk
from console.app.fitting import FitRoom
from console.app.hostkeys import HostKeys
from console.app.hubs import HubRoom
from console.app.inventories import InventoryRequests
from console.app.lateconnector import load_ssh
from console.app.marking import Marking
from console.app.readiness import ReadinessRoom
from console.app.reading import Reading
from console.app.serving import Serving
from console.model.errors import ConsoleError, Problem
from console.model.ids import LOCAL_NODE, TerminalId
from console.model.text import N_
from console.settings.store import write_atomic
from console.terminal.palette import Palette
from console.terminal.session import Session
from console.terminal.shells import login_shells
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.rooms import Rooms

R = TypeVar("R", bound=m.Request)
Now = Callable[[R], m.Value]
Later = Callable[[R], Coroutine[Any, Any, m.Value]]

LOCAL_NAME = "local"
DEFECT = Problem(
    "core.defect_answering", N_("A part of the core failed."), N_("Try again. The core's log has the details.")
)


class Requests:
    """Carries out requests. Those of the first table are done at once, those of the second take a while."""

    def __init__(self, core: Core) -> None:
        self._core = core
        reading = Reading(core.tabs)
        self._now: dict[type[m.Request], Now[Any]] = {
            m.KeyPress: core.broadcast.key,
            m.FrameAck: lambda r: self._on(r.terminal_id, lambda s: s.acknowledge(r.sequence, r.paint_seconds)),
            m.Paste: core.broadcast.paste,
            m.BroadcastInput: core.broadcast.choose,
            m.ForgetDestinations: core.keeping.history.forget,
            m.AllowTrigger: core.triggers.answer,
            m.MouseInput: lambda r: self._on(r.terminal_id, lambda s: s.mouse(r.kind, r.button, r.x, r.y, r.mods)),
            m.ScrollTerminal: lambda r: self._on(r.terminal_id, lambda s: s.scroll(r.first_row)),
            m.ShowTerminal: lambda r: self._on(r.terminal_id, lambda s: s.show(visible=r.visible, focused=r.focused)),
            m.ResizeTerminal: self._resize,
            m.FindLine: reading.find_line,
            m.FindLinks: reading.find_links,
            m.SetPalette: lambda r: core.set_theme(Palette(r.foreground, r.background, r.cursor, r.ansi)),
            m.SettingsChanged: lambda _: core.reload_settings(),
            m.SetProfile: lambda r: core.tabs.set_profile(r.terminal_id, r.profile),
            m.ListShells: lambda _: m.Shells(login_shells()),
            m.CloseTerminal: lambda r: core.tabs.close(r.terminal_id),
            m.Reconnect: lambda r: core.tabs.connect(r.terminal_id),
            m.RenameTerminal: lambda r: core.tabs.rename(r.terminal_id, r.name),
            m.ArrangeTabs: self._arrange,
            m.WatchTimes: lambda r: core.times.watch(r.terminal_id, watching=r.watching),
            m.EndSearch: lambda _: core.searches.end(),
            m.Answer: core.questions.answer,
            m.Leave: self._leave,
            **core.keeping.alerting.now,
            **core.casts.now,
        }
        self._later: dict[type[m.Request], Later[Any]] = {
            m.OpenTerminal: self._open_terminal,
            m.ReadText: reading.read_text,
            m.ReadStyled: reading.read_styled,
            m.Search: core.searches.start,
            m.QuickConnect: self._quick_connect,
            m.WatchFleet: self._watch_fleet,
            m.RetryNode: self._retry_node,
            m.WatchDetails: self._watch_details,
            m.ReloadTexts: lambda _: core.texts.reload(),
            m.EditText: lambda r: core.texts.edit(r.text, partial(self._open_local, r.text.value)),
            m.SaveText: self._save_text,
            m.ImportSchemes: self._import_schemes,
            **core.casts.later,
            **core.keeping.layouts.later,
            **ReadinessRoom(core).later,
            **Deploying(core).later,
            **Serving(core).later,
            **FitRoom(core).later,
            **DeployRecords(core).later,
            **HubRoom(core).later,
            **core.keeping.observing.later,
            **HostKeys(core).later,
            **ClusterRequests(core).later,
            m.CloseForward: self._control_forward,
            m.ReopenForward: self._control_forward,
            **InventoryRequests(core).later,
            **Marking(core).later,
        }

    def handle(self, desk: Desk, request: m.Request) -> None:
        """Carry out ``request`` and answer it where it wants an answer."""
        if isinstance(request, m.Hello):
            self._hello(desk, request)
            return
        now = self._now.get(type(request))
        if now is None:
            self._core.tasks.start(self._answer(desk, request), type(request).__name__)
            return
        try:
            desk.reply(request, now(request))
        except ConsoleError as error:
            desk.refuse(request, error.problem)

    async def _answer(self, desk: Desk, request: m.Request) -> None:
        problem: Problem | None = DEFECT
        try:
            desk.reply(request, await self._later[type(request)](request))
            problem = None
        except ConsoleError as error:
            problem = error.problem
        except asyncio.CancelledError:
            problem = None  # the core ends
            raise
        finally:
            # Also for what is no ConsoleError: it goes on to the task boundary, but nobody must wait for ever.
            if problem is not None:
                desk.refuse(request, problem)

    def _hello(self, desk: Desk, hello: m.Hello) -> None:
        core = self._core
        if hello.watch:
            desk.reply(hello, core.greet(watching=True))
            core.watch(desk)
            core.casts.players.repeat()
            return
        core.watchers.remove(desk)
        core.frames.forget()
        core.broadcast.end()
        desk.reply(hello, core.greet())
        core.keeping.history.tell_all()
        core.texts.tell_all()
        core.keeping.alerting.tell_all()
        core.tasks.start(core.keeping.layouts.tell_all(), "layouts")
        core.triggers.tell_all()
        if (rooms := core.ready_rooms()) is not None:
            rooms.clusters.tell_all()
            rooms.inventory.tell_all()
        core.searches.end()
        core.times.end()
        core.commands.tell_all()
        core.questions.repeat()
        core.tabs.attach()
        if (rooms := core.ready_rooms()) is not None:
            rooms.forwards.tell_all()
        core.casts.desk_came()
        if core.watchers.count:
            desk.send(m.WatchersChanged(core.watchers.count))

    # ---- terminals ---------------------------------------------------------------------------

    def _on(self, terminal_id: TerminalId, act: Callable[[Session], None]) -> None:
        session = self._core.tabs.session(terminal_id)
        if session is not None:
            act(session)

    def _arrange(self, request: m.ArrangeTabs) -> None:
        self._core.tabs.arrange(request.arrangement)
        self._core.keeping.restoring.changed()
        self._core.desks.tell_watchers(m.Arranged(self._core.tabs.arrangement))

    def _resize(self, request: m.ResizeTerminal) -> None:
        if self._core.casts.players.plays(request.terminal_id):
            return
        self._on(
            request.terminal_id,
            lambda s: s.resize(request.cols, request.rows, request.cell_width, request.cell_height),
        )

    async def _open_terminal(self, request: m.OpenTerminal) -> TerminalId:
        if request.node_id == LOCAL_NODE:
            return self._core.tabs.open(request, LOCAL_NAME)
        rooms = await self._rooms_for_ssh()
        return self._core.tabs.open(request, rooms.node(request.node_id).name)

    def _open_local(self, name: str, command: str) -> TerminalId:
        return self._core.tabs.open(m.OpenTerminal(node_id=LOCAL_NODE, command=command), name)

    async def _quick_connect(self, request: m.QuickConnect) -> TerminalId:
        rooms = await self._rooms_for_ssh()
        node = rooms.quick_node(request.destination)
        self._core.keeping.history.add(request.destination)
        opening = m.OpenTerminal(node_id=node.id, cols=request.cols, rows=request.rows)
        return self._core.tabs.open(opening, node.name)

    async def _rooms_for_ssh(self) -> Rooms:
        """Return the rooms for a terminal on a node; where they are still made, SSH is imported beside that."""
        core = self._core
        if core.ready_rooms() is None:
            core.tasks.start(load_ssh(), "import of SSH")
        return await core.rooms()

    # ---- fleet -------------------------------------------------------------------------------

    async def _watch_fleet(self, request: m.WatchFleet) -> None:
        rooms = await self._core.rooms()
        if request.watching:
            rooms.watch(request.node_ids)
        else:
            rooms.fleet.unwatch()

    async def _retry_node(self, request: m.RetryNode) -> None:
        (await self._core.rooms()).fleet.retry(request.node_id)

    async def _watch_details(self, request: m.WatchDetails) -> None:
        (await self._core.rooms()).look(request.node_ids)

    async def _control_forward(self, request: m.CloseForward | m.ReopenForward) -> m.Value:
        return await (await self._core.rooms()).forwards.later[type(request)](request)

    # ---- files ---------------------------------------------------------------------------------

    async def _save_text(self, request: m.SaveText) -> None:
        await asyncio.to_thread(write_atomic, Path(request.path), request.text)

    async def _import_schemes(self, request: m.ImportSchemes) -> m.SchemeIds:
        from console.settings.foreign import read_schemes

        found = await asyncio.to_thread(read_schemes, Path(request.path))
        return m.SchemeIds(tuple(self._core.styles.schemes.keep(scheme).id for scheme in found))

    # ---- life --------------------------------------------------------------------------------

    def _leave(self, request: m.Leave) -> m.WouldEnd:
        losses = replace(self._core.would_end(), stays=unattended.stays(self._core.settings))
        if request.force or losses == m.WouldEnd():
            self._core.end()
        return losses
