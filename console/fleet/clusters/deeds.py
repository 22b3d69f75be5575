"""What people did to clusters, kept: who, when, what, to which nodes or jobs, why, and what came of it.

One JSON line when something begins and one when it has ended, with the same id: after a crash what was under way is
there, without an end.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec

from console.model.cluster import ClusterDeed
from console.settings.store import write_atomic

log = logging.getLogger("leitstand.clusters")

MOST = 2000
"""Deeds that are kept; the oldest go."""
SLACK = 500
"""Lines more, before the file is written anew."""
MOST_SAID = 4000
"""Characters of what the cluster said that are kept, the last ones."""

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[ClusterDeed] = msgspec.json.Decoder(ClusterDeed)


class ClusterDeeds:
    """A file of JSON lines. Blocks: called off the loop."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[ClusterDeed, ...]:
        """Return what was done, oldest first, each with its end where that is known; a torn line is left out."""
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return ()
        except OSError as error:
            log.warning("the history of clusters cannot be read: %s", error)
            return ()
        found: dict[str, ClusterDeed] = {}
        for line in lines:
            try:
                deed = _decoder.decode(line)
            except msgspec.MsgspecError:
                continue
            found[deed.id] = deed
        return tuple(found.values())[-MOST:]

    def keep(self, deed: ClusterDeed) -> None:
        """Write down that something begins, or how it has ended. What cannot be written stops nobody."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._path.open("ab") as file:
                file.write(_line(deed))
            if self._path.stat().st_size > (MOST + SLACK) * 400:
                self._shorten(self.read())
        except OSError as error:
            log.warning("the history of clusters cannot be written: %s", error)

    def _shorten(self, deeds: Iterable[ClusterDeed]) -> None:
        write_atomic(self._path, b"".join(map(_line, deeds)).decode())


def _line(deed: ClusterDeed) -> bytes:
    return _encoder.encode(msgspec.structs.replace(deed, said=deed.said[-MOST_SAID:])) + b"\n"
