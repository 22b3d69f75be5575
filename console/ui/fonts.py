"""The fonts of the window: the best that is installed, by role."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont

UI_FAMILIES = (
    "Inter",
    "Inter Variable",
    "SF Pro Text",
    "Segoe UI Variable Text",
    "Segoe UI",
    "Noto Sans",
    "Cantarell",
    "Ubuntu",
    "Roboto",
    "Helvetica Neue",
    "DejaVu Sans",
    "Liberation Sans",
    "sans-serif",
)
"""Best first; Qt takes the first that is installed, and the next ones for characters it lacks."""

MONO_FAMILIES = (
    "JetBrains Mono",
    "JetBrainsMono Nerd Font Mono",
    "SF Mono",
    "Cascadia Mono",
    "Fira Mono",
    "IBM Plex Mono",
    "Source Code Pro",
    "Noto Sans Mono",
    "Ubuntu Mono",
    "Menlo",
    "Consolas",
    "DejaVu Sans Mono",
    "Liberation Mono",
    "monospace",
)

_ROLES: dict[str, tuple[int, QFont.Weight]] = {
    "micro": (10, QFont.Weight.Normal),
    "micro_strong": (10, QFont.Weight.DemiBold),
    "caption": (11, QFont.Weight.Medium),
    "chip": (11, QFont.Weight.Bold),
    "small": (12, QFont.Weight.Normal),
    "small_strong": (12, QFont.Weight.DemiBold),
    "body": (13, QFont.Weight.Normal),
    "name": (13, QFont.Weight.Medium),
    "body_strong": (13, QFont.Weight.DemiBold),
    "product": (15, QFont.Weight.DemiBold),
    "title": (19, QFont.Weight.DemiBold),
}
_MONO_ROLES: dict[str, tuple[int, QFont.Weight]] = {
    "mono": (13, QFont.Weight.Normal),
    "mono_small": (12, QFont.Weight.Normal),
    "mono_key": (14, QFont.Weight.Medium),
    "mono_key_strong": (14, QFont.Weight.Bold),
}


def _prepared(families: tuple[str, ...], pixels: int, weight: QFont.Weight, features: dict[str, int]) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for tag, value in features.items():
        font.setFeature(QFont.Tag(tag), value)
    return font


@cache
def ui_font(role: str = "body") -> QFont:
    """Return the font of a role of the interface: tabular figures, no hinting."""
    pixels, weight = _ROLES[role]
    return _prepared(UI_FAMILIES, pixels, weight, {"tnum": 1, "cv05": 1})


@cache
def mono_font(role: str = "mono") -> QFont:
    """Return the font of a role of code, addresses and keys: no ligatures."""
    pixels, weight = _MONO_ROLES[role]
    return _prepared(MONO_FAMILIES, pixels, weight, {"calt": 0, "liga": 0})
