"""Listening to a session."""

from __future__ import annotations

from console.terminal.taps import Taps
from tests.unit.terminal.screens import engine


class Ear:
    """Writes down what it hears, and leaves when it has heard enough."""

    def __init__(self, taps: Taps, most: int = 1000) -> None:
        self.heard: list[tuple[str, object]] = []
        self._taps, self._most = taps, most

    def _hear(self, what: str, value: object) -> None:
        self.heard.append((what, value))
        if len(self.heard) == self._most:
            self._taps.remove(self)

    def fed(self, data: bytes) -> None:
        self._hear("fed", data)

    def typed(self, data: bytes) -> None:
        self._hear("typed", data)

    def resized(self, cols: int, rows: int) -> None:
        self._hear("resized", (cols, rows))

    def ended(self, exit_status: int | None) -> None:
        self._hear("ended", exit_status)

    def closed(self) -> None:
        self._hear("closed", None)


def test_everything_is_heard_in_order_until_the_end() -> None:
    terminal = engine("pyte")
    taps = Taps(terminal)
    first, second = Ear(taps), Ear(taps, most=2)
    taps.add(first)
    taps.add(second)
    taps.feed(b"hello")
    terminal.resize(30, 8, 8, 18)
    taps.resized()
    taps.typed(b"\r")
    taps.ended(3)
    taps.close()
    taps.feed(b"unheard")
    assert terminal.lines(0, 1) == ["hellounheard"]
    assert first.heard == [("fed", b"hello"), ("resized", (30, 8)), ("typed", b"\r"), ("ended", 3), ("closed", None)]
    assert second.heard == first.heard[:2]


def test_what_undoes_a_lost_program_is_heard_too() -> None:
    terminal, other = engine("pyte"), engine("pyte")
    taps = Taps(terminal)
    ear = Ear(taps)
    taps.add(ear)
    taps.feed(b"shell\r\n\x1b[?1049h\x1b[?2004hfull")
    taps.start_over()
    for what, data in ear.heard:
        assert what == "fed"
        assert isinstance(data, bytes)
        other.feed(data)
    assert not other.mode(2004)
    assert other.lines(0, 1) == terminal.lines(0, 1) == ["shell"]
    assert other.modes == terminal.modes
