"""What a double click marks: a word, or the whole of a link, a path, a quoted text. No Qt here."""

from __future__ import annotations

from msgspec import Struct

from console.ui.terminal.logical import LogicalLine

WORD_CHARACTERS = "-_./~:@%+#?&=$"
"""Beside letters and digits: what paths, addresses and options are made of."""

QUOTES = {'"': '"', "'": "'", "`": "`", "\u201c": "\u201d", "\u201e": "\u201c", "\u00ab": "\u00bb"}


class Words(Struct, frozen=True):
    """Where words begin and end."""

    characters: frozenset[str] = frozenset(WORD_CHARACTERS)

    def kind(self, text: str) -> str:
        """Return what a character is: a word's, a blank, or a sign of its own."""
        if not text.strip():
            return "blank"
        return "word" if text[0].isalnum() or text[0] in self.characters else "sign"

    def at(self, text: str, at: int) -> tuple[int, int]:
        """Return the characters ``[start, end)`` of the word, the run of blanks or the sign at ``at``."""
        kind = self.kind(text[at])
        if kind == "sign":
            return at, at + 1
        start = end = at
        while start > 0 and self.kind(text[start - 1]) == kind:
            start -= 1
        while end < len(text) and self.kind(text[end]) == kind:
            end += 1
        return start, end

    def smart(self, text: str, at: int) -> tuple[int, int]:
        """Return the link or path around ``at``, the quoted text that a quotation mark belongs to, else the word."""
        from console.ui.terminal.links import recognise

        for found in recognise(text):
            if found.start <= at < found.end:
                return found.start, found.end
        return quoted(text, at) or self.at(text, at)


def quoted(text: str, at: int) -> tuple[int, int] | None:
    """Return what stands between the quotation mark at ``at`` and its partner; None where there is none.

    Marks are paired from left to right. One between two letters is an apostrophe.
    """
    opened: tuple[int, str] | None = None
    for place, char in enumerate(text):
        if opened is None:
            if char in QUOTES and not _inside_a_word(text, place):
                opened = place, QUOTES[char]
        elif char == opened[1] and not _inside_a_word(text, place):
            if at in {opened[0], place}:
                return (opened[0] + 1, place) if place > opened[0] + 1 else None
            opened = None
    return None


def _inside_a_word(text: str, place: int) -> bool:
    return text[place - 1 : place].isalnum() and text[place + 1 : place + 2].isalnum()


def word_cells(line: LogicalLine, cell: int, words: Words, *, smart: bool) -> tuple[int, int]:
    """Return the cells ``[first, last)`` that a double click on ``cell`` marks."""
    at = min(line.character(cell), len(line.text) - 1)
    start, end = words.smart(line.text, at) if smart else words.at(line.text, at)
    return line.cells_of(start, end)
