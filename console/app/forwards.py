"""The port forwards of the nodes that terminals are open on."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from console.model.errors import ConsoleError, Problem
from console.model.forward import Forward, ForwardView
from console.model.ids import NodeId
from console.model.node import Node
from console.wire import messages as m
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.ssh.connect import Connection
    from console.ssh.forward import Listener


class _Held(Struct):
    """The forwards of one node on one connection, for as long as terminals are open there."""

    node: Node
    connection: Connection
    terminals: int = 0
    views: dict[int, ForwardView] = field(default_factory=dict)
    listeners: dict[int, Listener] = field(default_factory=dict)


class Forwards:
    """Opens what ssh_config asks for when the first terminal on a node is open; ends it with the last one.

    Not for the samples of a fleet: a forward in ``Host *`` would be wanted once for every node that is looked at.
    """

    def __init__(self, tell: Callable[[m.Event], None], tasks: TaskSet) -> None:
        self._tell = tell
        self._tasks = tasks
        self._numbers = count(1)
        self._held: dict[NodeId, _Held] = {}
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.CloseForward: self._close,
            m.ReopenForward: self._reopen,
        }

    def views(self) -> tuple[ForwardView, ...]:
        """Return all forwards, those that could not be opened included."""
        return tuple(view for held in self._held.values() for view in held.views.values())

    def tell_all(self) -> None:
        """Tell a desk what there is."""
        self._tell(m.ForwardsChanged(self.views()))

    def opened(self, node: Node, connection: Connection) -> object:
        """Note that a terminal on a node is open; return what ``closed`` wants to know of it."""
        held = self._held.get(node.id)
        if held is None:
            if not connection.target.forwards:
                return None
            held = self._held[node.id] = _Held(node, connection)
            connection.take()  # it stays as long as anything may come through
            connection.on_lost.append(partial(self._lost, held))
            for forward in connection.target.forwards:
                number = next(self._numbers)
                held.views[number] = ForwardView(number, node.id, node.name, forward)
            self._tasks.start(self._open_all(held), f"forwards {node.id}")
        held.terminals += 1
        return held

    def closed(self, held: object) -> None:
        """Note that a terminal is open no more; the last one of a node ends its forwards."""
        if not isinstance(held, _Held):
            return
        held.terminals -= 1
        if held.terminals <= 0 and self._held.get(held.node.id) is held:
            self._drop(held)
            self._tasks.start(held.connection.release(), f"release {held.node.id}")

    async def _open_all(self, held: _Held) -> None:
        for number in tuple(held.views):
            await self._open(held, number)

    async def _open(self, held: _Held, number: int) -> None:
        from console.ssh.forward import open_forward

        view = held.views[number]
        problem: Problem | None = None
        try:
            listener = await open_forward(held.connection.raw, held.connection.host, view.forward)
        except ConsoleError as error:
            problem = error.problem
        else:
            if self._held.get(view.node_id) is not held or number not in held.views:
                listener.close()
                return
            held.listeners[number] = listener
        if number in held.views:
            held.views[number] = replace(
                view, is_open=problem is None, problem=problem, forward=self._known(held, view)
            )
        if problem is not None and self._held.get(view.node_id) is held:
            self._tell(m.Notice(problem, view.node_id))
        self.tell_all()

    def _known(self, held: _Held, view: ForwardView) -> Forward:
        """Return the forward with the port that the system chose for port 0."""
        listener = held.listeners.get(view.number)
        if listener is None or view.forward.listen_path or view.forward.listen_port:
            return view.forward
        return replace(view.forward, listen_port=listener.get_port())

    async def _close(self, request: m.CloseForward) -> None:
        held = self._holding(request.number)
        listener = held.listeners.pop(request.number, None) if held else None
        if held is not None:
            held.views[request.number] = replace(held.views[request.number], is_open=False, problem=None)
        if listener is not None:
            listener.close()
        self.tell_all()

    async def _reopen(self, request: m.ReopenForward) -> None:
        held = self._holding(request.number)
        if held is not None and request.number not in held.listeners:
            await self._open(held, request.number)

    def _holding(self, number: int) -> _Held | None:
        return next((held for held in self._held.values() if number in held.views), None)

    def _lost(self, held: _Held, _problem: Problem | None) -> None:
        if self._held.get(held.node.id) is held:
            self._drop(held)

    def _drop(self, held: _Held) -> None:
        del self._held[held.node.id]
        for listener in held.listeners.values():
            listener.close()
        held.listeners.clear()
        held.views.clear()
        self.tell_all()
