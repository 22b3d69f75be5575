"""Binary values of the wire: terminal frames and glyph tables.

All numbers are little-endian. A frame on the wire is ``FRAME_HEAD``, then ``count`` u16 row numbers
padded to 8 bytes (bit 15: the row goes on in the next one), then ``count * cols`` u64 cell keys,
then, where a flag says so, ``count * cols`` u16 attributes (padded to 8 bytes) and ``count * cols``
u32 underline colours.

A cell key is ``glyph << 48 | foreground << 24 | background``, colours as 0xRRGGBB with reverse,
faint, invisible and the palette already resolved. ``glyph`` is a slot of the core's append-only
table; a wide character takes two slots, its left and its right half.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from enum import IntEnum, IntFlag

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Attributes = NDArray[np.uint16]
Colors = NDArray[np.uint32]
Flags = NDArray[np.bool_]

WRAPPED = 0x8000
"""Set in the number of a row that was too long for the screen: its text goes on in the next row."""

MAX_GLYPHS = 65_000
"""The core starts a new generation of the glyph table before it reaches this many."""

FRAME_HEAD = struct.Struct("<IIIHHhHHBBBBIIQQQdH4x")
GLYPH_HEAD = struct.Struct("<IHH")
GLYPH_ITEM = struct.Struct("<HBB")


class CursorShape(IntEnum):
    """As DECSCUSR names them."""

    BLOCK = 0
    UNDERLINE = 1
    BAR = 2
    HOLLOW = 3


class FrameFlag(IntFlag):
    """What a frame carries."""

    FULL = 1
    """Every row is in it; the receiver forgets what it had."""
    ATTRIBUTES = 2
    UNDERLINE_COLORS = 4
    CURSOR_VISIBLE = 8
    CURSOR_BLINKS = 16


class Mode(IntFlag):
    """Terminal modes that the desk needs to know, as of this frame."""

    ALTERNATE_SCREEN = 1
    APPLICATION_CURSOR = 2
    BRACKETED_PASTE = 4
    MOUSE_CLICK = 8
    MOUSE_DRAG = 16
    MOUSE_MOTION = 32
    FOCUS_EVENTS = 64
    ALTERNATE_SCROLL = 128
    REVERSE_SCREEN = 256


class Underline(IntEnum):
    """Bits 0-2 of a cell's attributes."""

    NONE = 0
    SINGLE = 1
    DOUBLE = 2
    CURLY = 3
    DOTTED = 4
    DASHED = 5


class Attribute(IntFlag):
    """The other bits of a cell's attributes."""

    UNDERLINE_MASK = 7
    STRIKE = 8
    OVERLINE = 16
    BLINK = 32
    HYPERLINK = 64


class Half(IntEnum):
    """Which part of a character a glyph slot holds."""

    WHOLE = 0
    LEFT = 1
    RIGHT = 2


class Glyph(Struct, frozen=True):
    """What a slot of the atlas shows: one cell of a grapheme cluster in one of four faces."""

    text: str
    bold: bool = False
    italic: bool = False
    half: Half = Half.WHOLE


class Frame(Struct, frozen=True, eq=False):
    """A change of a terminal's screen. Immutable; only damaged rows are in it.

    The receiver first moves its rows up by ``scroll`` (negative: down), then overwrites
    ``row_numbers``. ``history_rows`` rows lie above the live screen, ``first_row`` is the absolute
    number of the topmost visible row: counted from the first line that the terminal ever had, so
    it names the same line for as long as the scrollback holds it. ``oldest_row`` is the first still held.
    """

    terminal_id: int
    sequence: int
    generation: int
    cols: int
    rows: int
    scroll: int
    cursor_x: int
    cursor_y: int
    cursor_shape: CursorShape
    flags: FrameFlag
    modes: Mode
    cursor_color: int
    history_rows: int
    oldest_row: int
    first_row: int
    produced_at: float
    """The core's monotonic seconds when the newest byte in it was read."""
    row_numbers: NDArray[np.uint16]
    keys: Keys
    attributes: Attributes | None = None
    underline_colors: Colors | None = None
    wrapped: Flags | None = None
    """Which of the rows go on in the next one; None: none of them."""


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)


