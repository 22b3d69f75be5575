"""The bridge for those who come when it has begun to carry: they are told first what they have missed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, SignalInstance

from console.model.errors import Problem
from console.ui.bridge import Bridge, FrameView, GlyphStore
from console.ui.link import Link
from console.ui.told import Told
from console.wire import messages as m


class LateBridge(Bridge):
    """Stands for ``bridge`` before those who are made behind the first paint.

    What the core tells is kept from the beginning. ``catch_up`` tells it in its order to whoever has connected to this
    one meanwhile; from then on each word passes at once. What is said to the core goes to the bridge itself.
    """

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._missed: list[tuple[SignalInstance, tuple[object, ...]]] = []
        self._keepers = [partial(self._keep, ours) for ours, _ in self._pairs()]
        for keeper, (_, theirs) in zip(self._keepers, self._pairs(), strict=True):
            theirs.connect(keeper)

    def _pairs(self) -> list[tuple[SignalInstance, SignalInstance]]:
        """Return each signal of ours with the one that it repeats."""
        names = [name for name, value in vars(Told).items() if isinstance(value, Signal)]
        return [(getattr(self, name), getattr(self._bridge, name)) for name in names]

    def _keep(self, ours: SignalInstance, *told: object) -> None:
        self._missed.append((ours, told))

    def catch_up(self) -> None:
        """Tell what was missed, and pass on from now on; once."""
        keepers, self._keepers = self._keepers, []
        for keeper, (ours, theirs) in zip(keepers, self._pairs(), strict=False):
            theirs.disconnect(keeper)
            theirs.connect(ours)
        missed, self._missed = self._missed, []
        for ours, told in missed:
            ours.emit(*told)

    @property
    def is_attached(self) -> bool:
        """Tell whether there is a core at the other end."""
        return self._bridge.is_attached

    @property
    def is_asking(self) -> bool:
        """Tell whether the core has something to answer."""
        return self._bridge.is_asking

    @property
    def is_watching(self) -> bool:
        """Tell whether another desk leads."""
        return self._bridge.is_watching

    def open(self, link: Link) -> None:
        """Use ``link`` for the bridge."""
        self._bridge.open(link)

    def take_over(self) -> None:
        """Lead from now on, after this desk has only watched."""
        self._bridge.take_over()

    def close(self) -> None:
        """Let go of the core without telling anybody."""
        self._bridge.close()

    def send(self, request: m.Request) -> None:
        """Send a request that needs no reply."""
        self._bridge.send(request)

    def ask(
        self,
        request: m.Request,
        on_reply: Callable[[m.Value], None],
        on_problem: Callable[[Problem], None] | None = None,
    ) -> int:
        """Send a request; exactly one of the two callbacks is called. Returns the request's id."""
        return self._bridge.ask(request, on_reply, on_problem)

    def tell(self, notice: m.Notice) -> None:
        """Tell what this side has to say as if the core had said it."""
        self._bridge.tell(notice)

    def refuse_input(self) -> None:
        """Say that who only watches cannot do what was tried."""
        self._bridge.refuse_input()

    def show_frames(self, terminal_id: int, view: FrameView | None) -> None:
        """Hand the frames of a terminal to ``view``; None stops that."""
        self._bridge.show_frames(terminal_id, view)

    def keep_glyphs(self, store: GlyphStore) -> None:
        """Hand new glyphs to ``store``."""
        self._bridge.keep_glyphs(store)
