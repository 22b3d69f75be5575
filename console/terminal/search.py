"""Search in one terminal: newest lines first, a slice at a time, and again where the screen has changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from console.model.ids import TerminalId
from console.terminal.engine import Engine
from console.terminal.textlines import Line, Walk, line_start
from console.wire.messages import MOST_HITS, Found, Hit

Spans = Sequence[tuple[int, int]]
"""Where a pattern matches in a text: ``[start, end)``, from left to right, none empty."""

REFRESH_SECONDS = 0.1
REFRESH_COST = 4
"""A terminal that changes all the time is looked through again after a pause of so many times what it took."""
MOST_TOLD = 2_000
"""Hits in one event: more of them would hold the loop up."""
BLOCK_ROWS = 64
MOST_TEXT = 400


class Tally:
    """The newest hits, and how many older ones there are."""

    def __init__(self) -> None:
        self.kept: list[Hit] = []
        self._beyond: Counter[int] = Counter()
        """Hits that are only counted, by blocks of rows."""

    @property
    def count(self) -> int:
        """Return how many hits there are."""
        return len(self.kept) + sum(self._beyond.values())

    @property
    def room(self) -> int:
        """Return how many older hits can still be kept."""
        return MOST_HITS - len(self.kept)

    def add_older(self, hits: list[Hit]) -> None:
        """Add hits that are all before those that are kept, and not more than there is room."""
        self.kept[:0] = hits

    def add_beyond(self, row: int, count: int) -> None:
        """Count hits that are before all that are kept."""
        if count:
            self._beyond[row // BLOCK_ROWS] += count

    def add_newer(self, other: Tally) -> None:
        """Add the hits of ``other``, which are all behind those that are kept."""
        if other._beyond:
            for hit in self.kept:
                self.add_beyond(hit.row, 1)
            self.kept = []
            self._beyond.update(other._beyond)
        self.kept += other.kept
        for hit in self.kept[:-MOST_HITS]:
            self.add_beyond(hit.row, 1)
        del self.kept[:-MOST_HITS]

    def forget_before(self, row: int) -> None:
        """Drop the hits of rows that the scrollback has lost; what is only counted goes by blocks."""
        gone = 0
        while gone < len(self.kept) and self.kept[gone].row < row:
            gone += 1
        del self.kept[:gone]
        for block in [block for block in self._beyond if (block + 1) * BLOCK_ROWS <= row]:
            del self._beyond[block]

    def forget_from(self, row: int) -> int:
        """Drop the hits from a row on; return the row from which they really had to be dropped."""
        if self._beyond and (not self.kept or row <= self.kept[0].row):
            row -= row % BLOCK_ROWS
            for block in [block for block in self._beyond if block * BLOCK_ROWS >= row]:
                del self._beyond[block]
        while self.kept and self.kept[-1].row >= row:
            self.kept.pop()
        return row


class TerminalSearch:
    """What is found in one terminal. Whoever drives it matches what ``read`` returns and hands it to ``take``.

    ``row_text`` is what may be told of a row with a hit.
    """

    def __init__(
        self,
        number: int,
        terminal_id: TerminalId,
        engine: Engine,
        most_texts: int = 0,
        row_text: Callable[[int], str] | None = None,
    ) -> None:
        self._row_text = row_text or (lambda row: engine.lines(row, 1)[0])
        self._number = number
        self._terminal_id = terminal_id
        self._engine = engine
        self._most_texts = most_texts
        self._changed = False
        self._due = 0.0
        self._spent = 0.0
        self._texts_left = most_texts
        self.start_over()

    def start_over(self) -> None:
        """Begin with everything: it is new, or rows have got other numbers."""
        at = self._engine.position
        self._shape = self._engine.cols, at.alternate
        self._live_row = at.live_row
        self._all = Tally()
        self._main: Walk | None = Walk(self._engine, 0, at.live_row + self._engine.rows)
        self._again: Walk | None = None
        self._again_row = 0
        self._fresh = Tally()
        self._outbox: list[Hit] = []
        self._forget_from: int | None = 0
        self._told: tuple[int, bool] | None = None

    @property
    def complete(self) -> bool:
        """Return whether all of it has been looked through."""
        return self._main is None

    def changed(self) -> None:
        """Note that the screen may have changed."""
        self._changed = True

    def wait(self, now: float) -> float | None:
        """Return the seconds until there is something to do; None as long as nothing changes."""
        if self._main is not None or self._again is not None or self._outbox or self._forget_from is not None:
            return 0.0
        return max(0.0, self._due - now) if self._changed else None

    def read(self, most_rows: int, now: float) -> list[Line]:
        """Return the next lines to match, newest first."""
        at = self._engine.position
        if (self._engine.cols, at.alternate) != self._shape:
            self.start_over()
        passed = self._main is None or self._main.next_row <= self._live_row
        if self._again is None and self._changed and now >= self._due and passed:
            self._look_again()
        walk = self._again or self._main
        return [] if walk is None else walk.read(most_rows)

    def _look_again(self) -> None:
        """Begin with what may have changed since it was searched: the live screen of that time, and what came since."""
        at = self._engine.position
        first = line_start(self._engine, max(at.oldest_row, min(self._live_row, at.live_row)))
        self._changed, self._live_row, self._spent = False, at.live_row, 0.0
        self._again_row = self._all.forget_from(first)
        self._again = Walk(self._engine, line_start(self._engine, self._again_row), at.live_row + self._engine.rows)
        self._fresh = Tally()

    def take(self, lines: Sequence[Line], spans: Sequence[Spans], now: float, seconds: float = 0.0) -> None:
        """Take where ``lines`` matched; reading and matching them took ``seconds``."""
        if (self._engine.cols, self._engine.position.alternate) != self._shape:
            return  # they have other numbers by now
        self._spent += seconds
        tally = self._all if self._again is None else self._fresh
        least = 0 if self._again is None else self._again_row
        for line, found in zip(lines, spans, strict=True):
            self._keep(tally, line, found, least)
        if self._again is not None and self._again.done:
            self._again = None
            self._due = now + max(REFRESH_SECONDS, REFRESH_COST * self._spent)
            self._all.add_newer(self._fresh)
            self._outbox = [*(hit for hit in self._outbox if hit.row < self._again_row), *self._fresh.kept]
            before = self._again_row if self._forget_from is None else self._forget_from
            self._forget_from = min(before, self._again_row)
        elif self._again is None and self._main is not None and self._main.done:
            self._main = None

    def _keep(self, tally: Tally, line: Line, spans: Spans, least_row: int) -> None:
        kept = spans[max(0, len(spans) - tally.room) :]
        hits = [hit for hit in (self._hit(line, *span) for span in kept) if hit.row >= least_row]
        tally.add_older(hits)
        tally.add_beyond(line.first_row, len(spans) - len(kept))
        if tally is self._all:
            self._outbox[:0] = hits

    def _hit(self, line: Line, start: int, end: int) -> Hit:
        row, col = line.cell(self._engine, start)
        return Hit(row, col, *line.cell_after(self._engine, end - 1))

    def news(self) -> Found | None:
        """Return what the desk has not been told yet, a part of it where it is much; the newest comes first."""
        oldest = self._engine.position.oldest_row
        self._all.forget_before(oldest)
        state = self._all.count, self.complete
        if not self._outbox and self._forget_from is None and state == self._told:
            return None
        hits = self._outbox[-MOST_TOLD:]
        del self._outbox[-MOST_TOLD:]
        from_row, self._forget_from = self._forget_from, None
        if from_row is not None:
            self._texts_left = self._most_texts
        self._told = state
        return Found(
            number=self._number, terminal_id=self._terminal_id, hits=tuple(self._with_texts(hits)), from_row=from_row,
            oldest_row=oldest, count=state[0], complete=self.complete,
        )  # fmt: skip

    def _with_texts(self, hits: list[Hit]) -> list[Hit]:
        """Return ``hits`` with the text of their row, the newest ones, as far as that is wanted."""
        plain = len(hits) - min(len(hits), self._texts_left)
        self._texts_left -= len(hits) - plain
        told = [replace(hit, text=self._row_text(hit.row)[:MOST_TEXT].strip()) for hit in hits[plain:]]
        return hits[:plain] + told
