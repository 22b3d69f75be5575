"""Pictures that a program shows between its text, as values, and what of them the desk has not had yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from console.wire.pictures import Picture, Placement

BATCH_BYTES = 8 << 20
"""So much of pictures, as they are painted, goes with one frame, and at least one: the window has to decode them."""


class PictureSource(Protocol):
    """What an engine says of pictures."""

    def placements(self) -> tuple[Placement, ...]:
        """Return where pictures stand, back to front, in absolute rows."""
        ...

    def picture(self, key: int) -> Picture | None:
        """Return the picture that placements mean by ``key``; None where it is gone."""
        ...


class NoPictures:
    """What an engine without pictures says."""

    def placements(self) -> tuple[Placement, ...]:
        """Return nothing."""
        return ()

    def picture(self, key: int) -> Picture | None:  # noqa: ARG002 - there is none, whichever is asked for
        """Return nothing."""
        return None


class PictureSink(Protocol):
    """Where pictures go: the desk, or nobody."""

    def send_pictures(self, terminal_id: int, pictures: Sequence[Picture], placements: Sequence[Placement]) -> None:
        """Send pictures that are new, and all placements; pictures without one are not wanted any more."""
        ...


class Gallery:
    """Remembers which pictures of one terminal the desk has, and where it shows them."""

    def __init__(self, terminal_id: int) -> None:
        self._terminal_id = terminal_id
        self._placements: tuple[Placement, ...] = ()
        self._known: set[int] = set()

    def forget(self) -> None:
        """Start over for a desk that has nothing yet."""
        self._placements, self._known = (), set()

    def send(self, source: PictureSource, sink: PictureSink) -> bool:
        """Tell the desk what is new; return whether more is to come with the next frame."""
        wanted = source.placements()
        if wanted == self._placements and self._known.issuperset(placement.key for placement in wanted):
            return False
        new, more = self._new(source, wanted)
        shown = tuple(placement for placement in wanted if placement.key in self._known)
        if new or shown != self._placements:
            sink.send_pictures(self._terminal_id, new, shown)
        self._placements = shown
        self._known &= {placement.key for placement in shown}
        return more

    def _new(self, source: PictureSource, wanted: Sequence[Placement]) -> tuple[list[Picture], bool]:
        new: list[Picture] = []
        left = BATCH_BYTES
        for key in dict.fromkeys(placement.key for placement in wanted if placement.key not in self._known):
            picture = source.picture(key)
            if picture is None:
                continue
            left -= picture.painted_bytes
            if new and left < 0:
                return new, True
            new.append(picture)
            self._known.add(key)
        return new, False
