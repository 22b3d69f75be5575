"""What a desk asks of the text of a terminal when somebody selects and copies."""

from __future__ import annotations

import msgspec

from console.model.ids import TerminalId
from console.wire.messages.base import Request, Result


class FindLine(Request, frozen=True, kw_only=True):
    """Find the line that an absolute row belongs to: rows that the edge has cut are one. Reply: LineRows."""

    terminal_id: TerminalId
    row: int


class LineRows(Result, frozen=True):
    """The first and the last row of a line."""

    first: int
    last: int


class ReadStyled(Request, frozen=True, kw_only=True):
    """Read text with its looks between two cells, as ``ReadText`` does. Reply: str, with SGR or as HTML."""

    terminal_id: TerminalId
    start_row: int
    start_col: int
    end_row: int
    end_col: int
    block: bool = False
    html: bool = False


class FindLinks(Request, frozen=True, kw_only=True):
    """Find the hyperlinks that programs made (OSC 8) in some absolute rows. Reply: LinkSpans."""

    terminal_id: TerminalId
    first_row: int
    count: int


class LinkSpan(msgspec.Struct, frozen=True, array_like=True):
    """The cells ``[start, end)`` of a row that lead to ``uri``."""

    row: int
    start: int
    end: int
    uri: str


class LinkSpans(Result, frozen=True):
    """Hyperlinks from top to bottom."""

    spans: tuple[LinkSpan, ...]
