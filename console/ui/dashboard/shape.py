"""Which shape the dashboard takes in a window, so that the terminal keeps its room. Pure."""

from __future__ import annotations

from msgspec import Struct

from console.panels import Shape

TERMINAL_COLUMNS, TERMINAL_ROWS = 80, 12
"""What the terminal keeps; below that the dashboard yields."""


class Room(Struct, frozen=True):
    """What there is in the window, in logical pixels."""

    window_width: int
    width: int
    """Of terminal and dashboard together."""
    height: int
    terminal_width: float
    """Of a terminal of TERMINAL_COLUMNS, with what stands around it."""
    terminal_height: float


class Extents(Struct, frozen=True):
    """How large the shapes are and at which widths of the window they change, in logical pixels."""

    strip_height: int
    dock_height: int
    column_width: int
    compact_below: int
    wide_from: int


def shape_for(room: Room, extents: Extents) -> Shape | None:
    """Return the largest shape that leaves the terminal its room; None where none does."""
    if room.window_width >= extents.wide_from and room.width - extents.column_width >= room.terminal_width:
        return Shape.COLUMN
    if room.window_width >= extents.compact_below and room.height - extents.dock_height >= room.terminal_height:
        return Shape.DOCK
    return Shape.STRIP if room.height - extents.strip_height >= room.terminal_height else None
