"""How terminals look: theme, schemes and profiles. Both processes read the settings file, the desk writes it."""

from __future__ import annotations

from console.model.ids import TerminalId
from console.wire.messages.base import Request, Result


class SetPalette(Request, frozen=True, kw_only=True):
    """Set the colours of the window's theme, as 0xRRGGBB: of every terminal that has no scheme of its own."""

    foreground: int
    background: int
    cursor: int
    ansi: tuple[int, ...]


class SettingsChanged(Request, frozen=True, kw_only=True):
    """The settings file has changed: read it again, and let what runs already follow."""


class SetProfile(Request, frozen=True, kw_only=True):
    """Give a terminal another profile; an empty one leaves that to the rules of the settings."""

    terminal_id: TerminalId
    profile: str


class ImportSchemes(Request, frozen=True, kw_only=True):
    """Read the colour schemes in a file and keep them in the person's folder. Reply: SchemeIds."""

    path: str


class SchemeIds(Result, frozen=True):
    """What settings call the schemes that are kept now."""

    ids: tuple[str, ...]


class ListShells(Request, frozen=True, kw_only=True):
    """Return the shells of this computer that a person may choose from. Reply: Shells."""


class Shells(Result, frozen=True):
    """Commands of shells, as the system lists them."""

    commands: tuple[str, ...]
