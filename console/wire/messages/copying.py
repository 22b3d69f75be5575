"""What a desk asks of the text of a terminal when somebody selects and copies."""

from __future__ import annotations

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
