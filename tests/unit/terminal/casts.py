"""Recordings for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from console.terminal.cast import CastEvent, CastHeader, CastWriter

DEMO = (
    CastEvent(0.0, "o", "start\r\n"),
    CastEvent(1.0, "o", "one\r\n"),
    CastEvent(2.0, "m", "here"),
    CastEvent(2.5, "r", "30x8"),
    CastEvent(3.0, "o", "two\r\n"),
    CastEvent(13.0, "o", "late\r\n"),
)


def write_cast(path: Path, events: Sequence[CastEvent] = DEMO, header: CastHeader | None = None) -> Path:
    """Write a recording and return its path."""
    with path.open("wb") as file:
        writer = CastWriter(file, header or CastHeader(20, 6))
        for event in events:
            writer.event(event)
    return path
