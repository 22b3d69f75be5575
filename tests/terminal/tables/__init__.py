"""The conformance tables, in the order in which they are read."""

from __future__ import annotations

from tests.terminal.cases import Table
from tests.terminal.tables import (
    c0,
    characters,
    cursor,
    editing,
    escapes,
    graphics,
    inputs,
    margins,
    modes,
    osc,
    reports,
    sgr,
)

TABLES: tuple[Table, ...] = (
    c0.TABLE, escapes.TABLE, cursor.TABLE, editing.TABLE, editing.PROTECTION, margins.MARGINS, margins.SIDE_MARGINS,
    margins.WRAP, margins.SCREENS, margins.RESETS, characters.CHARACTERS, characters.CHARSETS, characters.FACES,
    sgr.TABLE, modes.TABLE, reports.STATUS, reports.SETTINGS, osc.COLORS, osc.REQUESTS, graphics.TABLE,
    inputs.KEYS, inputs.KITTY, inputs.MOUSE, inputs.PASTE,
)  # fmt: skip
