"""iTerm2's .itermcolors: a property list of colours, each a dictionary of components from 0 to 1."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from xml.parsers.expat import ExpatError

from console.settings.schemes import ANSI_COUNT, Reading, Scheme

GROUND = {
    "foreground": "Foreground Color",
    "background": "Background Color",
    "cursor": "Cursor Color",
    "cursor_text": "Cursor Text Color",
    "selection": "Selection Color",
}
COMPONENTS = ("Red Component", "Green Component", "Blue Component")

FROM_P3 = ((1.2249, -0.2249, 0.0), (-0.0421, 1.0421, 0.0), (-0.0196, -0.0786, 1.0983))
"""Display P3 to sRGB, both linear; what sRGB cannot show is cut off."""


def read(text: str, reading: Reading) -> tuple[Scheme, ...]:
    """Return the one scheme of a file."""
    try:
        document = plistlib.loads(text.encode(), fmt=plistlib.FMT_XML)
    except ExpatError as error:
        raise reading.broken(error.lineno, str(error)) from error
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        # plistlib says little and in many ways of what it cannot read: not where, but often which value.
        reason = str(error) or type(error).__name__
        value = reason.partition("'")[2].rpartition("'")[0]
        before = text.partition(f">{value}<")[0] if value else ""
        raise reading.broken(1 + (before.count("\n") if before != text else 0), reason) from error
    if not isinstance(document, dict):
        raise reading.missing(GROUND["foreground"])
    ground = {key: _color(document, name, reading) for key, name in GROUND.items() if name in document}
    for key in ("foreground", "background"):
        if key not in ground:
            raise reading.missing(GROUND[key])
    ansi = [_color(document, f"Ansi {number} Color", reading) for number in range(ANSI_COUNT)]
    return (reading.scheme(reading.file.stem, ground, ansi),)


def _color(document: Mapping[str, object], name: str, reading: Reading) -> int:
    entry = document.get(name)
    if entry is None:
        raise reading.missing(name)
    if not isinstance(entry, dict):
        raise reading.wrong(name, entry)
    parts = []
    for component in COMPONENTS:
        value = entry.get(component)
        if not isinstance(value, int | float) or not 0 <= value <= 1:
            raise reading.wrong(f"{name}, {component}", value)
        parts.append(float(value))
    if entry.get("Color Space") == "P3":
        parts = _from_p3(parts)
    red, green, blue = (round(255 * part) for part in parts)
    return red << 16 | green << 8 | blue


def _from_p3(parts: list[float]) -> list[float]:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    mixed = [min(1.0, max(0.0, sum(map(float.__mul__, row, linear)))) for row in FROM_P3]
    return [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in mixed]
