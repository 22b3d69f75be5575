"""What in the text of one terminal leads somewhere: what a program made a link of, and what looks like one."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from msgspec import Struct

from console.ui.terminal.display import Display
from console.ui.terminal.links import Found, LinkKind, recognise
from console.ui.terminal.logical import LogicalLine, Rows, extent, line_at
from console.ui.terminal.sender import Sender
from console.ui.terminal.surface import TerminalSurface
from console.wire.messages import LinkSpan

Piece = tuple[int, int, int]
"""An absolute row and its columns ``[first, last)``."""


class Thing(Struct, frozen=True):
    """A link where it stands."""

    found: Found
    text: str
    """What is to be read there."""
    pieces: tuple[Piece, ...]
    explicit: bool = False
    """A program made the link, so the text may say something else than where it leads."""

    def holds(self, row: int, col: int) -> bool:
        """Return whether a cell belongs to it."""
        return any(row == at and first <= col < last for at, first, last in self.pieces)


LIVE = frozenset({LinkKind.GPU, LinkKind.PROCESS, LinkKind.XID, LinkKind.WORK})
"""What has a state of its own that is worth a look."""

Recogniser = Callable[[LogicalLine, Rows], list[Found]]


class Finder:
    """Looks at what is shown. ``hosts`` are the names that the fleet has, ``live`` finds what the node has."""

    def __init__(self, display: Display, surface: TerminalSurface, sender: Sender) -> None:
        self._display = display
        self._surface = surface
        self._sender = sender
        self.hosts: Container[str] = ()
        self.live: Recogniser | None = None

    def at(self, row: int, col: int, on_thing: Callable[[Thing | None], None]) -> None:
        """Find what stands at a cell: at once, or when the core has told where a program's link leads."""
        canvas = self._display.canvas
        if canvas is None or not canvas.linked(row, col):
            on_thing(next((thing for thing in self._recognised(row) if thing.holds(row, col)), None))
            return

        def received(spans: tuple[LinkSpan, ...]) -> None:
            on_thing(next((thing for thing in self._explicit(spans) if thing.holds(row, col)), None))

        first, last = extent(row, self._surface.row)
        self._sender.find_links(first, last - first + 1, received)

    def live_at(self, row: int, col: int) -> Thing | None:
        """Find what the node has at a cell."""
        line = None if self.live is None else line_at(row, self._surface.row)
        if line is None or self.live is None:
            return None
        things = (self._thing(line, found) for found in self.live(line, self._surface.row))
        return next((thing for thing in things if thing.holds(row, col)), None)

    def on_screen(self, on_things: Callable[[list[Thing]], None]) -> None:
        """Find everything that is in sight, from top to bottom."""
        first, rows = self._surface.first_row(), self._surface.size_in_cells()[1]

        def received(spans: tuple[LinkSpan, ...]) -> None:
            explicit = list(self._explicit(spans))
            taken = {(row, col) for thing in explicit for row, start, end in thing.pieces for col in range(start, end)}
            free = [
                thing
                for thing in self._all_recognised(first, first + rows)
                if not any((row, col) in taken for row, start, end in thing.pieces for col in range(start, end))
            ]
            on_things(sorted(explicit + free, key=lambda thing: thing.pieces))

        self._sender.find_links(first, rows, received)

    def _all_recognised(self, row: int, end: int) -> Iterator[Thing]:
        while row < end:
            yield from self._recognised(row)
            row = max(extent(row, self._surface.row)[1], row) + 1

    def _recognised(self, row: int) -> Iterator[Thing]:
        line = line_at(row, self._surface.row)
        if line is None:
            return
        live = [] if self.live is None else self.live(line, self._surface.row)
        free = (
            found
            for found in recognise(line.text, self.hosts)
            if all(found.end <= other.start or found.start >= other.end for other in live)
        )
        for found in sorted([*live, *free], key=lambda found: found.start):
            yield self._thing(line, found)

    @staticmethod
    def _thing(line: LogicalLine, found: Found) -> Thing:
        cells = line.cells_of(found.start, found.end)
        return Thing(found, line.text[found.start : found.end], tuple(line.pieces(*cells)))

    def _explicit(self, spans: tuple[LinkSpan, ...]) -> Iterator[Thing]:
        """Join spans that go on in the next row."""
        cols = self._surface.size_in_cells()[0]
        groups: list[list[LinkSpan]] = []
        for span in spans:
            before = groups[-1][-1] if groups else None
            goes_on = before is not None and before.uri == span.uri and before.row == span.row - 1
            if goes_on and before is not None and before.end == cols and span.start == 0:
                groups[-1].append(span)
            else:
                groups.append([span])
        for group in groups:
            pieces = tuple((span.row, span.start, span.end) for span in group)
            text = "".join(self._text(piece) for piece in pieces).strip()
            yield Thing(Found(0, len(text), LinkKind.URL, group[0].uri), text, pieces, explicit=True)

    def _text(self, piece: Piece) -> str:
        known = self._surface.row(piece[0])
        return "" if known is None else "".join(known[0][piece[1] : piece[2]])
