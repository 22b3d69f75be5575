"""Everything that has to do with recordings: written, played, exported; and which request each of them answers."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.app.exports import Exports
from console.app.films import Films
from console.app.players import Players
from console.app.recordings import Limits, Recordings
from console.app.tabs import Opened
from console.settings.recording_options import RECORD_INPUT, RECORDING_MOST_MEGABYTES
from console.terminal.channel import ChannelSink
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core


class Casts:
    """Puts the rooms of recordings together."""

    def __init__(self, core: Core, folder: Path) -> None:
        tabs = core.tabs
        self._settings = core.settings
        self.recordings = Recordings(tabs, folder, self._limits, core.noticed, core.clock, core.tasks)
        self.players = Players(core.tell, tabs, core.clock)
        self.films = Films(tabs, self.players, core.frames, lambda engine: core.redacting.veil(engine))
        self.exports = Exports(core.tell, tabs, self.players)
        self.now: dict[type[m.Request], Callable[[Any], m.Value]] = {
            m.AddMarker: self.recordings.mark,
            m.ControlPlayer: self.players.control,
            m.CancelExport: self.exports.cancel,
            m.OpenFilm: self.films.open,
            m.CloseFilm: self.films.close,
        }
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.StartRecording: self.recordings.start,
            m.StopRecording: self.recordings.stop,
            m.OpenRecording: self.players.open,
            m.SearchRecording: self.players.search,
            m.Export: self.exports.run,
            m.FilmAt: self.films.at,
        }

    def _limits(self) -> Limits:
        megabytes = self._settings.get(RECORDING_MOST_MEGABYTES)
        return Limits(megabytes * 1_000_000, self._settings.get(RECORD_INPUT))

    def played(self, tab: m.Tab, sink: ChannelSink) -> Opened | None:
        """Return the channel of a tab that plays a recording, None for any other."""
        return self.players.open_shell(tab.terminal_id, sink) if self.players.plays(tab.terminal_id) else None

    def desk_came(self) -> None:
        """Tell a new desk what is played; what the one before was painting is wanted no more."""
        self.films.end()
        self.players.repeat()

    async def close(self) -> None:
        """End what is written, because the core ends."""
        await self.recordings.close()
        self.films.end()
