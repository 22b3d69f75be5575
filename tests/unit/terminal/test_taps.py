"""Listening to a session."""

from __future__ import annotations

from collections.abc import Sequence

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
    taps.resize(30, 8, 8, 18)
    taps.typed(b"\r")
    taps.ended(3)
    taps.close()
    taps.feed(b"unheard")
    assert terminal.lines(0, 1) == ["hellounheard"]
    assert first.heard == [("fed", b"hello"), ("resized", (30, 8)), ("typed", b"\r"), ("ended", 3), ("closed", None)]
    assert second.heard == first.heard[:2]


class Keeper(Ear):
    """Keeps rows, and hears where they go."""

    def __init__(self, *rows: int) -> None:
        super().__init__(Taps(engine("pyte")))
        self.kept: tuple[int | None, ...] = rows

    def rows(self) -> list[int]:
        return [row for row in self.kept if row is not None]

    def moved(self, rows: Sequence[int | None]) -> None:
        self.kept = tuple(rows)


def test_who_keeps_rows_is_told_where_they_go() -> None:
    terminal = engine("ghostty")
    first, second = Keeper(1, 2), Keeper(2)
    taps = Taps(terminal, first, second)
    taps.feed(b"x" * 18 + b"\r\none\r\ntwo")
    taps.resize(10, 6, 8, 18)
    assert (first.kept, second.kept) == ((2, 3), (3,))
    assert first.heard[-1] == ("resized", (10, 6))


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
