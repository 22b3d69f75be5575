"""Sees commands begin and end: by what a shell tells (OSC 133), else by its prompt that comes back.

Nothing is put into the shell for it. When a person begins to type, what stands to the left of the cursor may be a
prompt; with Enter a command begins; when the same prompt stands at the cursor again and nothing behind it, the
command has ended. What is typed is never kept: a password, which no screen shows, is nowhere. What is not certain
leaves no mark: a line that a program asks for, keys that were typed ahead, several lines pasted at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from msgspec import Struct

from console.model.clock import Clock
from console.terminal.command_log import CommandLog
from console.terminal.engine import Engine
from console.terminal.events import PromptMark
from console.terminal.frame import Position
from console.terminal.prompt_reader import PromptReader, Typing
from console.terminal.prompts import begins_with, goes_on, is_prompt, is_same
from console.wire.messages import Command

QUIET_SECONDS = 0.1
"""A prompt is one when nothing follows it for so long, or when somebody types at it."""
MOST_OPEN = 8
"""Shells in shells, each with a command that runs."""
MOST_KNOWN = 16
MOST_SCANNED_ROWS = 2_000
ENTERS = frozenset({b"\r", b"\x1b[13u"})
GIVES_UP = frozenset({b"\x03", b"\x04", b"\x1a"})
"""Ctrl+C, Ctrl+D, Ctrl+Z: what was typed is no longer there."""


class Running(Struct):
    """A command that has not ended."""

    row: int
    """Of its prompt."""
    typing: Typing
    prompt: str | None
    """None: the shell tells by itself when it ends."""
    started: float
    started_at: float
    output_row: int | None = None
    shown: bool = False
    """It is in the log."""
    is_certain: bool = True
    """False: other prompts have come and gone meanwhile, so its end says little."""
    was_answered: bool = False
    """Lines were typed while it ran."""
    has_lines: bool = False
    """It was typed in several lines, each at a prompt of its own."""


class CommandWatch:
    """A Tap (console/terminal/taps.py) of one session. It tells of what changes through ``on_change``."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.log = CommandLog()
        self.on_change: Callable[[], None] = lambda: None
        self.on_finish: Callable[[str, Command], None] = lambda _text, _command: None
        """Told the text and the record of a command whose duration is certain."""
        self._engine = engine
        self._reader = PromptReader(engine)
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._fed_at = 0.0
        self._unseen = False
        self._typing: Typing | None = None
        self._running: list[Running] = []
        self._known: list[str] = []
        self._told_prompt = False
        """The shell tells where its prompts are, and one stands there now."""

    # ---- what the session says (Tap) -----------------------------------------------------------

    def fed(self, data: bytes) -> None:
        """Look at the screen when it has been quiet for a moment."""
        self._fed_at, self._unseen = self._clock.monotonic(), bool(data)
        if self._timer is None:
            self._timer = self._loop.call_later(QUIET_SECONDS, self._quiet)

    def _quiet(self) -> None:
        rest = self._fed_at + QUIET_SECONDS - self._clock.monotonic()
        self._timer = self._loop.call_later(rest, self._quiet) if rest > 0 else None
        if self._timer is None:
            self._look()

    def typed(self, data: bytes) -> None:
        """Note where input begins, and that a command does. What it is stays unknown."""
        if self._unseen:
            self._look()
        at = self._engine.position
        if at.alternate or data in GIVES_UP:
            self._typing = None
        elif data in ENTERS:
            self._entered()
        elif b"\r" in data and not data.startswith(b"\x1b[200~"):
            self._typing = None
            self._answered()
        elif self._typing is None:
            self._typing = self._reader.typing_at(at)

    def resized(self, cols: int, rows: int) -> None:
        """Nothing to do: ``rows`` and ``moved`` follow every place."""

    def ended(self, exit_status: int | None) -> None:  # noqa: ARG002 - how it ended is of the shell, not of a command
        """Forget what ran: its connection is gone."""
        self._typing = None
        self._leave(0, self._engine.position.cursor_row + 1)
        self._told_prompt = False

    def closed(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    # ---- lines that are wrapped anew -----------------------------------------------------------

    def rows(self) -> list[int]:
        """Return the rows to follow through a change of size."""
        return [*self.log.rows(), *self._own_rows()]

    def moved(self, rows: Sequence[int | None]) -> None:
        """Take where they are now."""
        count = len(rows) - len(self._own_rows())
        self.log.moved(rows[:count])
        places = iter([-1 if row is None else row for row in rows[count:]])
        for typing in self._typings():
            typing.row, typing.cursor_row = next(places), next(places)
        for running in self._running:
            running.row, running.output_row = next(places), None
        self._tell()

    def _own_rows(self) -> list[int]:
        typed = [row for typing in self._typings() for row in (typing.row, typing.cursor_row)]
        return typed + [running.row for running in self._running]

    def _typings(self) -> list[Typing]:
        return [running.typing for running in self._running] + ([] if self._typing is None else [self._typing])

    def _tell(self) -> None:
        if self.log.has_changed:
            self.on_change()

    # ---- what the screen shows -----------------------------------------------------------------

    def _look(self) -> None:
        """See what has become of the commands."""
        self._unseen = False
        at = self._engine.position
        if at.alternate:
            return
        self.log.drop_from(at.cursor_row + 1)
        if self._running:
            self._see_output(self._running[-1], at)
        if not self._told_prompt:
            prompt = self._reader.at_rest(at, self._typing)
            if prompt is not None:
                self._came_back(prompt)
        self._tell()

    def _see_output(self, running: Running, at: Position) -> None:
        """Make sure that a command stands at its prompt, and find where its output begins."""
        if running.output_row is not None or at.cursor_row <= running.typing.cursor_row:
            return
        if not self._reader.typed_text(running.typing):
            self._running.remove(running)
            return
        running.output_row = self._reader.row_behind(running.typing)
        if running.prompt is None or self._is_known(running.prompt):
            self._show(running)

    def _show(self, running: Running) -> None:
        if not running.shown:
            running.shown = True
            self.log.put(Command(running.row, running.started_at, running.output_row))

    # ---- by the prompt's looks -----------------------------------------------------------------

    def _entered(self) -> None:
        typing, self._typing = self._typing, None
        if self._told_prompt:
            for running in self._running:
                running.is_certain = False  # unless the shell says more, this line was for what runs already
            self._begin(typing, None)
            return
        if typing is None or not is_prompt(typing.left):
            self._answered()
            return
        top = self._running[-1] if self._running else None
        if top is not None and top.prompt is not None:
            if is_same(top.prompt, typing.left):
                self._running.pop()  # its end was missed
            elif top.output_row == typing.row and goes_on(typing.left):
                # A command of several lines: nothing has come in between.
                top.output_row, top.started, top.has_lines = None, self._clock.monotonic(), True
                top.typing.cursor_row = typing.cursor_row
                return
            elif top.has_lines:
                top.is_certain = False  # so it was a shell in this one and not a further line
        self._begin(typing, typing.left)

    def _begin(self, typing: Typing | None, prompt: str | None) -> None:
        if typing is None:
            return
        if len(self._running) >= MOST_OPEN:
            del self._running[0]
        last = self.log.last
        row = last.row if prompt is None and last is not None else typing.row
        self._running.append(Running(row, typing, prompt, self._clock.monotonic(), self._clock.now().timestamp()))

    def _answered(self) -> None:
        """Note that something was typed which is no command as far as one can tell."""
        for running in self._running:
            running.was_answered = True

    def _came_back(self, prompt: Typing) -> None:
        """End the command whose prompt stands there again."""
        before = self._typing
        if before is not None and (before.row, before.cursor_col) != (prompt.row, prompt.cursor_col):
            self._typing = None  # else it is what somebody types at, and not on the screen yet
        for depth in reversed(range(len(self._running))):
            running = self._running[depth]
            if running.prompt is not None and is_same(running.prompt, prompt.left):
                for below in self._running[:depth]:
                    below.is_certain = False
                self._leave(depth + 1, prompt.row)
                del self._running[depth]
                self._learn(prompt.left)
                self._finish(running, prompt.row, self._fed_at, None)
                break
        if self._is_known(prompt.left):
            self._stand_at(prompt.row)

    def _is_known(self, prompt: str) -> bool:
        return any(is_same(known, prompt) for known in self._known)

    def _learn(self, prompt: str) -> None:
        others = [known for known in self._known if not is_same(known, prompt)]
        self._known = [*others[1 - MOST_KNOWN :], prompt]

    def _stand_at(self, row: int) -> None:
        """Mark a prompt that waits for a command."""
        last = self.log.last
        if last is None or last.row != row or last.started_at is not None:
            self.log.stand_at(row)

    # ---- how a command ends --------------------------------------------------------------------

    def _finish(self, running: Running, end_row: int, ended: float, status: int | None) -> None:
        text = self._reader.typed_text(running.typing)
        if not text:
            return
        if running.output_row is None:
            running.output_row = min(self._reader.row_behind(running.typing), end_row)
        self._show(running)
        seconds = max(0.0, ended - running.started) if self._is_clear(running, end_row) else None
        if not running.is_certain:
            # A shell in this one: what it wrote by itself ends where its first prompt stands.
            end_row = min(end_row, self.log.row_after(running.row) or end_row)
        finished = Command(running.row, running.started_at, running.output_row, end_row, seconds, status)
        self.log.change(finished)
        if seconds is not None:
            self.on_finish(text, finished)

    def _leave(self, depth: int, end_row: int) -> None:
        """Let go of commands whose shell has gone, from a depth on: they run no more, and nobody saw them end."""
        for running in self._running[depth:]:
            if running.shown:
                row = max(end_row, running.row + 1)
                self.log.change(Command(running.row, running.started_at, running.output_row, row))
        del self._running[depth:]

    def _is_clear(self, running: Running, end_row: int) -> bool:
        """Return whether it is certain that this command, and no other one, took until now."""
        if running.prompt is None or not running.is_certain or not running.was_answered:
            return running.is_certain
        first = running.output_row or end_row
        if end_row - first > MOST_SCANNED_ROWS:
            return False
        # What was typed may have been answers, or commands that the shell took up later, at a prompt of its own.
        lines = self._engine.lines(first, end_row - first)
        return not any(begins_with(line, running.prompt) for line in lines)

    # ---- by what the shell tells ---------------------------------------------------------------

    def told(self, mark: PromptMark) -> None:
        """Take what the shell says of its work (OSC 133)."""
        now = self._clock.monotonic()
        if mark.kind == "prompt":
            self._end_told(mark.row, now, None)
            self._leave(0, mark.row)
            self._typing, self._told_prompt = None, True
            self.log.stand_at(mark.row)
        elif mark.kind == "input" and self._told_prompt:
            self._typing = self._reader.typing_from(mark.row, mark.col)
        elif mark.kind == "output" and self._told_prompt:
            self._output_begins(mark.row)
        elif mark.kind == "end":
            self._end_told(mark.row + (mark.col > 0), now, mark.exit_status)
        self._tell()

    def _output_begins(self, row: int) -> None:
        """Take the shell's word that the command begins: with the first line that was typed, or unseen."""
        self._told_prompt = False
        del self._running[1:]
        last = self.log.last
        if not self._running and last is not None and last.row <= row:
            self._begin(self._typing or Typing(last.row, "", "", last.row, 0), None)
        self._typing = None
        for running in self._running:
            running.is_certain, running.output_row = True, row
            self._show(running)

    def _end_told(self, row: int, now: float, status: int | None) -> None:
        for depth, running in enumerate(self._running):
            if running.prompt is None:
                self._leave(depth + 1, row)
                del self._running[depth]
                self._finish(running, max(row, running.row + 1), now, status)
                return
