"""Answers what a desk asks of the text of a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from console.app.tabs import Tabs
from console.model.errors import ConsoleError
from console.model.text import N_
from console.terminal.engine import Engine
from console.terminal.lines import line_extent
from console.terminal.styled import page, to_html
from console.wire import messages as m

SLICE_ROWS = 8
"""Of a screen that is 200 columns wide and full of colours: 2 ms."""
MOST_CHARACTERS = 8_000_000


class Reading:
    """Reads any rows that a terminal still has; what is shown stays as it is."""

    def __init__(self, tabs: Tabs) -> None:
        self._tabs = tabs

    def find_line(self, request: m.FindLine) -> m.LineRows:
        """Return the rows of a line."""
        session = self._tabs.session(request.terminal_id)
        if session is None:
            return m.LineRows(request.row, request.row)
        return m.LineRows(*line_extent(session.engine, request.row))

    def find_links(self, request: m.FindLinks) -> m.LinkSpans:
        """Return the hyperlinks of some rows, of no more than a screen has."""
        session = self._tabs.session(request.terminal_id)
        if session is None:
            return m.LinkSpans(())
        count = min(request.count, session.engine.rows)
        return m.LinkSpans(
            tuple(
                m.LinkSpan(row, link.start, link.end, link.uri)
                for row in range(request.first_row, request.first_row + count)
                for link in session.reader.links(row)
            )
        )

    async def read_text(self, r: m.ReadText) -> str:
        """Return text; behind a veil it is read in slices, because each line of it is looked through."""
        session = self._tabs.session(r.terminal_id)
        if session is None:
            return ""
        if session.viewers.veil is None:
            return session.read_text(r.start_row, r.start_col, r.end_row, r.end_col, block=r.block)
        return "".join([text + end async for text, end in self._slices(r, styled=False)])

    async def read_styled(self, r: m.ReadStyled) -> str:
        """Return text with its looks, read in slices. Raises ConsoleError for more than a message can carry."""
        parts: list[str] = []
        size = 0
        colors: list[int] = []
        async for text, end in self._slices(r, styled=True):
            session = self._tabs.session(r.terminal_id)
            colors = colors or ([] if session is None else session.engine.colors())
            parts += [to_html(text, colors) if r.html else text, end]
            size += len(parts[-2])
            if size > MOST_CHARACTERS:
                raise ConsoleError(
                    "copy.too_much", N_("That is too much to copy."), N_("Select less, or copy it as text.")
                )
        content = "".join(parts)
        return page(content, colors) if r.html and content else content

    async def _slices(self, r: m.ReadText | m.ReadStyled, *, styled: bool) -> AsyncIterator[tuple[str, str]]:
        """Yield the text of some rows at a time, and what stands between it and the next."""
        row = r.start_row
        while row <= r.end_row and (session := self._tabs.session(r.terminal_id)) is not None:
            last, joined = _slice_end(session.engine, row, r.end_row, block=r.block)
            start_col = r.start_col if r.block or row == r.start_row else 0
            end = (last, r.end_col) if r.block or last == r.end_row else (last + 1, 0)
            text = session.reader.text(row, start_col, *end, block=r.block, styled=styled)
            yield text, "" if joined or last == r.end_row else "\n"
            row = last + 1
            await asyncio.sleep(0)


def _slice_end(engine: Engine, row: int, end_row: int, *, block: bool) -> tuple[int, bool]:
    """Return the last row of a slice, which ends with a line where one ends near; whether the line goes on."""
    last = min(row + SLICE_ROWS - 1, end_row)
    if block or last == end_row:
        return last, False
    wraps = engine.wrapped(row, last - row + 1)
    ends = [at for at, wrap in enumerate(wraps) if not wrap]
    return (row + ends[-1], False) if ends else (last, True)
