"""``leitstand demo --check``: the whole way without a window, from this process to every simulated node."""

from __future__ import annotations

import contextlib

from console.app.desk import hello
from console.app.line import Line
from console.app.loop import SystemClock
from console.app.profile import Profile
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.node import NodeState, NodeView
from console.model.text import N_
from console.wire import messages as m

WITHIN_SECONDS = 60.0
WAITING = {NodeState.IDLE, NodeState.CONNECTING}


class _Client:
    """A desk without a window: says Hello, watches the fleet, keeps the newest view of each node."""

    def __init__(self, profile: Profile, clock: Clock) -> None:
        self._line = Line(profile, hello(), clock)
        self.send = self._line.send
        self.nodes: dict[NodeId, NodeView] = {}
        self.problems: list[str] = []
        self.is_welcome = False

    def read(self, timeout_seconds: float) -> bool:
        """Take what arrives; False when the core has ended."""
        came = self._line.take(timeout_seconds)
        for event in came or ():
            self._take(event)
        return came is not None

    def _take(self, event: m.Event | m.Reply) -> None:
        if isinstance(event, m.Reply) and isinstance(event.value, m.Welcome):
            self.is_welcome = True
            self.nodes.update({view.node.id: view for view in event.value.nodes})
        elif isinstance(event, m.FleetChanged):
            self.nodes.update({view.node.id: view for view in event.changes.changed})
        elif isinstance(event, m.Notice):
            self.problems.append(event.problem.text())

    def leave(self) -> None:
        """End the core and wait until it is gone."""
        self.send(m.Leave(force=True))
        self._line.close(WITHIN_SECONDS)


def check(profile: Profile) -> int:
    """Ask every node for its distribution and GPUs; print a line each. Returns 0 when all have answered."""
    clock = SystemClock()
    client = _Client(profile, clock)
    try:
        client.send(m.WatchFleet())
        deadline = clock.monotonic() + WITHIN_SECONDS
        while clock.monotonic() < deadline and not _complete(client):
            if not client.read(0.5):
                raise ConsoleError("check.core_ended", N_("The core ended; its log has the reason."))
    finally:
        with contextlib.suppress(ConnectionError):
            client.leave()
    for view in client.nodes.values():
        print(_line(view))  # noqa: T201 - the command line's own voice
    for problem in client.problems:
        print(f"! {problem}")  # noqa: T201 - as above
    silent = [view for view in client.nodes.values() if view.snapshot is None]
    print(f"{len(client.nodes) - len(silent)} of {len(client.nodes)} nodes answered")  # noqa: T201 - as above
    return 0 if client.nodes and not silent and not client.problems else 1


def _complete(client: _Client) -> bool:
    return bool(client.nodes) and all(view.snapshot or view.state not in WAITING for view in client.nodes.values())


def _line(view: NodeView) -> str:
    snapshot = view.snapshot
    if snapshot is None:
        return f"{view.node.name:<12} {view.state:<12} {view.problem.text() if view.problem else ''}"
    distro = snapshot.distro.pretty_name if snapshot.distro else "unknown"
    gpus = f"{len(snapshot.gpus)} x {snapshot.gpus[0].name}" if snapshot.gpus else "no GPU"
    return f"{view.node.name:<12} {view.state:<12} {distro:<44} {gpus}"
