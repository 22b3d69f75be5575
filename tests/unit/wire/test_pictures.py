"""Pictures on the wire."""

from __future__ import annotations

from console.wire.pictures import (
    Picture,
    PixelFormat,
    Placement,
    decode_picture,
    decode_placements,
    encode_picture,
    encode_placements,
)


def test_a_picture_comes_as_it_went() -> None:
    picture = Picture(1 << 63 | 5, 20, 30, PixelFormat.PNG, b"\x89PNG" + bytes(1000))
    assert decode_picture(encode_picture(picture)) == picture
    assert picture.painted_bytes == 2400


def test_placements_come_as_they_went() -> None:
    placements = tuple(Placement(1 << 63 | n, n << 40, 3, 4, 5, 60, 70, 1, 2, 30, 40, 5, -n) for n in range(5))
    assert decode_placements(encode_placements(placements)) == placements
    assert decode_placements(encode_placements(())) == ()
