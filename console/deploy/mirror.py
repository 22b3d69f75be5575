"""The mirror: every command that deploys and checks send to nodes, with what comes back, as it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count

from msgspec.structs import replace

from console.deploy.link import Progress
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.mirror import Crossing, Reflection
from console.model.text import N_, Text

KEPT = 200
"""Reflections that somebody who looks later still sees."""
MOST_OUTPUT = 4000
MOST_COMMAND = 20_000
TOLD_EVERY_SECONDS = 0.1

_action: ContextVar[Text] = ContextVar("action")
LOOKING = Text(N_("Look after the service"))


@contextmanager
def doing(action: Text) -> Iterator[None]:
    """Say what the commands of this task are for, from here on."""
    token = _action.set(action)
    try:
        yield
    finally:
        _action.reset(token)


class Glass:
    """One thing under way, and who is told how it goes."""

    def __init__(self, mirror: Mirror, first: Reflection) -> None:
        self._mirror = mirror
        self._told_at = 0.0
        self.now = first

    def said(self, data: bytes) -> None:
        """Add what the node printed meanwhile."""
        self.shows(self.now.output + data.decode(errors="replace"))

    def counting(self, progress: Progress) -> Progress:
        """Return ``progress`` so that the mirror shows it too."""

        def counted(done: int, total: int) -> None:
            self.shows(f"{done} / {total} B")
            progress(done, total)

        return counted

    def shows(self, output: str) -> None:
        """Show this as what came back; told now and then while it runs."""
        self.now = replace(self.now, output=output[-MOST_OUTPUT:])
        now = self._mirror.clock.monotonic()
        if now - self._told_at >= TOLD_EVERY_SECONDS:
            self._told_at = now
            self._mirror.keep(self.now)


class Mirror:
    """Keeps the last reflections and tells who watches."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._numbers = count(1)
        self._kept: dict[int, Reflection] = {}
        self._asked: dict[NodeId, Reflection] = {}
        """The last thing on each node, where it was a request."""
        self._tell: Callable[[Reflection], None] | None = None

    def watch(self, tell: Callable[[Reflection], None] | None) -> tuple[Reflection, ...]:
        """Tell every change from now on, or nothing more; return what there was."""
        self._tell = tell
        return tuple(self._kept[number] for number in sorted(self._kept))

    @contextmanager
    def shows(self, node_id: NodeId, crossing: Crossing, command: str) -> Iterator[Glass]:
        """Reflect what is done in this block. It must hold no secret: what is handed over beside it is not shown."""
        started = self.clock.monotonic()
        # Who asks again and again whether a service is there asks one thing.
        before = self._asked.pop(node_id, None)
        is_again = before is not None and crossing is Crossing.REQUEST and before.command == command
        glass = Glass(
            self,
            Reflection(
                before.number if before is not None and is_again else next(self._numbers),
                node_id,
                _action.get(LOOKING),
                crossing,
                command[:MOST_COMMAND],
                self.clock.now().timestamp(),
            ),
        )
        self.keep(glass.now)
        failure = N_("cut off")
        try:
            yield glass
            failure = ""
        except ConsoleError as error:
            failure = error.problem.text()
            raise
        finally:
            last = replace(glass.now, seconds=self.clock.monotonic() - started, failure=failure)
            if crossing is Crossing.REQUEST:
                self._asked[node_id] = last
            self.keep(last)

    def keep(self, reflection: Reflection) -> None:
        """Put a reflection in its place and tell it; the oldest goes where there are too many."""
        self._kept[reflection.number] = reflection
        if len(self._kept) > KEPT:
            del self._kept[min(self._kept)]
        if self._tell is not None:
            self._tell(reflection)
