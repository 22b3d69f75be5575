"""A screen as the bytes that draw it: a recording that starts in the middle begins with them."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from console.terminal.frame import View
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.wire.frames import Attribute, CursorShape, Glyph, Half, Mode

SHAPES = {CursorShape.BLOCK: 2, CursorShape.UNDERLINE: 4, CursorShape.BAR: 6, CursorShape.HOLLOW: 2}
BITS = ((Attribute.STRIKE, "9"), (Attribute.OVERLINE, "53"), (Attribute.BLINK, "5"))

Look = tuple[int, int, bool, bool, int, int]
"""Foreground, background, bold, italic, attributes, colour of the underline."""


def redraw_bytes(view: View, glyphs: GlyphTable, palette: Palette, rows: Collection[int] | None = None) -> bytes:
    """Return what draws a screen, whose glyphs are in ``glyphs`` and whose default colours are ``palette``.

    With ``rows`` it draws those over a screen that is there already.
    """
    table = glyphs.new_since(0)
    parts = ["\x1b[0m"]
    if rows is None:
        parts = ["\x1b[?1049h" if view.modes & Mode.ALTERNATE_SCREEN else "", "\x1b[0m\x1b[H\x1b[2J"]
    for row, keys in enumerate(view.keys.tolist()):
        if rows is not None:
            if row not in rows:
                continue
            parts.append(f"\x1b[0m\x1b[{row + 1}H\x1b[2K")
        bits = [0] * len(keys) if view.attributes is None else view.attributes[row].tolist()
        lines = [0] * len(keys) if view.underline_colors is None else view.underline_colors[row].tolist()
        cells = [
            (table[key >> 48], _look(table[key >> 48], key, *more))
            for key, *more in zip(keys, bits, lines, strict=True)
        ]
        blank = _look(Glyph(" "), palette.foreground << 24 | palette.background, 0, 0)
        least = view.cursor.x if row == view.cursor.y else 0  # a prompt ends with a blank
        while len(cells) > least and cells[-1][0].text == " " and cells[-1][1][1:] == blank[1:]:
            cells.pop()
        if cells:
            parts.append(f"\x1b[{row + 1}H")
        for look, run in groupby(cells, key=lambda cell: cell[1]):
            text = "".join("" if glyph.half is Half.RIGHT else glyph.text for glyph, _ in run)
            parts.append(f"\x1b[0{_sgr(look, palette)}m{text}")
    cursor = view.cursor
    parts += ["\x1b[0m", f"\x1b[{cursor.y + 1};{cursor.x + 1}H\x1b[{SHAPES[cursor.shape]} q"]
    parts.append("\x1b[?25h" if cursor.visible else "\x1b[?25l")
    return "".join(parts).encode("utf-8", "replace")


def _look(glyph: Glyph, key: int, attributes: int, line: int) -> Look:
    return key >> 24 & 0xFFFFFF, key & 0xFFFFFF, glyph.bold, glyph.italic, attributes, line


def _sgr(look: Look, palette: Palette) -> str:
    foreground, background, bold, italic, attributes, line = look
    codes = ["1"] * bold + ["3"] * italic + [code for bit, code in BITS if attributes & bit]
    if foreground != palette.foreground:
        codes.append(f"38;2;{_rgb(foreground, ';')}")
    if background != palette.background:
        codes.append(f"48;2;{_rgb(background, ';')}")
    if kind := attributes & Attribute.UNDERLINE_MASK:
        codes.append(f"4:{kind}")
        if line and line != foreground:
            codes.append(f"58:2::{_rgb(line, ':')}")
    return "".join(f";{code}" for code in codes)


def _rgb(color: int, separator: str) -> str:
    return separator.join(str(color >> shift & 0xFF) for shift in (16, 8, 0))
