"""Listeners of a stream, for tests."""

from __future__ import annotations

from collections.abc import Callable

from console.terminal.pyte_stream import FastStream

Found = list[tuple[object, ...]]


class Record:
    """A listener that has every event and writes it down; neighbouring text is one piece."""

    def __init__(self) -> None:
        self.found: Found = []

    def draw(self, data: str) -> None:
        if self.found and self.found[-1][0] == "draw":
            data = str(self.found.pop()[1]) + data
        self.found.append(("draw", data))

    draw_plain = draw

    def debug(self, *args: int, **kwargs: bool) -> None:
        self.found.append(("debug", *args))

    def __getattr__(self, event: str) -> Callable[..., None]:
        if event not in FastStream.events:
            raise AttributeError(event)
        return lambda *args, **kwargs: self.found.append((event, *args, *kwargs.items()))
