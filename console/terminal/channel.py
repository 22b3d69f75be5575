"""What a session needs of a connection, whoever makes it: SSH, a local shell, the simulator, a test."""

from __future__ import annotations

from typing import Protocol

from console.model.errors import Problem


class Channel(Protocol):
    """A way to a shell. Everything is called on the loop's thread and returns at once."""

    def write(self, data: bytes) -> None:
        """Send what was typed; after ``close`` it is dropped."""
        ...

    def resize(self, cols: int, rows: int, width_px: int, height_px: int) -> None:
        """Tell the other side the size of the screen."""
        ...

    def pause_reading(self) -> None:
        """Stop delivering data until ``resume_reading``; what is under way may still arrive."""
        ...

    def resume_reading(self) -> None:
        """Deliver data again."""
        ...

    def close(self) -> None:
        """Hang up. The sink is still told that it closed."""
        ...


class ChannelSink(Protocol):
    """Where a channel delivers to."""

    def data_received(self, data: bytes) -> None:
        """Take bytes of the program."""
        ...

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        """Take the end, once: ``reason`` when it broke, ``exit_status`` when the program told one (-n: signal n)."""
        ...
