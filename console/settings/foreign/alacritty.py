"""Alacritty's TOML; a file of the house, which ends the same, is told by its list of colours."""

from __future__ import annotations

from collections.abc import Mapping

from console.settings.schemes import Reading, Scheme, from_document

ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
GROUND = {
    "foreground": ("primary", "foreground"),
    "background": ("primary", "background"),
    "cursor": ("cursor", "cursor"),
    "cursor_text": ("cursor", "text"),
    "selection": ("selection", "background"),
}

AS_THE_CELL = {"CellForeground", "CellBackground"}
"""Words for the colours of the cell itself: what stands without them too."""


def read(text: str, reading: Reading) -> tuple[Scheme, ...]:
    """Return the one scheme of a file."""
    document = reading.toml(text)
    if "ansi" in document:
        return (from_document(document, reading),)
    colors = _table(document, "colors", reading)
    ground: dict[str, int] = {}
    for key, (table, name) in GROUND.items():
        value = _table(colors, table, reading).get(name)
        if value is not None and str(value) not in AS_THE_CELL:
            ground[key] = reading.color(f"colors.{table}.{name}", value)
        elif table == "primary":
            raise reading.missing(f"colors.{table}.{name}")
    ansi = _row(colors, "normal", reading)
    bright = _row(colors, "bright", reading) if "bright" in colors else ansi
    return (reading.scheme(reading.file.stem, ground, [*ansi, *bright]),)


def _table(document: Mapping[str, object], name: str, reading: Reading) -> Mapping[str, object]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise reading.wrong(name, table)
    return table


def _row(colors: Mapping[str, object], name: str, reading: Reading) -> list[int]:
    table = _table(colors, name, reading)
    for key in ANSI:
        if key not in table:
            raise reading.missing(f"colors.{name}.{key}")
    return [reading.color(f"colors.{name}.{key}", table[key]) for key in ANSI]
