"""Text with its looks: as SGR sequences, which engines write, and from these as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from console.terminal.pen import (
    BLINK,
    BOLD,
    DIRECT,
    FAINT,
    INDEXED,
    INVISIBLE,
    ITALIC,
    OVERLINE,
    PLAIN_PEN,
    REVERSE,
    STRIKE,
    UNDERLINE,
    Attrs,
    Pen,
    apply,
)  # fmt: skip

RESET = "\x1b[0m"
SGR = re.compile(r"\x1b\[([0-9;:]*)m")
CODES = ((BOLD, "1"), (FAINT, "2"), (ITALIC, "3"), (BLINK, "5"), (REVERSE, "7"), (INVISIBLE, "8"), (STRIKE, "9"),
         (OVERLINE, "53"))  # fmt: skip
UNDERLINE_STYLES = ("", "", " double", " wavy", " dotted", " dashed")
FOREGROUND, BACKGROUND = 256, 257
"""Where the default colours stand behind the 256 of the palette."""


@lru_cache(maxsize=4096)
def sequence(pen: Pen) -> str:
    """Return the SGR that turns plain text into what ``pen`` draws; empty for the plain pen."""
    parts = [code for bit, code in CODES if pen.attributes & bit]
    if pen.attributes & UNDERLINE:
        kind = pen.attributes & UNDERLINE
        parts.append("4" if kind == 1 else f"4:{kind}")
    for color, code in ((pen.foreground, 38), (pen.background, 48), (pen.underline_color, 58)):
        if color >= DIRECT:
            parts.append(f"{code};2;{color >> 16 & 0xFF};{color >> 8 & 0xFF};{color & 0xFF}")
        elif color >= INDEXED:
            parts.append(f"{code};5;{color & 0xFF}")
    return f"\x1b[{';'.join(parts)}m" if parts else ""


def runs(text: str) -> Iterator[tuple[Pen, str]]:
    """Yield the pieces of styled text with their looks."""
    pen = PLAIN_PEN
    for at, piece in enumerate(SGR.split(text)):
        if at % 2:
            pen = apply(pen, _attributes(piece))
        elif piece:
            yield pen, piece


def tidy(text: str) -> str:
    """Return styled text with one sequence a change, without carriage returns and the blanks that only fill rows."""
    parts: list[str] = []
    before = PLAIN_PEN
    for pen, piece in runs(text):
        if pen != before:
            parts += [RESET if before != PLAIN_PEN else "", sequence(pen)]
            before = pen
        parts.append(piece)
    parts.append(RESET if before != PLAIN_PEN else "")
    return re.sub(r" +$", "", "".join(parts).replace("\r\n", "\n"), flags=re.MULTILINE)


def to_html(text: str, colors: Sequence[int]) -> str:
    """Return styled text as the content of ``<pre>``; every look is a style of its own, nothing else is needed."""
    palette = tuple(colors)
    parts: list[str] = []
    for pen, piece in runs(text):
        style, shown = css(pen, palette), escape(piece, quote=False)
        parts.append(f'<span style="{style}">{shown}</span>' if style else shown)
    return "".join(parts)


def page(content: str, colors: Sequence[int]) -> str:
    """Return ``content`` in a ``<pre>`` with the default colours."""
    ground = f"color:{_hex(colors[FOREGROUND])};background-color:{_hex(colors[BACKGROUND])}"
    return f'<pre style="{ground};font-family:monospace;white-space:pre">{content}</pre>'


def _attributes(text: str) -> Attrs:
    found: list[int | tuple[int, ...]] = []
    for part in text.split(";"):
        numbers = tuple(int(number or 0) for number in part.split(":"))
        found.append(numbers if len(numbers) > 1 else numbers[0])
    return tuple(found)


@lru_cache(maxsize=4096)
def css(pen: Pen, colors: tuple[int, ...]) -> str:
    """Return a pen as inline CSS; empty for the plain pen."""
    ink, ground = _color(pen.foreground, colors, FOREGROUND), _color(pen.background, colors, BACKGROUND)
    bits = pen.attributes
    if bits & REVERSE:
        ink, ground = ground, ink
    if bits & FAINT:
        ink = sum((((ink >> shift & 0xFF) + (ground >> shift & 0xFF)) // 2) << shift for shift in (0, 8, 16))
    parts = [f"color:{_hex(ink)}"] if ink != colors[FOREGROUND] else []
    if ground != colors[BACKGROUND]:
        parts.append(f"background-color:{_hex(ground)}")
    parts += [css for bit, css in ((BOLD, "font-weight:bold"), (ITALIC, "font-style:italic")) if bits & bit]
    if bits & INVISIBLE:
        parts.append("visibility:hidden")
    lines = [name for bit, name in ((UNDERLINE, "underline"), (STRIKE, "line-through"), (OVERLINE, "overline"))
             if bits & bit]  # fmt: skip
    if lines:
        kind = UNDERLINE_STYLES[bits & UNDERLINE] if bits & UNDERLINE < len(UNDERLINE_STYLES) else ""
        own = f" {_hex(_color(pen.underline_color, colors, FOREGROUND))}" if pen.underline_color else ""
        parts.append(f"text-decoration:{' '.join(lines)}{kind}{own}")
    return ";".join(parts)


def _color(color: int, colors: Sequence[int], default: int) -> int:
    if color >= DIRECT:
        return color & 0xFFFFFF
    return colors[color & 0xFF] if color >= INDEXED else colors[default]


def _hex(color: int) -> str:
    return f"#{color:06x}"