def encode_frame(frame: Frame) -> bytes:
    """Return ``frame`` as the payload of a FRAME packet."""
    flags = frame.flags & ~(FrameFlag.ATTRIBUTES | FrameFlag.UNDERLINE_COLORS)
    numbers = frame.row_numbers.astype("<u2", copy=False)
    if frame.wrapped is not None:
        numbers = np.where(frame.wrapped, numbers | np.uint16(WRAPPED), numbers).astype("<u2", copy=False)
    parts = [
        _padded(numbers.tobytes()),
        frame.keys.astype("<u8", copy=False).tobytes(),
    ]
    if frame.attributes is not None:
        flags |= FrameFlag.ATTRIBUTES
        parts.append(_padded(frame.attributes.astype("<u2", copy=False).tobytes()))
    if frame.underline_colors is not None:
        flags |= FrameFlag.UNDERLINE_COLORS
        parts.append(frame.underline_colors.astype("<u4", copy=False).tobytes())
    head = FRAME_HEAD.pack(
        frame.terminal_id, frame.sequence, frame.generation, frame.cols, frame.rows, frame.scroll,
        frame.cursor_x, frame.cursor_y, frame.cursor_shape, flags, 0, 0, int(frame.modes), frame.cursor_color,
        frame.history_rows, frame.oldest_row, frame.first_row, frame.produced_at, len(frame.row_numbers),
    )  # fmt: skip
    return b"".join([head, *parts])


def decode_frame(data: bytes | bytearray | memoryview) -> Frame:
    """Return the frame in ``data``; its arrays are read-only views of ``data``."""
    head = FRAME_HEAD.unpack_from(data)
    (terminal_id, sequence, generation, cols, rows, scroll, cursor_x, cursor_y, shape, flags, _, _,
     modes, cursor_color, history_rows, oldest_row, first_row, produced_at, count) = head  # fmt: skip
    at = FRAME_HEAD.size
    cells = count * cols
    marked = np.frombuffer(data, "<u2", count, at)
    numbers, wrapped = marked, None
    if (marked & WRAPPED).any():
        numbers, wrapped = marked & np.uint16(~WRAPPED & 0xFFFF), marked >= WRAPPED
        numbers.flags.writeable = wrapped.flags.writeable = False
    at += count * 2 + (-count * 2) % 8
    keys = np.frombuffer(data, "<u8", cells, at).reshape(count, cols)
    at += cells * 8
    attributes = colors = None
    if flags & FrameFlag.ATTRIBUTES:
        attributes = np.frombuffer(data, "<u2", cells, at).reshape(count, cols)
        at += cells * 2 + (-cells * 2) % 8
    if flags & FrameFlag.UNDERLINE_COLORS:
        colors = np.frombuffer(data, "<u4", cells, at).reshape(count, cols)
    return Frame(
        terminal_id=terminal_id, sequence=sequence, generation=generation, cols=cols, rows=rows, scroll=scroll,
        cursor_x=cursor_x, cursor_y=cursor_y, cursor_shape=CursorShape(shape), flags=FrameFlag(flags),
        modes=Mode(modes), cursor_color=cursor_color, history_rows=history_rows, oldest_row=oldest_row,
        first_row=first_row, produced_at=produced_at, row_numbers=numbers, keys=keys, attributes=attributes,
        underline_colors=colors, wrapped=wrapped,
    )  # fmt: skip


def encode_glyphs(generation: int, first_slot: int, glyphs: Iterable[Glyph]) -> bytes:
    """Return the payload of a GLYPHS packet: new slots from ``first_slot`` on.

    A receiver that sees a new ``generation`` forgets every slot that it knows.
    """
    items = []
    count = 0
    for glyph in glyphs:
        text = glyph.text.encode("utf-8", "surrogatepass")[:255]
        items.append(GLYPH_ITEM.pack(len(text), glyph.bold | glyph.italic << 1, glyph.half) + text)
        count += 1
    return GLYPH_HEAD.pack(generation, first_slot, count) + b"".join(items)


def decode_glyphs(data: bytes | bytearray | memoryview) -> tuple[int, int, list[Glyph]]:
    """Return ``(generation, first_slot, glyphs)``."""
    generation, first_slot, count = GLYPH_HEAD.unpack_from(data)
    at = GLYPH_HEAD.size
    glyphs = []
    for _ in range(count):
        length, face, half = GLYPH_ITEM.unpack_from(data, at)
        at += GLYPH_ITEM.size
        text = bytes(data[at : at + length]).decode("utf-8", "replace")
        at += length
        glyphs.append(Glyph(text, bold=bool(face & 1), italic=bool(face & 2), half=Half(half)))
    return generation, first_slot, glyphs


def ascii_glyphs() -> list[Glyph]:
    """Return the slots every table starts with: 0 is blank, then ASCII 0x20-0x7e in four faces.

    Slot of a printable ASCII character ``c``: ``1 + (c - 0x20) + 95 * (bold + 2 * italic)``.
    """
    faces = [(False, False), (True, False), (False, True), (True, True)]
    return [Glyph(" ")] + [Glyph(chr(c), bold, italic) for bold, italic in faces for c in range(0x20, 0x7F)]
