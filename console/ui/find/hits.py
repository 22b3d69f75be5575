"""What a search has found in one terminal, as far as the desk keeps it. No Qt here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from console.ui.terminal.highlights import Span
from console.wire.messages import MOST_HITS, Found, Hit

ROW_ENDS = 1 << 15
"""A column behind every row."""


def _row(hit: Hit) -> int:
    return hit.row


class Hits:
    """Hits from the oldest to the newest, and the present one. They are numbered from the newest on, which is 1."""

    def __init__(self) -> None:
        self.all: list[Hit] = []
        self.count = 0
        self.complete = False
        self.current: Hit | None = None

    def take(self, found: Found) -> None:
        """Take what the core tells."""
        hits = self.all
        if found.from_row is not None:
            hits = hits[: bisect_left(hits, found.from_row, key=_row)]
        gone = bisect_left(hits, found.oldest_row, key=_row)
        self.all = sorted([*hits[gone:], *found.hits])[-MOST_HITS:]
        self.count, self.complete = found.count, found.complete
        if self.current is not None and not self._has(self.current):
            self.choose_near(self.current.row)

    def _has(self, hit: Hit) -> bool:
        at = bisect_left(self.all, (hit.row, hit.col), key=lambda other: (other.row, other.col))
        return at < len(self.all) and (self.all[at].row, self.all[at].col) == (hit.row, hit.col)

    def choose_near(self, row: int) -> None:
        """Make the last hit up to ``row`` the present one, else the first behind it."""
        at = bisect_right(self.all, row, key=_row)
        self.current = self.all[max(0, at - 1)] if self.all else None

    def step(self, by: int) -> None:
        """Go ``by`` hits on, towards the older ones, round the ends."""
        if not self.all:
            self.current = None
        elif self.current is None:
            self.current = self.all[-1]
        else:
            self.current = self.all[(bisect_left(self.all, self.current) - by) % len(self.all)]

    @property
    def number(self) -> int:
        """Return the number of the present hit; 0 where there is none."""
        return 0 if self.current is None else len(self.all) - bisect_left(self.all, self.current)

    def spans(self, first_row: int, end_row: int) -> list[Span]:
        """Return the cells of the hits that touch the rows ``[first_row, end_row)``."""
        start, end = (bisect_left(self.all, row, key=_row) for row in (first_row, end_row))
        while start > 0 and self.all[start - 1].end_row >= first_row:
            start -= 1
        return [span for hit in self.all[start:end] for span in spans_of(hit)]

    def newest_lines(self, most: int) -> list[Hit]:
        """Return the newest hits whose text is known, one a row, the newest first."""
        lines: dict[int, Hit] = {}
        for hit in reversed(self.all):
            if len(lines) >= most or not hit.text:
                break
            lines[hit.row] = hit
        return list(lines.values())

    def rows(self) -> list[int]:
        """Return the rows that hits begin in."""
        return [hit.row for hit in self.all]


def spans_of(hit: Hit) -> Iterator[Span]:
    """Yield the cells of a hit row by row."""
    for row in range(hit.row, hit.end_row + 1):
        first = hit.col if row == hit.row else 0
        last = hit.end_col if row == hit.end_row else ROW_ENDS
        if first < last:
            yield Span(row, first, last)
