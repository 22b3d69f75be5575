"""From an engine's view to the frame that crosses the wire: only what changed, moved rather than sent again."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from console.wire.frames import Attributes, Colors, CursorShape, Flags, Frame, FrameFlag, Keys, Mode


class Cursor(Struct, frozen=True):
    """Where the cursor is in the view, and how it looks."""

    x: int
    y: int
    shape: CursorShape
    color: int
    visible: bool
    """False also where the view is scrolled away from it."""
    blinks: bool


class View(Struct, frozen=True, eq=False):
    """Rows of the visible screen that may have changed, with all colours resolved."""

    cols: int
    rows: int
    screen: int
    """0 the primary, 1 the alternate one: rows of different screens are never moved into each other."""
    first_row: int
    oldest_row: int
    history_rows: int
    cursor: Cursor
    modes: Mode
    row_numbers: NDArray[np.intp]
    keys: Keys
    attributes: Attributes | None
    """None: every cell is plain."""
    underline_colors: Colors | None
    """Of every cell; None: every underline has the colour of its text."""
    wrapped: Flags
    """Which of the rows go on in the next one."""


class Position(Struct, frozen=True):
    """Where a terminal stands, in absolute rows."""

    oldest_row: int
    """The first row that is still held; on the alternate screen, which has no history, its top."""
    live_row: int
    """The first row of the live screen."""
    cursor_row: int
    cursor_col: int
    alternate: bool
    """The alternate screen shows: its rows have the numbers from ``live_row`` on, and what they hold does not last."""


class Link(Struct, frozen=True):
    """A hyperlink (OSC 8) in a row: the cells from ``start`` up to and without ``end``."""

    start: int
    end: int
    uri: str


MOST_URI = 2083
"""As VTE and iTerm2 have it; a longer one is no link: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda"""


def usable_uri(uri: str) -> str:
    """Return ``uri`` if it can be shown in full and opened, else nothing: a part of it would lead elsewhere."""
    return uri if len(uri) <= MOST_URI and uri.isprintable() else ""


PLAIN = np.zeros((1, 1), np.uint16)


def foregrounds(keys: Keys) -> Colors:
    """Return the foreground colours of cells."""
    return (keys >> np.uint64(24) & np.uint64(0xFFFFFF)).astype(np.uint32)


class FrameMaker:
    """Remembers what the desk shows of one terminal and makes the frames that change it.

    Rows are compared as they are resolved, cell by cell: an engine may mark rows that look as before,
    and its own style numbers mean nothing from one moment to the next.
    """

    def __init__(self, terminal_id: int) -> None:
        self._terminal_id = terminal_id
        self._keys: Keys = np.zeros((0, 0), np.uint64)
        self._attributes: Attributes = np.zeros((0, 0), np.uint16)
        self._colors: Colors | None = None
        self._wrapped: Flags = np.zeros(0, np.bool_)
        self._last: View | None = None
        self._sequence = 0
        self._generation = 0

    def needs_full(self, cols: int, rows: int, generation: int) -> bool:
        """Return whether the next view has to hold every row."""
        last = self._last
        return last is None or (last.cols, last.rows, self._generation) != (cols, rows, generation)

    def forget(self) -> None:
        """Make the next frame a full one: the desk that it is for knows nothing."""
        self._last = None

    def make(self, view: View, generation: int, produced_at: float) -> Frame | None:
        """Return the frame that turns what was sent last into ``view``; None when nothing changed."""
        full = self.needs_full(view.cols, view.rows, generation)
        if full:
            self._clear(view.rows, view.cols)
        scroll = 0 if full else self._scrolled(view)
        changed = self._store(view, full=full)
        if not full and not len(changed) and not scroll and self._same_state(view):
            self._last = view
            return None
        self._last, self._generation = view, generation
        self._sequence += 1
        return self._frame(view, changed, scroll, produced_at, full=full)

    def _clear(self, rows: int, cols: int) -> None:
        self._keys = np.zeros((rows, cols), np.uint64)
        self._attributes = np.zeros((rows, cols), np.uint16)
        self._colors = None
        self._wrapped = np.zeros(rows, np.bool_)

    def _scrolled(self, view: View) -> int:
        """Move the remembered rows as the desk will; return by how many."""
        last = self._last
        if last is None or last.screen != view.screen:
            return 0
        by = view.first_row - last.first_row
        if by == 0 or abs(by) >= view.rows:
            return 0
        for kept in (self._keys, self._attributes, self._colors, self._wrapped):
            if kept is None:
                continue
            if by > 0:
                kept[:-by] = kept[by:]
            else:
                kept[-by:] = kept[:by].copy()
        return by

    def _store(self, view: View, *, full: bool) -> NDArray[np.intp]:
        """Remember the rows of ``view``; return the numbers of those that differ."""
        at = view.row_numbers
        attributes = PLAIN if view.attributes is None else view.attributes
        differs = np.ones(len(at), np.bool_)
        if not full:
            differs = (self._keys[at] != view.keys).any(axis=1)
            differs |= (self._attributes[at] != attributes).any(axis=1)
            differs |= self._wrapped[at] != view.wrapped
        if view.underline_colors is not None or self._colors is not None:
            differs |= self._store_colors(view)
        self._keys[at] = view.keys
        self._attributes[at] = attributes
        self._wrapped[at] = view.wrapped
        return at[differs]

    def _store_colors(self, view: View) -> NDArray[np.bool_]:
        at = view.row_numbers
        if self._colors is None:
            self._colors = foregrounds(self._keys)
        colors = foregrounds(view.keys) if view.underline_colors is None else view.underline_colors
        differs: NDArray[np.bool_] = (self._colors[at] != colors).any(axis=1)
        self._colors[at] = colors
        return differs

    def _same_state(self, view: View) -> bool:
        last = self._last
        return last is not None and (
            last.cursor == view.cursor
            and last.modes == view.modes
            and last.screen == view.screen
            and last.first_row == view.first_row
            and last.oldest_row == view.oldest_row
            and last.history_rows == view.history_rows
        )

    def _frame(self, view: View, changed: NDArray[np.intp], scroll: int, produced_at: float, *, full: bool) -> Frame:
        cursor = view.cursor
        flags = FrameFlag.FULL if full else FrameFlag(0)
        flags |= FrameFlag.CURSOR_VISIBLE if cursor.visible else FrameFlag(0)
        flags |= FrameFlag.CURSOR_BLINKS if cursor.blinks else FrameFlag(0)
        attributes = self._attributes[changed]
        keys = self._keys[changed]
        colors = None if self._colors is None else self._colors[changed]
        wrapped = self._wrapped[changed]
        return Frame(
            terminal_id=self._terminal_id, sequence=self._sequence & 0xFFFFFFFF, generation=self._generation,
            cols=view.cols, rows=view.rows, scroll=scroll, cursor_x=cursor.x, cursor_y=cursor.y,
            cursor_shape=cursor.shape, flags=flags, modes=view.modes, cursor_color=cursor.color,
            history_rows=view.history_rows, oldest_row=view.oldest_row, first_row=view.first_row,
            produced_at=produced_at, row_numbers=changed.astype(np.uint16), keys=keys,
            attributes=attributes if attributes.any() else None,
            underline_colors=colors if colors is not None and (colors != foregrounds(keys)).any() else None,
            wrapped=wrapped if wrapped.any() else None,
        )  # fmt: skip
