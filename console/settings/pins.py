"""The plots that a person has pinned to the dashboard: no option that anybody sets, but what they find again."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from console.settings.store import write_atomic

MOST = 4
MOST_BYTES = 20_000


class Pin(Struct, frozen=True):
    """One plot: which panel, of whom, over how long."""

    panel: str
    subjects: tuple[tuple[str, int | None], ...]
    """Nodes, and the GPU on each where it is about one."""
    seconds: int


def load_pins(path: Path) -> tuple[Pin, ...]:
    """Return what was pinned; nothing where the file cannot be read."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(MOST_BYTES), type=tuple[Pin, ...])[:MOST]
    except (OSError, msgspec.DecodeError):
        return ()


def save_pins(path: Path, pins: tuple[Pin, ...]) -> None:
    """Keep what is pinned; raises ConsoleError."""
    write_atomic(path, msgspec.json.format(msgspec.json.encode(pins), indent=1).decode() + "\n")
