"""What of a terminal's pictures the desk is sent, and when."""

from __future__ import annotations

from collections.abc import Sequence

from console.terminal.pictures import BATCH_BYTES, Gallery, NoPictures
from console.wire.pictures import Picture, PixelFormat, Placement


def place(key: int, row: int = 0) -> Placement:
    return Placement(key, row, 0, 0, 0, 10, 10, 0, 0, 10, 10, 1, 0)


class Source:
    """Pictures of a given size, on demand."""

    def __init__(self, side: int = 10) -> None:
        self.places: tuple[Placement, ...] = ()
        self.gone: set[int] = set()
        self.side = side

    def placements(self) -> tuple[Placement, ...]:
        return self.places

    def picture(self, key: int) -> Picture | None:
        return None if key in self.gone else Picture(key, self.side, self.side, PixelFormat.PNG, b"")


class Sink:
    """Writes down what is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[list[int], list[int]]] = []

    def send_pictures(self, terminal_id: int, pictures: Sequence[Picture], placements: Sequence[Placement]) -> None:
        self.sent.append(([picture.key for picture in pictures], [placement.key for placement in placements]))


def test_a_picture_is_sent_once_as_long_as_it_is_shown() -> None:
    gallery, source, sink = Gallery(1), Source(), Sink()
    gallery.send(source, sink)
    source.places = (place(1), place(2), place(1, 5))
    gallery.send(source, sink)
    gallery.send(source, sink)
    source.places = (place(2, 7), place(3))
    gallery.send(source, sink)
    source.places = (place(1),)
    gallery.send(source, sink)
    source.places = ()
    gallery.send(source, sink)
    gallery.send(source, sink)
    assert sink.sent == [([1, 2], [1, 2, 1]), ([3], [2, 3]), ([1], [1]), ([], [])]


def test_a_desk_that_knows_nothing_gets_all() -> None:
    gallery, source, sink = Gallery(1), Source(), Sink()
    source.places = (place(1),)
    gallery.send(source, sink)
    gallery.forget()
    gallery.send(source, sink)
    assert sink.sent == [([1], [1])] * 2


def test_many_large_pictures_come_with_several_frames() -> None:
    gallery, source, sink = Gallery(1), Source(side=1500), Sink()
    assert BATCH_BYTES < 1500 * 1500 * 4
    source.places = (place(1), place(2), place(3))
    assert [gallery.send(source, sink) for _ in range(4)] == [True, True, False, False]
    assert sink.sent == [([1], [1]), ([2], [1, 2]), ([3], [1, 2, 3])]


def test_a_picture_that_is_gone_is_not_shown() -> None:
    gallery, source, sink = Gallery(1), Source(), Sink()
    source.places, source.gone = (place(1), place(2)), {2}
    assert not gallery.send(source, sink)
    assert sink.sent == [([1], [1])]


def test_an_engine_without_pictures_says_nothing() -> None:
    sink = Sink()
    assert not Gallery(1).send(NoPictures(), sink)
    assert (sink.sent, NoPictures().picture(1)) == ([], None)
