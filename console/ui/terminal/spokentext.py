"""The screen of a terminal as one text, as a screen reader wants it: lines, offsets, what changed. No Qt here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from msgspec import Struct

Cells = Sequence[str]
"""The texts of the cells of a row, empty for the right half of a wide character."""


class SpokenText(Struct, frozen=True, dict=True):
    """Rows of cells as lines without trailing blanks. Offsets count characters; a line break is one."""

    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, rows: Sequence[Cells]) -> SpokenText:
        """Take the rows of a screen; those below the last that says something are left out."""
        kept = [_without_blanks(cells) for cells in rows]
        while kept and not kept[-1]:
            kept.pop()
        return cls(tuple(kept))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines."""
        return tuple("".join(cells) for cells in self.rows)

    @cached_property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.lines)]

    def offset(self, row: int, col: int) -> int:
        """Return where a cell begins; what is beyond the end of a line is its end, beyond the last line the end."""
        if row < 0:
            return 0
        if row >= len(self.rows):
            return len(self.text)
        return self._starts[row] + len("".join(self.rows[row][: max(0, col)]))

    def place(self, offset: int) -> tuple[int, int]:
        """Return the row and the column of a character."""
        if not self.rows:
            return 0, 0
        row = min(max(bisect_right(self._starts, offset) - 1, 0), len(self.rows) - 1)
        ends = list(accumulate(map(len, self.rows[row])))
        return row, bisect_right(ends, max(0, offset - self._starts[row]))


def _without_blanks(cells: Cells) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1].strip(" "):
        end -= 1
    return tuple(cells[:end])


class Change(Struct, frozen=True):
    """At an offset of the text before, ``removed`` went and ``inserted`` came."""

    offset: int
    removed: str
    inserted: str


def changes(before: SpokenText, after: SpokenText, scrolled: int) -> list[Change]:
    """Return what turns one text into the other, in order, when the screen has moved up by so many rows.

    Lines that leave at the top are one change, so that a reader does not hear the rest of the screen again.
    """
    found = []
    text = before.text
    if 0 < scrolled < len(before.rows):
        gone = text[: before.offset(scrolled, 0)]
        text = text[len(gone) :]
        found.append(Change(0, gone, ""))
    same = _common(text, after.text)
    tail = _common(text[same:][::-1], after.text[same:][::-1])
    removed, inserted = text[same : len(text) - tail], after.text[same : len(after.text) - tail]
    if removed or inserted:
        found.append(Change(same, removed, inserted))
    return found


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    most = min(len(one), len(other))
    if one[:most] == other[:most]:
        return most
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if one[: middle + 1] == other[: middle + 1]:
            low = middle + 1
        else:
            high = middle
    return low
