"""Where the value columns of the tree stand at a given width, and which of them leave first."""

from __future__ import annotations

from msgspec import Struct

from console.model.text import N_
from console.settings.language import _

FULL_WIDTH = 420
"""From here on every column has its place."""
POWER_WIDTH = 340
AGE_WIDTH = 230

RIGHT_MARGIN = 18
AGE_ROOM = 40


class Columns(Struct, frozen=True):
    """Positions in logical pixels; None where the column has left."""

    width: int
    bars_left: int
    bars_right: int
    temperature_right: int
    version_left: int | None
    power_right: int | None
    age_right: int | None

    @property
    def values_right(self) -> int:
        """Return how far the words of a state may reach."""
        return self.age_right - AGE_ROOM if self.age_right is not None else self.width - RIGHT_MARGIN


def columns_for(width: int) -> Columns:
    """Lay out ``width`` pixels. Columns leave in the order version, power, age; bars and temperature stay."""
    edge = width - RIGHT_MARGIN
    age = edge if width >= AGE_WIDTH else None
    wide, narrow = width >= FULL_WIDTH, width < POWER_WIDTH
    next_right = edge - 41 if age is not None else edge
    power = None if narrow else next_right
    temperature = next_right - 48 if power is not None else next_right
    bars_right = temperature - (32 if narrow else 38)
    bars_left = bars_right - (54 if wide else 36 if narrow else 46)
    version = bars_left - 88 - (width - 440 if width > 440 else 0) // 2 if wide else None
    return Columns(width, bars_left, bars_right, temperature, version, power, age)


def age_left(columns: Columns) -> int | None:
    """Return where the ages begin; None where they have no place."""
    return None if columns.age_right is None else columns.age_right - AGE_ROOM


def values_left(columns: Columns) -> int:
    """Return where the part of a row begins that moves with its samples."""
    return columns.bars_left - 3


HEADS = (N_("Node"), N_("System"), N_("Util/mem"), "°C", "kW", N_("Age"))


def head_texts(columns: Columns) -> list[tuple[str, int, bool]]:
    """Return the column heads as (text, position, right-aligned)."""
    heads = [(_(HEADS[0]), 14, False)]
    if columns.version_left is not None:
        heads.append((_(HEADS[1]), columns.version_left, False))
    heads += [(_(HEADS[2]), columns.bars_left, False), (HEADS[3], columns.temperature_right, True)]
    if columns.power_right is not None:
        heads.append((HEADS[4], columns.power_right, True))
    if columns.age_right is not None:
        heads.append((_(HEADS[5]), columns.age_right, True))
    return heads
