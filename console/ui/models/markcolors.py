"""The colours that are offered as marks, with their names: a colour alone tells nobody anything."""

from __future__ import annotations

from collections.abc import Mapping

from console.model.text import N_
from console.settings.language import _

MARK_COLORS: Mapping[str, str] = {
    "#e5484d": N_("Red"),
    "#f08c00": N_("Orange"),
    "#d9b000": N_("Yellow"),
    "#2fa84f": N_("Green"),
    "#12a594": N_("Teal"),
    "#3b82f6": N_("Blue"),
    "#8e4ec6": N_("Violet"),
    "#e93d82": N_("Pink"),
    "#8b8d98": N_("Grey"),
}
"""Apart from each other and from the grounds of all themes; names are marked for the catalogue."""


def color_name(color: str) -> str:
    """Return what people call a colour; one that is not offered is called by its number."""
    known = MARK_COLORS.get(color.lower())
    return color if known is None else _(known)
