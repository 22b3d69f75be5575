"""Colours and attributes of cells, resolved for the painter."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from console.wire.frames import Attribute, Attributes, Colors, Keys

U32 = NDArray[np.uint32]
Flags = NDArray[np.bool_]


class Resolved(Struct, frozen=True, eq=False):
    """Rows as a view holds them."""

    keys: Keys
    attributes: Attributes | None
    underline_colors: Colors | None


class Looks(Struct, frozen=True, eq=False):
    """The distinct looks of a view: one item per style, colours as 0xRRGGBB, before reverse and faint."""

    foreground: U32
    background: U32
    underline_color: U32
    """0 where the underline has the colour of the text, else with bit 24 set."""
    attributes: Attributes
    face: U32
    faint: Flags
    reverse: Flags
    invisible: Flags

    def settled(self) -> tuple[U32, U32]:
        """Return foreground and background as they are painted."""
        foreground = np.where(self.reverse, self.background, self.foreground)
        background = np.where(self.reverse, self.foreground, self.background)
        blended = blend_half(foreground, background)
        return np.where(self.faint, blended, foreground), background


def blend_half(first: U32, second: U32) -> U32:
    """Return the middle of two colours, channel by channel."""
    middle: U32 = ((first & 0xFEFEFE) >> 1) + ((second & 0xFEFEFE) >> 1) + (first & second & 0x010101)
    return middle


def cell_keys(slots: NDArray[np.uint16], foreground: U32, background: U32) -> Keys:
    """Return the keys of cells."""
    keys = slots.astype(np.uint64)
    keys <<= np.uint64(24)
    keys |= foreground
    keys <<= np.uint64(24)
    keys |= background
    return keys


def line_attributes(underline: NDArray[np.uint16], strike: Flags, overline: Flags, blink: Flags) -> Attributes:
    """Return the attribute bits of styles."""
    bits = np.minimum(underline, 5).astype(np.uint16)
    bits |= strike.astype(np.uint16) * np.uint16(Attribute.STRIKE)
    bits |= overline.astype(np.uint16) * np.uint16(Attribute.OVERLINE)
    bits |= blink.astype(np.uint16) * np.uint16(Attribute.BLINK)
    return bits


def sparse(attributes: Attributes) -> Attributes | None:
    """Return None for cells that are all plain."""
    return attributes if attributes.any() else None


def underlines(colors: U32, foreground: U32) -> Colors | None:
    """Return the underline colour of every cell, None where all have the colour of their text."""
    if not colors.any():
        return None
    return np.where(colors, colors & 0xFFFFFF, foreground).astype(np.uint32)
