"""What others may see of a terminal: its rows and texts with what a Redactor hides, each cell in its place.

Rows that the edge of the screen has cut are one line for it, also where a part of them is above or below what is shown,
so is what the border of a pane has cut. What is read of a line is cut out of the whole. Only what is told to desks and
files goes through here; programs, the search and triggers know the real text.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from weakref import WeakKeyDictionary

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from console.model.pseudonyms import FULL_WIDTH, NO_WIDTH
from console.model.redactor import Redactor
from console.terminal.engine import Engine
from console.terminal.frame import Link, View
from console.terminal.glyphs import GlyphTable, ascii_slots
from console.terminal.panes import changed_cells, pane_lines, text_of
from console.terminal.rowtexts import SLOT, Codes, GlyphTexts, RowText, lines_of, part_of, row_texts
from console.terminal.styled import SGR
from console.terminal.textlines import Line, Walk, line_from, line_start
from console.wire.frames import Keys

MOST_CONTEXT = 1_024
"""Characters beyond the edge of the screen that are read with a line: no value is longer by far."""
KEY_ROWS, MOST_KEY_ROWS = 16, 160
KEY_LINE = re.compile(r"\s*[A-Za-z0-9+/=]{4,100}\s*|(?:Proc-Type|DEK-Info):.*|")
KEY_BEGINS = "PRIVATE KEY-----"
ASCII_END = 127
COLORS = np.uint64((1 << 48) - 1)
"""What of a key is not the slot of its glyph."""


class Veil:
    """Stands between one engine and whoever looks at it."""

    def __init__(self, engine: Engine, redactor: Redactor, tables: WeakKeyDictionary[GlyphTable, GlyphTexts]) -> None:
        self._engine, self._redactor, self._tables = engine, redactor, tables

    # ---- the screen ----------------------------------------------------------------------------

    def view(self, view: View, glyphs: GlyphTable) -> View:
        """Return a view of all rows as others may see it."""
        steps = self.steps(view, glyphs)
        while True:
            try:
                next(steps)
            except StopIteration as done:
                shown: View = done.value
                return shown

    def steps(self, view: View, glyphs: GlyphTable) -> Generator[None, None, View]:
        """Return the same, in steps that take a part of a turn of the loop each."""
        if view.keys.shape[0] != view.rows:
            raise ValueError("a veil needs all rows of a view: what a part of a line means, the rest of it tells")
        texts = self._texts(glyphs)
        rows = row_texts(view.keys, texts)
        lines = list(lines_of(view))
        above, below = self._beyond(view)
        whole = ["".join(part_of(rows, y, line[-1]) for y in line) for line in lines]
        key, begun = above[:-1], above[-1]
        whole[0] = begun + whole[0]
        whole[-1] += below
        shown = (yield from self._redactor.slowly([*key, *whole]))[len(key) :]
        keys: Keys | None = None
        for line, before, after in zip(lines, whole, shown, strict=True):
            if before == after:
                continue
            keys = view.keys.copy() if keys is None else keys
            at = len(begun) if line is lines[0] else 0
            for y in line:
                size = len(part_of(rows, y, line[-1]))
                self._put(keys[y], rows[y], before[at : at + size], after[at : at + size], texts, glyphs)
                at += size
        codes = texts.codes[(view.keys >> SLOT).astype(np.intp)]
        for y, column, char in (yield from self._in_panes(codes, tuple(view.wrapped))):
            keys = view.keys.copy() if keys is None else keys
            face = int(texts.faces[int(keys[y, column] >> SLOT)])
            keys[y, column] = keys[y, column] & COLORS | np.uint64(glyphs.slot(char, face, wide=False)) << SLOT
        return view if keys is None else replace(view, keys=keys)

    def _in_panes(self, codes: Codes, wrapped: tuple[bool, ...]) -> Generator[None, None, list[tuple[int, int, str]]]:
        """Return row, column and what stands in there, of what the borders of panes have cut."""
        lines = pane_lines(codes, wrapped)
        if not lines:
            return []
        whole = ["".join(text_of(codes, piece) for piece in line) for line in lines]
        shown = yield from self._redactor.slowly([text.rstrip(" ") for text in whole])
        return [
            (y, column, char)
            for line, before, after in zip(lines, whole, shown, strict=True)
            for y, column, char in changed_cells(line, before, after.ljust(len(before)))
            if codes[y, column] < ASCII_END and char.isascii()
        ]

    def _texts(self, glyphs: GlyphTable) -> GlyphTexts:
        texts = self._tables.get(glyphs)
        if texts is None:
            texts = self._tables[glyphs] = GlyphTexts(glyphs)
        texts.follow(glyphs)
        return texts

    def _beyond(self, view: View) -> tuple[list[str], str]:
        """Return the lines above that belong to the first one, the last of them a part of it; and what is below."""
        engine, first, last = self._engine, view.first_row, view.first_row + view.rows - 1
        begun, below = "", ""
        if first > view.oldest_row and engine.wrapped(first - 1, 1)[0]:
            first = line_start(engine, first)
            begun = "".join(line_from(engine, first).parts[: view.first_row - first])[-MOST_CONTEXT:]
        if view.wrapped[-1]:
            line = line_from(engine, line_start(engine, last))
            below = "".join(line.parts[last + 1 - line.first_row :])[:MOST_CONTEXT]
        return [*self._key_above(first), begun], below

    def _key_above(self, row: int) -> list[str]:
        """Return the lines of a private key that goes on in ``row``, from its first one on, if one does."""
        walk = Walk(self._engine, max(0, row - MOST_KEY_ROWS), row)
        found: list[str] = []
        while not walk.done:
            for line in walk.read(KEY_ROWS if found else 1):
                found.append(line.text)
                if KEY_BEGINS in line.text:
                    return found[::-1]
                if not KEY_LINE.fullmatch(line.text):
                    return []
        return []

    def _put(
        self, keys: NDArray[np.uint64], row: RowText, before: str, after: str, texts: GlyphTexts, glyphs: GlyphTable
    ) -> None:
        """Put what stands in into the cells of a row, in the faces and colours that are there."""
        if row.columns is None and before.isascii() and after.isascii():
            codes = np.frombuffer(after.encode(), np.uint8)
            at_once = np.flatnonzero(codes != np.frombuffer(before.encode(), np.uint8))
            faces = texts.faces[(keys[at_once] >> SLOT).astype(np.intp)]
            keys[at_once] = keys[at_once] & COLORS | ascii_slots(codes[at_once], faces) << SLOT
            return
        done = -1
        for at, (old, new) in enumerate(zip(before, after, strict=True)):
            column = at if row.columns is None else row.columns[at]
            if old == new or column == done:
                continue  # of a cluster the first character counts
            done = column
            face = int(texts.faces[int(keys[column] >> SLOT)])
            wide = column + 1 < len(keys) and texts.codes[int(keys[column + 1] >> SLOT)] == 0
            slot = glyphs.slot(_as_wide(new) if wide else _as_narrow(new), face, wide=wide)
            keys[column] = keys[column] & COLORS | np.uint64(slot) << SLOT
            if wide:
                keys[column + 1] = keys[column + 1] & COLORS | np.uint64(slot + 1) << SLOT

    # ---- what is read --------------------------------------------------------------------------

    def redact(self, text: str) -> str:
        """Return a text of a terminal as others may see it."""
        return self._redactor.redact(text)

    def links(self, row: int) -> list[Link]:
        """Return the hyperlinks of a row; where they lead is redacted too."""
        return [replace(link, uri=self._redactor.redact(link.uri)) for link in self._engine.links(row)]

    def row_text(self, row: int) -> str:
        """Return the text of a row."""
        line = line_from(self._engine, line_start(self._engine, row))
        at = row - line.first_row
        start = sum(map(len, line.parts[:at]))
        return self._shown([line])[0][start : start + len(line.parts[at])]

    def text(
        self, start_row: int, start_col: int, end_row: int, end_col: int, *, block: bool = False, styled: bool = False
    ) -> str:
        """Return what ``Engine.text`` does, as others may see it."""
        text = self._engine.text(start_row, start_col, end_row, end_col, block=block, styled=styled)
        oldest = self._engine.position.oldest_row
        start_col = start_col if block or start_row >= oldest else 0
        pieces = SGR.split(text)
        shown = self._cut("".join(pieces[::2]), max(start_row, oldest), start_col, block=block)
        if len(pieces) == 1:
            return shown
        sequences = [found.group() for found in SGR.finditer(text)]
        parts, at = [], 0
        for piece, sequence in zip(pieces[::2], [*sequences, ""], strict=True):
            parts += [shown[at : at + len(piece)], sequence]
            at += len(piece)
        return "".join(parts)

    def _cut(self, text: str, row: int, column: int, *, block: bool) -> str:
        """Return ``text``, which begins in a cell, with what the lines have in its place."""
        lines: list[Line] = []
        cuts: list[list[tuple[int, int, int]]] = []
        """Of each line of the text, of which lines it is cut: the number, from where, how long."""
        for number, piece in enumerate(text.split("\n")):
            found: list[tuple[int, int, int]] = []
            at, size = (row + number, column) if block else (row, column), len(piece)
            while True:
                line = line_from(self._engine, line_start(self._engine, at[0]))
                start = self._offset(line, *at)
                length = min(size, max(0, len(line.text) - start))
                found.append((len(lines), start, length))
                lines.append(line)
                size -= length
                row, column = at = (row, column) if block else (line.first_row + len(line.parts), 0)
                if size <= 0 or not length:
                    break
            cuts.append(found)
        shown = self._shown(lines)
        pieces = []
        for piece, found in zip(text.split("\n"), cuts, strict=True):
            real = "".join(lines[number].text[start : start + length] for number, start, length in found)
            same = "".join(shown[number][start : start + length] for number, start, length in found)
            pieces.append(same if real == piece else self._redactor.redact(piece))
        return "\n".join(pieces)

    def _shown(self, lines: list[Line]) -> list[str]:
        """Return the texts of lines as others may see them."""
        above = self._key_above(lines[0].first_row) if lines else []
        shown = self._redactor.redact_lines([*above, *(line.text for line in lines)])[len(above) :]
        live = self._engine.position.live_row
        if not any(line.first_row + len(line.parts) > live for line in lines):
            return shown
        cells: dict[int, list[tuple[int, str]]] = {}
        for y, column, char in self._cells_in_panes(live):
            cells.setdefault(live + y, []).append((column, char))
        for number, line in enumerate(lines):
            for row in range(line.first_row, line.first_row + len(line.parts)):
                for column, char in cells.get(row, ()):
                    at = self._offset(line, row, column)
                    shown[number] = f"{shown[number][:at]}{char}{shown[number][at + 1 :]}"
        return shown

    def _cells_in_panes(self, live: int) -> list[tuple[int, int, str]]:
        engine = self._engine
        rows, wrapped = engine.rows, tuple(engine.wrapped(live, engine.rows))
        cells = [(engine.cells(live + y) + [" "] * engine.cols)[: engine.cols] for y in range(rows)]
        codes = np.array([[ord(text[0]) if text else 0 for text in row] for row in cells], np.uint32)
        steps = self._in_panes(codes, wrapped)
        while True:
            try:
                next(steps)
            except StopIteration as done:
                found: list[tuple[int, int, str]] = done.value
                return found

    def _offset(self, line: Line, row: int, column: int) -> int:
        """Return the number of characters of a line before a cell."""
        at = min(row - line.first_row, len(line.parts) - 1)
        part = line.parts[at]
        before = sum(map(len, line.parts[:at]))
        if part.isascii():
            return before + min(column, len(part))
        return before + min(len("".join(self._engine.cells(row)[:column])), len(part))


def _as_wide(char: str) -> str:
    return char if ord(char) > FULL_WIDTH else chr(ord(char) + FULL_WIDTH)


def _as_narrow(char: str) -> str:
    if char == NO_WIDTH:
        return " "
    return chr(ord(char) - FULL_WIDTH) if ord(char) > FULL_WIDTH else char
