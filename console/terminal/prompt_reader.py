"""Reads from the screen where a person types, what stands to the left of it, and what has been typed."""

from __future__ import annotations

from msgspec import Struct

from console.terminal.engine import Engine
from console.terminal.frame import Position
from console.terminal.prompts import is_prompt
from console.terminal.textlines import line_from, line_start

MOST_PROMPT_ROWS = 4


class Typing(Struct):
    """Where the input begins, and what stands around it."""

    row: int
    """The first row of the line."""
    left: str
    right: str
    cursor_row: int
    cursor_col: int


class PromptReader:
    """Looks at the screen of one terminal as it is now."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def typing_at(self, at: Position) -> Typing | None:
        """Return what is around the cursor; None where the line is too long to begin with a prompt."""
        engine, row = self._engine, line_start(self._engine, at.cursor_row)
        if at.cursor_row - row >= MOST_PROMPT_ROWS:
            return None
        above = "".join(text for number in range(row, at.cursor_row) for text in engine.cells(number))
        cells = engine.cells(at.cursor_row)
        left, right = "".join(cells[: at.cursor_col]), "".join(cells[at.cursor_col :]).rstrip()
        return Typing(row, above + left, right, at.cursor_row, at.cursor_col)

    def typing_from(self, row: int, col: int) -> Typing:
        """Return the input that begins at a cell."""
        return Typing(row, "".join(self._engine.cells(row)[:col]), "", row, col)

    def at_rest(self, at: Position, before: Typing | None) -> Typing | None:
        """Return the prompt that stands at the cursor with nothing behind it; ``before`` is where somebody types."""
        if before is not None and before.cursor_row == at.cursor_row and before.cursor_col < at.cursor_col:
            return None  # somebody types; this is looked at with each key, so before anything is read
        found = self.typing_at(at)
        if found is None or not is_prompt(found.left):
            return None
        at_edge = found.cursor_col + len(found.right) >= self._engine.cols - 2
        if found.right and not (found.right.startswith("  ") and at_edge):
            return None  # what stands at the right edge may be a prompt too, as zsh and fish have it
        if before is not None and before.row == found.row and before.cursor_col < found.cursor_col:
            return None  # somebody types, and what is typed looks like a prompt
        below = at.live_row + self._engine.rows - at.cursor_row - 1
        return None if any(self._engine.lines(at.cursor_row + 1, below)) else found

    def row_behind(self, typing: Typing) -> int:
        """Return the row behind the last line that was typed."""
        line = line_from(self._engine, line_start(self._engine, typing.cursor_row))
        return line.first_row + len(line.parts)

    def typed_text(self, typing: Typing) -> str:
        """Return what the screen shows of the input; empty when it is not, or no longer, there."""
        if typing.row < self._engine.position.oldest_row:
            return ""
        text = line_from(self._engine, typing.row).text
        if not text.startswith(typing.left):
            return ""
        return text[len(typing.left) :].removesuffix(typing.right.strip()).strip()
