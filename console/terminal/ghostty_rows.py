"""Absolute row numbers over an engine that counts from the oldest row it still has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from console.terminal.ghostty_types import CData, Library, ffi

LEAST_PORTION = 4096


class RowNumbers:
    """Follows one row through feeds: how far it moves towards the top is what was trimmed above it.

    A feed that replaces the whole scrollback would carry the followed row away, so feeds are cut into
    portions that cannot: a byte makes at most one row.
    """

    def __init__(self, lib: Library, terminal: CData, scrollback_lines: int) -> None:
        self._lib = lib
        self._terminal = terminal
        self._point = ffi.new("PointS *")
        self._at = ffi.new("PointCoordinate *")
        self._held = ffi.new("size_t *")
        self._screen = ffi.new("int *")
        self._ref = ffi.new("void **")
        self._anchor_y = 0
        self.oldest_row = 0
        self.limit(scrollback_lines)
        self._point.tag = lib.POINT_TAG_ACTIVE
        lib.ghostty_terminal_grid_ref_track(terminal, self._point[0], self._ref)
        self.anchor()

    def limit(self, scrollback_lines: int) -> None:
        """Set how many rows the scrollback holds."""
        self._portion = max(LEAST_PORTION, scrollback_lines)

    @property
    def held(self) -> int:
        """Return how many rows of the primary screen's scrollback there are."""
        return self._anchor_y

    @property
    def live_row(self) -> int:
        """Return the absolute number of the first row of the primary screen."""
        return self.oldest_row + self._anchor_y

    @property
    def alternate(self) -> bool:
        """Return whether the alternate screen shows."""
        self._lib.ghostty_terminal_get(self._terminal, self._lib.TERMINAL_DATA_ACTIVE_SCREEN, self._screen)
        return bool(self._screen[0])

    def portions(self, data: bytes) -> Iterator[bytes]:
        """Cut a feed so that no portion makes more rows than the scrollback holds."""
        if len(data) <= self._portion:
            if data:
                yield data
            return
        for at in range(0, len(data), self._portion):
            yield data[at : at + self._portion]

    def anchor(self) -> None:
        """Follow the first row of the screen from now on; on the alternate one take note of where it went."""
        lib = self._lib
        if self.alternate:
            if lib.ghostty_tracked_grid_ref_point(self._ref[0], lib.POINT_TAG_SCREEN, self._at) == 0:
                self._anchor_y = self._at.y
            return
        lib.ghostty_terminal_get(self._terminal, lib.TERMINAL_DATA_SCROLLBACK_ROWS, self._held)
        self._anchor_y = self._held[0]
        self._point.tag = lib.POINT_TAG_ACTIVE
        self._point.value.x, self._point.value.y = 0, 0
        lib.ghostty_tracked_grid_ref_set(self._ref[0], self._terminal, self._point[0])

    def track(self, rows: Iterable[int]) -> Iterator[CData]:
        """Follow rows of the primary screen through what moves them; yield what ``where`` takes."""
        lib, point = self._lib, self._point
        for row in rows:
            ref = ffi.new("void **")
            point.tag, point.value.x, point.value.y = lib.POINT_TAG_SCREEN, 0, max(0, row - self.oldest_row)
            held = self.oldest_row <= row and lib.ghostty_terminal_grid_ref_track(self._terminal, point[0], ref) == 0
            yield ref if held else None

    def where(self, ref: CData) -> int | None:
        """Return the row that a reference stands for now, and drop it; None where the row is gone."""
        if ref is None:
            return None
        found = self._lib.ghostty_tracked_grid_ref_point(ref[0], self._lib.POINT_TAG_SCREEN, self._at) == 0
        self._lib.ghostty_tracked_grid_ref_free(ref[0])
        return self.oldest_row + self._at.y if found else None

    def follow(self) -> None:
        """Take note of what a feed did."""
        if self.alternate:
            return
        lib = self._lib
        if lib.ghostty_tracked_grid_ref_point(self._ref[0], lib.POINT_TAG_SCREEN, self._at) == 0:
            trimmed = self._anchor_y - self._at.y
            if trimmed > 0:
                self.oldest_row += trimmed
        else:
            self.oldest_row += self._anchor_y
        self.anchor()

    def close(self) -> None:
        """Stop following."""
        self._lib.ghostty_tracked_grid_ref_free(self._ref[0])
