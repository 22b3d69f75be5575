"""The colours of a terminal that the desk itself paints with; a program's own come in the frames."""

from __future__ import annotations

from msgspec import Struct


class TerminalColors(Struct, frozen=True):
    """As 0xRRGGBB: tokens of the theme, which the names say, or what a colour scheme puts in their place."""

    foreground: int = 0xD5DDD9
    background: int = 0x0F1413
    cursor: int = 0xA5D0FF
    cursor_text: int | None = None
    """Of the character under a block cursor; None takes the ground of its cell."""
    selection: int = 0x1A324C
    rule: int = 0x55625D
    caption: int = 0x8F9D97
    """``text3``: what stands beside the rows."""
    hit: int = 0x182C42
    """``info_bg``: the ground of what a search found."""
    accent: int = 0x7DB9FF
    on_accent: int = 0x071626
    success: int = 0x2FA48C
    """``ok``"""
    warning: int = 0xF7C65A
    failure: int = 0xFF7F78
