"""What is written of a session while it runs: a recording, or its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from console.model.clock import Clock
from console.terminal.cast import Appends, CastHeader, CastWriter, Shown
from console.terminal.plain import PlainLines


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

    def finish(self) -> None:
        """Write what is still to be written: the file ends."""
        ...


class CastSheet:
    """Writes a session as an asciicast, from the picture that it shows now: the bytes that draw it."""

    def __init__(
        self, file: Appends, header: CastHeader, picture: bytes, clock: Clock, shown: Shown, *, with_input: bool = False
    ) -> None:
        self._clock, self._with_input = clock, with_input
        self._start = clock.monotonic()
        self._status: int | None = None
        self._writer = CastWriter(file, replace(header, started_at=int(clock.now().timestamp())), shown)
        self._writer.output(0.0, picture)

    def _now(self) -> float:
        return self._clock.monotonic() - self._start

    def fed(self, data: bytes) -> None:
        """Write what the program wrote."""
        self._status = None
        self._writer.output(self._now(), data)

    def typed(self, data: bytes) -> None:
        """Write what was typed, where the person wants that."""
        if self._with_input:
            self._writer.input(self._now(), data)

    def resized(self, cols: int, rows: int) -> None:
        """Write another size."""
        self._writer.resize(self._now(), cols, rows)

    def ended(self, exit_status: int | None) -> None:
        """Keep how the program ended: the recording ends later."""
        self._status = exit_status

    def mark(self, label: str) -> None:
        """Write a marker."""
        self._writer.marker(self._now(), label)

    def finish(self) -> None:
        """Write how the program ended, if it has."""
        if self._status is not None:
            self._writer.exit(self._now(), self._status)


class LogSheet:
    """Writes a session as plain lines."""

    def __init__(self, file: Appends, shown: Shown) -> None:
        self._file, self._shown = file, shown
        self._lines = PlainLines()

    def _write(self, lines: list[str]) -> None:
        if lines:
            self._file.write("".join(f"{self._shown(line)}\n" for line in lines).encode("utf-8", "replace"))

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

    def finish(self) -> None:
        """Write the last line."""
        self._write(self._lines.finish())
