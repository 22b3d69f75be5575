"""The sections of the settings, and which tables of the file each shows."""

from __future__ import annotations

from msgspec import Struct

from console.model.text import N_
from console.settings.option import AnyOption
from console.settings.options import OPTIONS


class Section(Struct, frozen=True):
    """A part of the sheet."""

    title: str
    """Marked for the catalogue."""
    tables: tuple[str, ...] = ()
    """Of the settings file; the section of profiles has none of its own."""

    def options(self) -> tuple[AnyOption, ...]:
        """Return its options, in the order of their definitions."""
        return tuple(option for option in OPTIONS if option.table in self.tables)


PROFILES = Section(N_("Profiles"))
SECTIONS = (
    Section(N_("Window"), ("window",)),
    Section(N_("Terminal"), ("terminal", "recording")),
    PROFILES,
    Section(N_("Fleet and sessions"), ("fleet", "history", "core")),
)
