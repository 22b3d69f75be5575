"""What is written of a session while it runs: a recording, or its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec.structs import replace

from console.model.clock import Clock
from console.terminal.cast import Appends, CastHeader, CastWriter
from console.terminal.plain import PlainLines
from console.terminal.veil import KEY_BEGINS, KEY_LINE, MOST_KEY_ROWS

LEAVE_ALTERNATE = b"\x1b[?1049l"
KEY_ENDS = "-----END "


class Sheet(Protocol):
    """Hears a session, like a tap, and writes it down."""

    def fed(self, data: bytes) -> None:
        """Take what the program wrote."""
        ...

    def typed(self, data: bytes) -> None:
        """Take what a person typed."""
        ...

    def resized(self, cols: int, rows: int) -> None:
        """Take another size."""
        ...

    def ended(self, exit_status: int | None) -> None:
        """Take the end of a connection."""
        ...

    def mark(self, label: str) -> None:
        """Take a place to come back to."""
        ...

    def settle(self) -> None:
        """Write what is shown now: the terminal goes."""
        ...

    def finish(self) -> None:
        """Write what is still to be written: the file ends."""
        ...


class Screen(Protocol):
    """The terminal that is written down, as others may see it."""

    def is_veiled(self) -> bool:
        """Tell whether something of it is hidden."""
        ...

    def picture(self) -> bytes:
        """Return what draws all that is shown now; behind a veil without the word that has only begun."""
        ...

    def changes(self, *, whole: bool) -> bytes:
        """Return what draws the rows that are shown differently than the last time; empty where none is.

        ``whole``: nothing more comes, so the word before the cursor is all of it.
        """
        ...

    def redact(self, text: str) -> str:
        """Return a text, of whole lines, as others may see it."""
        ...

    def later(self, call: Callable[[], None]) -> None:
        """Call in a moment."""
        ...


class CastSheet:
    """Writes a session as an asciicast, from the picture that it shows now: the bytes that draw it.

    While the terminal is veiled it writes what is shown instead of what the program wrote: a name that is cut in two by
    bytes that come apart, by colours or by the edge of the screen is a name on the screen only. What is typed is left
    out then, because nobody can tell what it says.
    """

    def __init__(
        self, file: Appends, header: CastHeader, screen: Screen, clock: Clock, *, with_input: bool = False
    ) -> None:
        self._screen, self._clock, self._with_input = screen, clock, with_input
        self._start = clock.monotonic()
        self._status: int | None = None
        self._is_veiled, self._is_behind, self._is_over = screen.is_veiled(), False, False
        self._writer = CastWriter(file, replace(header, started_at=int(clock.now().timestamp())))
        self._writer.output(0.0, screen.picture())

    def _now(self) -> float:
        return self._clock.monotonic() - self._start

    def fed(self, data: bytes) -> None:
        """Write what the program wrote, or what is shown of it."""
        self._status = None
        if self._screen.is_veiled() is not self._is_veiled:
            self._is_veiled = not self._is_veiled
            self._writer.output(self._now(), LEAVE_ALTERNATE + self._screen.picture())
        elif not self._is_veiled:
            self._writer.output(self._now(), data)
        elif not self._is_behind:
            self._is_behind = True
            self._screen.later(self._catch_up)

    def _catch_up(self, *, whole: bool = False) -> None:
        if not self._is_over and (self._is_behind or whole):
            self._is_behind = False
            changes = self._screen.changes(whole=whole) if self._is_veiled and self._screen.is_veiled() else b""
            if changes:
                self._writer.output(self._now(), changes)

    def typed(self, data: bytes) -> None:
        """Write what was typed, where the person wants that."""
        if self._with_input and not self._screen.is_veiled():
            self._writer.input(self._now(), data)

    def resized(self, cols: int, rows: int) -> None:
        """Write another size."""
        self._writer.resize(self._now(), cols, rows)
        if self._is_veiled and self._screen.is_veiled():
            self._writer.output(self._now(), self._screen.picture())

    def ended(self, exit_status: int | None) -> None:
        """Keep how the program ended: the recording ends later."""
        self._catch_up(whole=True)
        self._status = exit_status

    def mark(self, label: str) -> None:
        """Write a marker."""
        self._writer.marker(self._now(), self._screen.redact(label))

    def settle(self) -> None:
        """Write what is shown now: the terminal goes."""
        self._catch_up(whole=True)

    def finish(self) -> None:
        """Write how the program ended, if it has."""
        self._is_over = True
        self._writer.flush(self._now())
        if self._status is not None:
            self._writer.exit(self._now(), self._status)


class LogSheet:
    """Writes a session as plain lines."""

    def __init__(self, file: Appends, screen: Screen) -> None:
        self._file, self._lines = file, PlainLines()
        self._shown = ShownLines(screen.redact)

    def _write(self, lines: list[str]) -> None:
        if lines:
            self._file.write("".join(f"{line}\n" for line in self._shown.of(lines)).encode("utf-8", "replace"))

    def fed(self, data: bytes) -> None:
        """Write the lines that are finished."""
        self._write(self._lines.feed(data))

    def typed(self, data: bytes) -> None:
        """Leave it out: it comes back as output, or is not meant to be seen."""

    def resized(self, cols: int, rows: int) -> None:
        """Leave it out: lines have no width."""

    def ended(self, exit_status: int | None) -> None:  # noqa: ARG002 - a log has no status
        """Write the last line."""
        self._write(self._lines.finish())

    def mark(self, label: str) -> None:
        """Write the label on a line of its own."""
        self._write([f"== {label}"])

    def settle(self) -> None:
        """Do nothing: what has come is written."""

    def finish(self) -> None:
        """Write the last line."""
        self._write(self._lines.finish())


class ShownLines:
    """Lines as others may see them, as they come: those of a private key belong together."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        self._redact = redact
        self._key: list[str] = []

    def of(self, lines: Sequence[str]) -> list[str]:
        """Return the next lines as others may see them."""
        shown = self._redact("\n".join([*self._key, *lines])).split("\n")[len(self._key) :]
        for line in lines:
            if KEY_BEGINS in line:
                self._key = [line] if KEY_ENDS not in line else []
            elif self._key:
                goes_on = KEY_LINE.fullmatch(line) is not None and len(self._key) < MOST_KEY_ROWS
                self._key = [*self._key, line] if goes_on else []
        return shown
