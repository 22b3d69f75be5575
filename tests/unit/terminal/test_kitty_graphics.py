"""Pictures of programs, put together and unpacked within bounds."""

from __future__ import annotations

import base64
import zlib

import pytest

from console.terminal.kitty_graphics import END, MOST_BYTES, MOST_ENCODED, START, Transmissions, png_size
from tests.unit.terminal.kitty import command, png

PIXELS = bytes(range(12))


def taken(data: bytes, transmissions: Transmissions | None = None) -> tuple[list[bytes], bytes]:
    """Return what is given to the library for sequences, and what is answered."""
    taker = transmissions or Transmissions()
    given, replies = [], b""
    for sequence in data.split(END)[:-1]:
        given.append(taker.take(sequence.removeprefix(START)))
        replies += taker.reply
    return [piece for piece in given if piece], replies


def content(piece: bytes) -> tuple[dict[str, str], bytes]:
    control, _, payload = piece.removeprefix(START).removesuffix(END).partition(b";")
    return dict(pair.split("=") for pair in control.decode().split(",")), base64.b64decode(payload)


@pytest.mark.parametrize("chunk", [4, 8, 4096])
def test_pieces_are_put_together(chunk: int) -> None:
    [piece], reply = taken(command("a=T,f=24,s=2,v=2,i=7", PIXELS, chunk))
    assert content(piece) == ({"a": "T", "f": "24", "s": "2", "v": "2", "i": "7"}, PIXELS)
    assert reply == b""


def test_what_is_compressed_is_unpacked() -> None:
    [piece], _ = taken(command("a=T,f=24,o=z,s=2,v=2", zlib.compress(PIXELS)))
    assert content(piece) == ({"a": "T", "f": "24", "s": "2", "v": "2"}, PIXELS)


@pytest.mark.parametrize(
    "data",
    [
        command("a=T,f=32,s=4000,v=4000,i=3", b"x"),
        command("a=T,f=32,o=z,s=10,v=10,i=3", zlib.compress(bytes(MOST_BYTES + 1))),
        START + b"a=t,f=24,i=3;" + b"A" * (MOST_ENCODED + 4) + END,
        START + b"a=t,f=24,i=3,m=1;" + b"A" * MOST_ENCODED + END + START + b"m=1;" + b"A" * 4096 + END,
    ],
)
def test_what_is_too_large_is_refused_with_an_answer(data: bytes) -> None:
    assert taken(data) == ([], b"\x1b_Gi=3;EFBIG:too large\x1b\\")
    assert taken(data.replace(b"i=3", b"i=3,q=2")) == ([], b"")


def test_what_is_cut_short_is_refused_by_its_beginning() -> None:
    taker = Transmissions()
    assert (taker.refuse(b"a=T,f=100,i=4;AAAA"), taker.reply) == (b"", b"\x1b_Gi=4;EFBIG:too large\x1b\\")
    assert (taker.refuse(b"i=1," * 1000), taker.reply) == (b"", b"")


def test_after_a_refusal_the_next_picture_is_taken() -> None:
    taker = Transmissions()
    taken(START + b"a=t,f=24,m=1;" + b"A" * MOST_ENCODED + END + START + b"m=1;AAAA" + END, taker)
    given, _ = taken(START + b"m=0;AAAA" + END + command("a=T,f=24,s=2,v=2", PIXELS), taker)
    assert content(given[-1])[1] == PIXELS


def test_other_commands_pass_and_long_ones_do_not() -> None:
    commands = [b"\x1b_Ga=d\x1b\\", b"\x1b_Ga=p,i=3,c=4\x1b\\", b"\x1b_Ga=T,t=f;L2V0Yw==\x1b\\"]
    assert taken(b"".join(commands)) == (commands, b"")
    assert taken(b"\x1b_Ga=f;" + b"A" * 10_000 + END + b"\x1b_G" + b"i=1," * 1000 + b";" + END) == ([], b"")


@pytest.mark.parametrize(
    "broken",
    [b"\x1b_G;\x1b\\", b"\x1b_G\x1b\\", b"\x1b_Gs=-1,v=x,=,==;\xff\x1b\\", b"\x1b_Go=z;!!\x1b\\"],
)
def test_what_is_broken_does_no_harm(broken: bytes) -> None:
    taken(broken)


def test_the_size_of_a_file() -> None:
    assert png_size(png(30, 20)) == (30, 20)
    assert png_size(b"GIF89a" + bytes(100)) is None
    assert png_size(png(30, 20)[:20]) is None
    huge = bytearray(png(1, 1))
    huge[16:24] = (100_000).to_bytes(4, "big") * 2
    assert png_size(bytes(huge)) is None
