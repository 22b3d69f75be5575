"""Whether what is marked still says what it said when it was marked."""

from __future__ import annotations

import numpy as np

from console.ui.terminal.screen import Screen
from console.ui.terminal.selection import Selection
from console.wire.frames import Frame, Keys, Mode

GLYPH = np.uint64(48)


def still_there(selection: Selection, screen: Screen, frame: Frame) -> bool:
    """Return whether the marked text survives ``frame``, which ``screen`` has not taken yet.

    Its colours may change, and text beside it: only its own characters count. Rows that are out of sight are believed.
    """
    before = screen.frame
    if (before.cols, before.rows) != (frame.cols, frame.rows) or selection.end.row < frame.oldest_row:
        return False
    if (before.modes ^ frame.modes) & Mode.ALTERNATE_SCREEN:
        return False
    if before.generation != frame.generation:
        # The glyphs have other numbers; the text that they stand for is the same.
        return True
    return not any(
        _differs(screen.keys[was], frame.keys[at], span)
        for at, row in enumerate(frame.row_numbers.tolist())
        if (span := selection.span(frame.first_row + row, frame.cols)) is not None
        and 0 <= (was := frame.first_row + row - before.first_row) < before.rows
    )


def _differs(before: Keys, after: Keys, span: tuple[int, int]) -> bool:
    cells = slice(*span)
    return bool((before[cells] >> GLYPH != after[cells] >> GLYPH).any())
