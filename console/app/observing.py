"""What is kept of the fleet over time."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from console.app.paths import UserFolders
from console.model.node import ChangeSet, NodeView
from console.settings.history_options import HISTORY_SIZE
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.fleet.curves import Curve
    from console.fleet.recorder import Recorder

_MEGABYTE = 1 << 20


class Observing:
    """Hands what the fleet says to the history, from the first word on, and asks it for the desk."""

    def __init__(self, core: Core, folders: UserFolders) -> None:
        self._core = core
        self._path = folders.state / "history" / f"{core.profile.name}.sqlite"
        self._history: Recorder | None = None
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.ReadHistory: self._read,
        }

    @property
    def history(self) -> Recorder:
        """Return the history; every source of samples writes here."""
        if self._history is None:
            from console.fleet.recorder import Recorder

            core = self._core
            limit = core.settings.get(HISTORY_SIZE) * _MEGABYTE
            self._history = Recorder(self._path, self._views, core.clock, core.tasks, core.noticed, limit)
        return self._history

    def _views(self) -> Sequence[NodeView]:
        rooms = self._core.ready_rooms()
        return rooms.store.views() if rooms is not None else ()

    def fleet_changed(self, changes: ChangeSet) -> None:
        """Take what changed."""
        self.history.fleet_changed(changes)

    def reload_settings(self) -> None:
        """Follow the settings."""
        if self._history is not None:
            self._history.set_limit(self._core.settings.get(HISTORY_SIZE) * _MEGABYTE)

    async def close(self) -> None:
        """Write what is left."""
        if self._history is not None:
            await self._history.close()

    async def _read(self, request: m.ReadHistory) -> m.History:
        from console.fleet.recorder import Wanted

        wanted = [Wanted(ref.node_id, ref.key) for ref in request.series]
        curves = await self.history.ask(wanted, request.start, request.end, request.points)
        told = tuple(_told(ref, curve) for ref, curve in zip(request.series, curves, strict=True))
        return m.History(told, request.start, request.end)


def _told(ref: m.SeriesRef, curve: Curve) -> m.HistoryCurve:
    return m.HistoryCurve(
        ref,
        moments=curve.moments.astype("<f8").tobytes(),
        lows=curve.lows.astype("<f4").tobytes(),
        means=curve.means.astype("<f4").tobytes(),
        highs=curve.highs.astype("<f4").tobytes(),
        gap_seconds=curve.gap_seconds,
        known_seconds=curve.known_seconds,
        integral=curve.integral,
    )
