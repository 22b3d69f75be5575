"""What a terminal shows, put together from frames: the rows, and which of them wait for the painter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.wire.frames import Attribute, Attributes, Colors, Flags, Frame, FrameFlag, Keys, Mode

_BLINK = np.uint16(Attribute.BLINK)


class Screen:
    """The rows of the last frames and the values of the newest one."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._reset(frame)
        self.apply(frame)

    @property
    def cols(self) -> int:
        """Cells in a row."""
        return self.frame.cols

    @property
    def rows(self) -> int:
        """Rows on the screen."""
        return self.frame.rows

    @property
    def live_row(self) -> int:
        """The absolute number of the first row of the live screen."""
        return self.frame.oldest_row + self.frame.history_rows

    def mode(self, mode: Mode) -> bool:
        """Return whether any of ``mode`` is set."""
        # As whole numbers: what two flags have in common is an object made anew, ten times as slow.
        return bool(int(self.frame.modes) & int(mode))

    def flag(self, flag: FrameFlag) -> bool:
        """Return whether the newest frame has ``flag``."""
        return bool(int(self.frame.flags) & int(flag))

    def apply(self, frame: Frame) -> int:
        """Take a frame; return by how many rows what was shown moved up (negative: down)."""
        if int(frame.flags) & int(FrameFlag.FULL) or (frame.rows, frame.cols) != self.keys.shape:
            self._reset(frame)
            scroll = 0
        else:
            scroll = frame.scroll
            self._scroll(scroll)
        self.frame = frame
        numbers = frame.row_numbers
        self.keys[numbers] = frame.keys
        self.dirty[numbers] = True
        self.wrapped[numbers] = False if frame.wrapped is None else frame.wrapped
        self._take_attributes(frame)
        return scroll

    def _reset(self, frame: Frame) -> None:
        self.keys: Keys = np.zeros((frame.rows, frame.cols), np.uint64)
        self.dirty: Flags = np.ones(frame.rows, np.bool_)
        self.wrapped: Flags = np.zeros(frame.rows, np.bool_)
        self.attributes: Attributes | None = None
        self.underline_colors: Colors | None = None

    def _take_attributes(self, frame: Frame) -> None:
        numbers = frame.row_numbers
        if frame.attributes is not None:
            if self.attributes is None:
                self.attributes = np.zeros(self.keys.shape, np.uint16)
            self.attributes[numbers] = frame.attributes
        elif self.attributes is not None:
            self.attributes[numbers] = 0
        if frame.underline_colors is not None:
            if self.underline_colors is None:
                self.underline_colors = np.zeros(self.keys.shape, np.uint32)
            self.underline_colors[numbers] = frame.underline_colors
        elif self.underline_colors is not None:
            self.underline_colors[numbers] = 0

    def _scroll(self, lines: int) -> None:
        if not lines:
            return
        _move(self.keys, lines)
        if self.attributes is not None:
            _move(self.attributes, lines)
        if self.underline_colors is not None:
            _move(self.underline_colors, lines)
        _move(self.wrapped, lines)
        _move(self.dirty, lines)
        if lines > 0:
            self.dirty[-lines:] = True
        else:
            self.dirty[:-lines] = True

    @property
    def blinking(self) -> NDArray[np.bool_]:
        """Return which rows have text that blinks."""
        if self.attributes is None:
            return np.zeros(self.rows, np.bool_)
        blinks: NDArray[np.bool_] = np.any(self.attributes & _BLINK, axis=1)
        return blinks

    def slots(self, row: int) -> list[int]:
        """Return the glyph slots of a row of the screen."""
        slots: list[int] = (self.keys[row] >> np.uint64(48)).tolist()
        return slots


def _move(rows: NDArray[np.uint64] | NDArray[np.uint32] | NDArray[np.uint16] | NDArray[np.bool_], lines: int) -> None:
    if abs(lines) >= len(rows):
        return
    if lines > 0:
        rows[:-lines] = rows[lines:].copy()
    else:
        rows[-lines:] = rows[:lines].copy()
