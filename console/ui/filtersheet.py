"""Asks under which name a filter is saved."""

from __future__ import annotations

from console.settings.language import _
from console.ui.dialogs import label
from console.ui.namesheet import NameSheet, NameWords
from console.ui.theme import Themes

MOST_CHARACTERS = 60


class SaveFilterSheet(NameSheet):
    """Shows the filter that is saved."""

    def __init__(self, themes: Themes, query: str, names: tuple[str, ...]) -> None:
        words = NameWords(_("Save filter"), _("Name of the filter"), _("Replaces the filter of this name."))
        super().__init__(themes, words, label(query, "mono"), names, MOST_CHARACTERS)
