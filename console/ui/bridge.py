"""The one crossing between the window and the core: requests one way, values the other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Protocol

import msgspec
from PySide6.QtCore import QObject

from console.model.errors import ConsoleError, Problem
from console.model.ids import TerminalId
from console.model.text import N_
from console.ui.deploymoves import DeployMoves
from console.ui.told import Told
from console.wire import messages as m
from console.wire.arrays import import_numpy
from console.wire.transport import Kind, PacketReader, packet

if TYPE_CHECKING:
    from console.model.service import DeployView
    from console.ui.link import Link
    from console.wire.frames import Frame, Glyph

log = logging.getLogger("leitstand.bridge")

CORE_LOST = Problem(
    "core.lost",
    N_("The core has ended; its sessions are gone."),
    N_("The last screens stay readable. Start the core again to connect anew."),
)
TAKEN_OVER = Problem("desk.taken_over", N_("Another window has taken over."), N_("It shows the same sessions."))


class FrameView(Protocol):
    """A terminal on the screen, as the bridge sees it."""

    def apply_frame(self, frame: Frame) -> None:
        """Show what changed."""
        ...

    def apply_pictures(self, payload: bytes, *, placements: bool) -> None:
        """Take a picture that is new, or where pictures stand."""
        ...


class GlyphStore(Protocol):
    """Keeps the shapes that frames refer to."""

    def add(self, generation: int, first_slot: int, glyphs: list[Glyph]) -> None:
        """Take new slots; another generation forgets the old ones."""
        ...


class Bridge(Told):
    """Sends requests, hands out replies, turns events into signals with typed values."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link: Link | None = None
        self._is_watching = False
        self._reader = PacketReader()
        self._ids = count(2)
        self._waiting: dict[int, tuple[Callable[[m.Value], None], Callable[[Problem], None]]] = {}
        self._views: dict[int, FrameView] = {}
        self._glyphs: GlyphStore | None = None
        self._moves = DeployMoves()
        self._signals = self._event_table()

    def _event_table(self) -> dict[type[m.Event], Callable[..., None]]:
        return {
            m.TabChanged: lambda e: self.tab_changed.emit(e.tab),
            m.TabClosed: lambda e: self.tab_closed.emit(e.terminal_id),
            m.Arranged: lambda e: self.arranged.emit(e.arrangement),
            m.ExportProgress: self.export_progress.emit,
            m.RedactionChanged: lambda e: self.redaction.emit(e.on),
            m.PlayerChanged: lambda e: self.player_changed.emit(e.player),
            m.Bell: self._rang,
            m.ClipboardWrite: lambda e: self.clipboard_write.emit(e.terminal_id, e.text),
            m.BroadcastChanged: lambda e: self.broadcast.emit(e.terminals),
            m.Destinations: lambda e: self.destinations.emit(e.texts),
            m.ForwardsChanged: lambda e: self.forwards.emit(e.forwards),
            **dict.fromkeys((m.ChatPiece, m.LoadTold, m.ServiceTold), self.service_told.emit),
            m.Mirrored: lambda e: self.mirrored.emit(e.reflection),
            m.InventoryRead: self.inventory_read.emit,
            m.Layouts: lambda e: self.layouts.emit(e.layouts),
            m.Snippets: lambda e: self.snippets.emit(e.snippets),
            m.TriggerHits: self.trigger_hits.emit,
            m.TriggerAsks: self.trigger_asks.emit,
            m.FleetChanged: lambda e: self.fleet_changed.emit(e.changes),
            m.DetailChanged: lambda e: self.detail_changed.emit(e.node_id, e.detail),
            m.Question: self.question.emit,
            m.QuestionGone: lambda e: self.question_gone.emit(e.question_id),
            m.Notice: self.notice.emit,
            m.DeployChanged: lambda e: self._deploy_changed(e.deploy),
            m.DeployMoved: lambda e: self._deploy_changed(self._moves.moved(e)),
            m.DeployForgotten: lambda e: self.deploy_forgotten.emit(e.deploy_id),
            m.Found: self.found.emit,
            m.CommandsChanged: self.commands_changed.emit,
            m.CommandFinished: self.command_finished.emit,
            m.RowTimes: self.row_times.emit,
            m.SearchFailed: self.search_failed.emit,
            m.PreflightResult: self.preflight_result.emit,
            m.ReadinessResult: self.readiness_result.emit,
            m.AlertsChanged: self.alerts_changed.emit,
            m.AlertsRaised: self.alerts_raised.emit,
            m.Clusters: lambda e: self.clusters.emit(e.views),
            m.SlurmChanged: self.slurm_changed.emit,
            m.KubeChanged: self.kube_changed.emit,
            m.PrometheusChanged: self.prometheus_changed.emit,
            m.ClusterDeeds: self.cluster_deeds.emit,
            m.ClusterLog: self.cluster_log.emit,
            m.TakenOver: lambda _: self._was_taken_over(),
            m.WatchersChanged: lambda e: self.watchers.emit(e.count),
        }

    @property
    def is_attached(self) -> bool:
        """Tell whether there is a core at the other end."""
        return self._link is not None

    @property
    def is_asking(self) -> bool:
        """Tell whether the core has something to answer."""
        return bool(self._waiting)

    @property
    def is_watching(self) -> bool:
        """Tell whether another desk leads: only what changes nothing is sent then."""
        return self._is_watching

    def open(self, link: Link) -> None:
        """Use ``link``, over which Hello has already been said with id 1."""
        self.close()
        self._link = link
        self._reader = PacketReader()
        self._waiting[1] = (self._welcomed, self._refused)
        link.received.connect(self._received)
        link.lost.connect(self._lost)

    def take_over(self) -> None:
        """Lead from now on, after this desk has only watched."""
        self._waiting[1] = (self._welcomed, self._refused)
        self.send(m.Hello(id=1))

    def _welcomed(self, welcome: m.Value) -> None:
        if isinstance(welcome, m.Welcome):
            self._is_watching = welcome.watching
            self._moves.keep(welcome.deploys)
            self.welcome.emit(welcome)

    def close(self) -> None:
        """Let go of the core without telling anybody."""
        self._is_watching = False
        if self._link is not None:
            self._link.close()
        self._link = None
        self._waiting.clear()

    def send(self, request: m.Request) -> None:
        """Send a request that needs no reply; without a core, or where it is not for a watcher, it is dropped."""
        if self.is_watching and not isinstance(request, m.VIEWING):
            if isinstance(request, m.KeyPress | m.Paste):
                self.refuse_input()
            return
        if self._link is not None:
            self._link.send(packet(Kind.MESSAGE, m.encode(request)))

    def ask(
        self,
        request: m.Request,
        on_reply: Callable[[m.Value], None],
        on_problem: Callable[[Problem], None] | None = None,
    ) -> int:
        """Send a request; exactly one of the two callbacks is called. Returns the request's id."""
        failed = on_problem or self._tell_problem
        if self._link is None:
            failed(CORE_LOST)
            return 0
        if self.is_watching and not isinstance(request, m.VIEWING):
            failed(m.WATCHING)
            return 0
        request_id = next(self._ids)
        self._waiting[request_id] = (on_reply, failed)
        self.send(msgspec.structs.replace(request, id=request_id))
        return request_id

    def tell(self, notice: m.Notice) -> None:
        """Tell what this side has to say as if the core had said it."""
        self.notice.emit(notice)

    def refuse_input(self) -> None:
        """Say that who only watches cannot do what was tried."""
        self.refused_input.emit()

    def show_frames(self, terminal_id: int, view: FrameView | None) -> None:
        """Hand the frames of a terminal to ``view``; None stops that."""
        if view is None:
            self._views.pop(terminal_id, None)
        else:
            self._views[terminal_id] = view

    def keep_glyphs(self, store: GlyphStore) -> None:
        """Hand new glyphs to ``store``."""
        self._glyphs = store

    def _received(self, data: bytes) -> None:
        try:
            for kind, terminal_id, payload in self._reader.feed(data):
                self._packet(kind, terminal_id, payload)
        except (msgspec.DecodeError, ConsoleError, ValueError) as error:
            log.warning("The core sent what cannot be read: %s", error)
            self._lost()

    def _packet(self, kind: Kind, terminal_id: int, payload: bytes) -> None:
        if kind is Kind.MESSAGE:
            self._message(m.decode_event(payload))
            return
        if kind in {Kind.PICTURE, Kind.PLACEMENTS}:
            shows = self._views.get(terminal_id)
            if shows is not None:
                shows.apply_pictures(payload, placements=kind is Kind.PLACEMENTS)
            return
        # numpy comes with the first frame, not before the first paint.
        import_numpy()
        from console.wire import frames

        if kind is Kind.GLYPHS:
            if self._glyphs is not None:
                self._glyphs.add(*frames.decode_glyphs(payload))
            return
        frame = frames.decode_frame(payload)
        view = self._views.get(terminal_id)
        if view is None:
            # Nobody shows it any more: say so at once, or the core would wait for ever.
            ack = m.FrameAck(terminal_id=TerminalId(terminal_id), sequence=frame.sequence, paint_seconds=0.0)
            self.send(ack)
        else:
            view.apply_frame(frame)

    def _message(self, message: m.Event | m.Reply) -> None:
        if not isinstance(message, m.Reply):
            self._signals[type(message)](message)
            return
        on_reply, on_problem = self._waiting.pop(message.id, (None, None))
        if message.problem is not None and on_problem is not None:
            on_problem(message.problem)
        elif on_reply is not None:
            on_reply(message.value)

    def _deploy_changed(self, view: DeployView | None) -> None:
        if view is not None:
            self._moves.keep((view,))
            self.deploy_changed.emit(view)

    def _rang(self, bell: m.Bell) -> None:
        self.bell.emit(bell.terminal_id)
        if bell.sounds:
            self.bell_sounded.emit()

    def _tell_problem(self, problem: Problem) -> None:
        self.refused.emit(problem)
        self.tell(m.Notice(problem))

    def _refused(self, problem: Problem) -> None:
        self.close()
        self.core_lost.emit(problem)

    def _lost(self) -> None:
        self._end(CORE_LOST)
        self.core_lost.emit(CORE_LOST)

    def _was_taken_over(self) -> None:
        self._end(TAKEN_OVER)
        self.taken_over.emit()

    def _end(self, problem: Problem) -> None:
        """Let go of the core, and tell whoever waits for an answer that none will come."""
        waiting, self._waiting = self._waiting, {}
        self.close()
        for _, on_problem in waiting.values():
            if on_problem != self._refused:
                on_problem(problem)
