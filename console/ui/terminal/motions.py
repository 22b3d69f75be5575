"""Where a caret goes in the text of a terminal: by cell, word, line, page. Absolute rows; no Qt here."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from console.ui.terminal.logical import Rows
from console.ui.terminal.words import Words

MOST_CELLS = 20_000
"""Looked at for the end of a word: runs of blanks may be long, a key press may not."""


class Field(Struct, frozen=True):
    """What the caret may walk on."""

    oldest_row: int
    newest_row: int
    cols: int
    page: int
    """Rows that fit on the screen."""


class Caret(Struct, frozen=True):
    """A cell. ``goal`` is the column that steps up and down want to keep."""

    row: int
    col: int
    goal: int = 0

    def to(self, row: int, col: int) -> Caret:
        """Return the caret in another cell."""
        return Caret(row, col, col)


class Motions:
    """Each returns where the caret is then; the rows that are not in sight are taken for blank."""

    def __init__(self, rows: Rows, words: Words, field: Field) -> None:
        self._rows = rows
        self._words = words
        self._field = field

    def left(self, caret: Caret) -> Caret:
        """Go one character to the left, and on in the row above."""
        row, col = caret.row, caret.col - 1
        while col > 0 and self.text(row, col) == "":
            col -= 1
        if col >= 0:
            return caret.to(row, col)
        return caret.to(row - 1, self._field.cols - 1) if row > self._field.oldest_row else caret.to(row, 0)

    def right(self, caret: Caret) -> Caret:
        """Go one character to the right, and on in the row below."""
        row, col = caret.row, caret.col + 1
        while col < self._field.cols and self.text(row, col) == "":
            col += 1
        if col < self._field.cols:
            return caret.to(row, col)
        return caret.to(row + 1, 0) if row < self._field.newest_row else caret

    def down(self, caret: Caret, rows: int) -> Caret:
        """Go rows down, up where negative; the column is kept where it can be."""
        row = min(max(caret.row + rows, self._field.oldest_row), self._field.newest_row)
        return self._whole(replace(caret, row=row, col=min(caret.goal, self._field.cols - 1)))

    def line_start(self, caret: Caret) -> Caret:
        """Go to the first column."""
        return caret.to(caret.row, 0)

    def text_start(self, caret: Caret) -> Caret:
        """Go to the first character of the row that is no blank."""
        cells = self._cells(caret.row)
        return caret.to(caret.row, next((col for col, text in enumerate(cells) if text.strip()), 0))

    def line_end(self, caret: Caret) -> Caret:
        """Go to the last character of the row that is no blank."""
        cells = self._cells(caret.row)
        last = max((col for col, text in enumerate(cells) if text.strip()), default=0)
        return self._whole(caret.to(caret.row, last))

    def top(self, caret: Caret) -> Caret:
        """Go to the first row that is still held."""
        return caret.to(self._field.oldest_row, 0)

    def bottom(self, caret: Caret) -> Caret:
        """Go to the last row."""
        return caret.to(self._field.newest_row, 0)

    def paragraph(self, caret: Caret, way: int) -> Caret:
        """Go to the next blank row in a direction, or as far as rows are known."""
        row = caret.row + way
        while self._field.oldest_row < row < self._field.newest_row:
            known = self._rows(row)
            if known is None or not any(text.strip() for text in known[0]):
                break
            row += way
        return self.down(caret.to(caret.row, 0), row - caret.row)

    def next_word(self, caret: Caret) -> Caret:
        """Go to the start of the next word."""
        before = self._kind(caret.row, caret.col)
        for row, col, broken in self._walk(caret, 1):
            kind = self._kind(row, col)
            if broken:
                before = "blank"
            if kind not in {"blank", before} or self._rows(row) is None:
                return caret.to(row, col)
            before = kind
        return self.bottom(caret)

    def word_end(self, caret: Caret) -> Caret:
        """Go to the end of this word, of the next one where the caret is there already."""
        last: tuple[int, int] | None = None
        kind = "blank"
        for row, col, broken in self._walk(caret, 1):
            here = self._kind(row, col)
            if last is not None and (broken or here != kind):
                return caret.to(*last)
            if here != "blank":
                last, kind = (row, col), here
            elif self._rows(row) is None:
                return caret.to(row, col)
        return self.bottom(caret)

    def previous_word(self, caret: Caret) -> Caret:
        """Go to the start of this word, of the one before where the caret is there already."""
        first: tuple[int, int] | None = None
        kind = "blank"
        for row, col, broken in self._walk(caret, -1):
            here = self._kind(row, col)
            if first is not None and (broken or here != kind):
                return caret.to(*first)
            if here != "blank":
                first, kind = (row, col), here
            elif self._rows(row) is None:
                return caret.to(row, 0)
        return self.top(caret) if first is None else caret.to(*first)

    def text(self, row: int, col: int) -> str:
        """Return the text of a cell, a blank where it is not known; nothing in the right half of a character."""
        cells = self._cells(row)
        return cells[col] if col < len(cells) else " "

    def _cells(self, row: int) -> list[str]:
        known = self._rows(row)
        return [] if known is None else list(known[0])

    def _kind(self, row: int, col: int) -> str:
        while col and self.text(row, col) == "":
            col -= 1
        return self._words.kind(self.text(row, col))

    def _whole(self, caret: Caret) -> Caret:
        """Return the caret on the left half of a wide character."""
        col = caret.col
        while col and self.text(caret.row, col) == "":
            col -= 1
        return replace(caret, col=col)

    def _walk(self, caret: Caret, way: int) -> Iterator[tuple[int, int, bool]]:
        """Yield the cells in a direction, the halves of wide characters once, and whether a line ended before."""
        row, col = caret.row, caret.col
        for _ in range(MOST_CELLS):
            broken = False
            col += way
            if not 0 <= col < self._field.cols:
                above = self._rows(row if way > 0 else row - 1)
                broken = above is None or not above[1]
                row, col = row + way, 0 if way > 0 else self._field.cols - 1
                if not self._field.oldest_row <= row <= self._field.newest_row:
                    return
            if self.text(row, col) != "":
                yield row, col, broken
