"""Pictures of the fast engine, as values."""

from __future__ import annotations

import pytest

from console.terminal.ghostty_pictures import MOST_COMMANDS, MOST_KEPT, Files
from console.terminal.kitty_graphics import MOST_BYTES
from console.wire.pictures import MOST_PLACEMENTS, PixelFormat, decode_placements, encode_placements
from tests.terminal.memory import Meter
from tests.unit.terminal.kitty import command, png
from tests.unit.terminal.screens import engine

PIXELS = bytes([255, 0, 0]) * 600


def test_a_picture_has_its_place_and_its_pixels() -> None:
    terminal = engine("ghostty", scrollback=100)
    terminal.feed(b"line\r\n" * 30 + b"ab" + command("a=T,f=24,s=20,v=30,i=7,X=3,Y=4,z=2", PIXELS))
    assert terminal.take_replies() == b"\x1b_Gi=7;OK\x1b\\"
    [placement] = terminal.pictures.placements()
    assert (placement.row, placement.col, placement.left, placement.top, placement.z) == (30, 2, 3, 4, 2)
    assert (placement.width, placement.height, placement.source_width, placement.source_height) == (20, 30, 20, 30)
    picture = terminal.pictures.picture(placement.key)
    assert picture is not None
    assert (picture.width, picture.height, picture.format, picture.data) == (20, 30, PixelFormat.RGB, PIXELS)
    terminal.close()


def test_a_file_stays_a_file() -> None:
    terminal = engine("ghostty")
    for number, size in enumerate(((300, 200), (1, 1))):
        terminal.feed(command(f"a=T,f=100,i={number + 1},q=1", png(*size)))
        placement = next(p for p in terminal.pictures.placements() if p.key & 0xFFFFFFFF == number + 1)
        picture = terminal.pictures.picture(placement.key)
        assert picture is not None
        assert (picture.width, picture.height, picture.format, picture.data) == (*size, PixelFormat.PNG, png(*size))
    assert terminal.take_replies() == b""
    terminal.close()


def test_what_a_picture_scales_to_follows_the_cells() -> None:
    terminal = engine("ghostty")
    terminal.feed(command("a=T,f=24,s=20,v=30,c=10,r=2", PIXELS))
    assert [(p.width, p.height) for p in terminal.pictures.placements()] == [(80, 36)]
    terminal.resize(20, 6, 16, 36)
    assert [(p.width, p.height) for p in terminal.pictures.placements()] == [(160, 72)]
    terminal.close()


def test_pictures_move_with_the_text_and_go_with_it() -> None:
    terminal = engine("ghostty", scrollback=100)
    terminal.feed(b"\r\n" * 3 + command("a=T,f=24,s=20,v=30,C=1", PIXELS))
    terminal.feed(b"\r\n" * 10)
    assert [p.row for p in terminal.pictures.placements()] == [3]
    terminal.feed(b"\x1b[?1049h")
    assert terminal.pictures.placements() == ()
    terminal.feed(command("a=T,f=24,s=20,v=30,C=1", PIXELS))
    [second] = terminal.pictures.placements()
    assert second.row == 13
    assert terminal.pictures.picture(second.key) is not None
    terminal.feed(b"\x1b[?1049l")
    [first] = terminal.pictures.placements()
    assert first.key != second.key
    assert terminal.pictures.picture(second.key) is None
    terminal.feed(b"\x1b_Ga=d,d=a\x1b\\\x1bc")
    assert terminal.pictures.placements() == ()
    terminal.close()


def test_pictures_go_with_the_scrollback() -> None:
    terminal = engine("ghostty", scrollback=100)
    picture = command("a=T,f=24,s=20,v=30,q=2", PIXELS)
    terminal.feed(picture + b"line\r\n" * 20)
    assert [p.row for p in terminal.pictures.placements()] == []  # too far away
    terminal.scroll_to(0)
    assert [p.row for p in terminal.pictures.placements()] == [0]
    terminal.scroll_to(None)
    terminal.feed(picture)
    row = terminal.pictures.placements()[0].row
    terminal.feed(b"\x1b[3J")
    assert [p.row for p in terminal.pictures.placements()] == [row]
    terminal.feed(b"line\r\n" * 20 + b"\x1b[H\x1b[2J\x1b[3J")
    assert terminal.pictures.placements() == ()
    terminal.feed(picture + b"line\r\n" * 5000)
    for where in (terminal.position.oldest_row, None):
        terminal.scroll_to(where)
        assert terminal.pictures.placements() == ()
    terminal.close()


@pytest.mark.parametrize(
    "keys",
    [
        "X=4294967295,Y=4294967295",
        "c=4294967295,r=4294967295",
        "x=4294967295,w=4294967295,h=1",
        "z=-2147483648",
        "i=4294967295",
    ],
)
def test_huge_numbers_fit_on_the_wire(keys: str) -> None:
    terminal = engine("ghostty")
    terminal.feed(command(f"a=T,f=24,s=20,v=30,q=2,C=1,{keys}", PIXELS))
    placements = terminal.pictures.placements()
    assert decode_placements(encode_placements(placements)) == placements
    terminal.close()


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_picture_may_come_in_any_pieces(cut: int) -> None:
    terminal = engine("ghostty")
    data = b"a" + command("a=T,f=24,s=2,v=2,i=7", bytes(12), chunk=8) + b"b"
    terminal.feed(data[:cut])
    terminal.feed(data[cut:])
    assert len(terminal.pictures.placements()) == 1
    terminal.close()


def test_what_a_program_sends_too_much_of_is_forgotten() -> None:
    terminal = engine("ghostty")
    terminal.feed(command("a=t,f=24,s=1,v=1,i=3,q=2", bytes(3)))
    terminal.feed(b"".join(b"\x1b_Ga=p,i=3,p=%d,q=2\x1b\\" % (n + 1) for n in range(300)))
    assert len(terminal.pictures.placements()) == MOST_PLACEMENTS
    terminal.feed(b"".join(b"\x1b_Ga=p,i=3,p=%d,q=2\x1b\\" % (n + 301) for n in range(MOST_KEPT + 500)))
    assert terminal.pictures.placements() == ()
    meter = Meter()
    terminal.feed(b"".join(b"\x1b_Ga=t,f=24,s=1,v=1,i=%d,q=2;AAAA\x1b\\" % (n + 1) for n in range(3 * MOST_COMMANDS)))
    for number in range(40):
        terminal.feed(command(f"a=T,f=32,s=1000,v=500,i={number + 1},q=2", bytes(2_000_000)))
    assert meter.peak_bytes() < 6 * MOST_BYTES
    terminal.feed(command("a=q,f=24,s=1,v=1,i=31", bytes(3)))
    assert terminal.take_replies() == b"\x1b_Gi=31;OK\x1b\\"
    terminal.close()


@pytest.mark.parametrize("medium", ["f", "t", "s"])
def test_nothing_is_read_from_the_machine(medium: str) -> None:
    terminal = engine("ghostty")
    terminal.feed(command(f"a=T,t={medium},f=24,s=1,v=1,i=9", b"/etc/hostname"))
    assert b"EINVAL" in terminal.take_replies()
    assert terminal.pictures.placements() == ()
    terminal.close()


def test_files_are_bounded_together() -> None:
    files = Files()
    large = [bytes([number]) * (MOST_BYTES // 3) for number in range(5)]
    starts = [files.keep(data, (10, 10)) for data in large]
    assert [files.find(start, 10, 10) is not None for start in starts] == [False, False, True, True, True]
    assert files.keep(large[4], (10, 10)) == starts[4]
