"""Binary values of the wire: pictures between the text of terminals, and where they stand.

All numbers are little-endian. A PICTURE packet is ``PICTURE_HEAD`` and the data; a PLACEMENTS packet is as many
``PLACEMENT_ITEM`` as there are placements, and takes the place of all that were told before.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import astuple

PICTURE_HEAD = struct.Struct("<QIIB7x")
PLACEMENT_ITEM = struct.Struct("<Qqiiiiiiiiiii")
MOST_PLACEMENTS = 256


class PixelFormat(IntEnum):
    """How the data of a picture is to be read."""

    RGB = 0
    RGBA = 1
    PNG = 2
    GRAY_ALPHA = 3
    GRAY = 4


class Picture(Struct, frozen=True):
    """A picture as the program sent it: rows from the top, bytes without padding, or a PNG file."""

    key: int
    """Names this content of the terminal's: what changes gets another one."""
    width: int
    height: int
    format: PixelFormat
    data: bytes

    @property
    def painted_bytes(self) -> int:
        """Return what it takes in memory when it is painted."""
        return self.width * self.height * 4


class Placement(Struct, frozen=True):
    """A part of a picture on the cells of a terminal. Pixels are those of the screen, as cells are measured in."""

    key: int
    row: int
    """The absolute row of its upper left corner."""
    col: int
    left: int
    top: int
    """How far from the corner of that cell it begins."""
    width: int
    height: int
    """The size at which it is painted."""
    source_x: int
    source_y: int
    source_width: int
    source_height: int
    rows: int
    """So many rows it covers, at least in part."""
    z: int
    """Pictures of a higher one cover those of a lower one."""


def encode_picture(picture: Picture) -> bytes:
    """Return ``picture`` as the payload of a PICTURE packet."""
    return PICTURE_HEAD.pack(picture.key, picture.width, picture.height, picture.format) + picture.data


def decode_picture(data: bytes) -> Picture:
    """Return the picture in ``data``."""
    key, width, height, kind = PICTURE_HEAD.unpack_from(data)
    return Picture(key, width, height, PixelFormat(kind), data[PICTURE_HEAD.size :])


def encode_placements(placements: Iterable[Placement]) -> bytes:
    """Return placements as the payload of a PLACEMENTS packet."""
    return b"".join(PLACEMENT_ITEM.pack(*astuple(placement)) for placement in placements)


def decode_placements(data: bytes) -> tuple[Placement, ...]:
    """Return the placements in ``data``, back to front."""
    return tuple(Placement(*item) for item in PLACEMENT_ITEM.iter_unpack(data))
