"""A recording as a player needs it: when each event is and where it stands in the file; the texts stay there."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct, field

from console.model.errors import ConsoleError, Problem
from console.model.text import N_
from console.terminal.cast import MARKER, OUTPUT, RESIZE, CastBroken, CastHeader, CastReader

_decoder = msgspec.json.Decoder(tuple[float, str, str])


class Timeline(Struct, frozen=True, eq=False):
    """All events of a recording in their order, without their texts. Times are seconds from its start."""

    path: Path
    header: CastHeader
    times: array[float]
    offsets: array[int]
    codes: bytes
    markers: tuple[tuple[int, str], ...]
    """Index of the event, and its label."""
    problem: Problem | None = None
    """Why it ends before the file does."""
    played: array[float] = field(default_factory=lambda: array("d"))
    """When each event is played: ``times`` with long pauses cut."""

    @property
    def duration(self) -> float:
        """Return how long it plays."""
        return self.played[-1] if self.played else 0.0

    def shown_before(self, index: int) -> int:
        """Return the last event before ``index`` that changes the screen, -1 if there is none."""
        return max(self.codes.rfind(code.encode(), 0, max(0, index)) for code in (OUTPUT, RESIZE))

    def shown_from(self, index: int) -> int:
        """Return the first event from ``index`` on that changes the screen, the number of events if there is none."""
        found = [self.codes.find(code.encode(), index) for code in (OUTPUT, RESIZE)]
        return min((at for at in found if at >= 0), default=len(self.codes))

    def events_until(self, seconds: float) -> int:
        """Return how many events have happened ``seconds`` after the start."""
        return bisect_right(self.played, seconds)

    def paced(self, idle_limit_seconds: float | None) -> Timeline:
        """Return it with no pause longer than that; None: as it was."""
        if not self.times:
            return self
        gaps = np.diff(np.frombuffer(self.times), prepend=0.0)
        if idle_limit_seconds is not None:
            gaps = np.minimum(gaps, idle_limit_seconds)
        played = array("d", np.cumsum(gaps).tobytes())
        return Timeline(
            self.path, self.header, self.times, self.offsets, self.codes, self.markers, self.problem, played
        )


def load(path: Path) -> Timeline:
    """Read a recording through; not for the loop's thread. Raises CastBroken where not even its head can be read."""
    times, offsets, codes = array("d"), array("Q"), bytearray()
    markers: list[tuple[int, str]] = []
    problem: Problem | None = None
    try:
        file = path.open("rb")
    except OSError as error:
        raise ConsoleError(
            "cast.not_opened",
            N_("{path} cannot be read: {reason}."),
            path=path,
            reason=error.strerror or error,
        ) from error
    with file:
        reader = CastReader(file)
        try:
            for event in reader:
                if event.code == MARKER:
                    markers.append((len(times), event.data))
                times.append(event.at)
                offsets.append(reader.offset)
                codes += event.code.encode()[:1] or b"?"
        except CastBroken as error:
            problem = error.problem
    limit = reader.header.idle_limit_seconds
    whole = Timeline(path, reader.header, times, offsets, bytes(codes), tuple(markers), problem or reader.warning)
    return whole.paced(limit if limit is not None and 0 < limit < math.inf else None)


class Texts:
    """Reads the text of an event when it is played."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._file = timeline.path.open("rb")

    def read(self, index: int) -> str:
        """Return the text of an event, empty where the file has changed since."""
        self._file.seek(self._timeline.offsets[index])
        try:
            return _decoder.decode(self._file.readline())[2]
        except msgspec.DecodeError:
            return ""

    def close(self) -> None:
        """Close the file."""
        self._file.close()
