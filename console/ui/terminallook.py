"""How the desk paints a terminal of a profile: font, size, and the colours that are not in its frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtGui import QColor

from console.model.errors import ConsoleError
from console.settings.options import TERMINAL_FONT_FAMILY, TERMINAL_FONT_SIZE
from console.settings.painting_options import LIGATURES
from console.settings.terminal_options import AUTO_SCHEME, SCHEME
from console.ui.terminal.colors import TerminalColors
from console.ui.theme import Theme, Themes

if TYPE_CHECKING:
    from console.settings.schemes import Scheme
    from console.ui.preferences import Preferences

NORMAL_SIZE = 13.0


class TerminalLook(Struct, frozen=True):
    """What a terminal widget is given."""

    colors: TerminalColors
    family: str = ""
    """Of the font; empty takes the best one that is installed."""
    size: float = NORMAL_SIZE
    """Of the font, in logical pixels."""
    ligatures: bool = False


LookSource = Callable[[Theme, str], TerminalLook]
"""Return the look of terminals of a profile while the window has a theme."""


def plain_look(theme: Theme, _profile: str) -> TerminalLook:
    """Return the look of a window without settings."""
    return TerminalLook(theme_colors(theme))


def theme_colors(theme: Theme) -> TerminalColors:
    """Return the colours that a theme gives its terminals."""
    terminal, tokens = theme.terminal, theme.colors
    return TerminalColors(
        foreground=rgb(terminal.foreground),
        background=rgb(terminal.background),
        cursor=rgb(terminal.cursor),
        selection=rgb(terminal.selection),
        rule=rgb(tokens.term_rule),
        caption=rgb(tokens.text3),
        hit=rgb(tokens.info_bg),
        accent=rgb(tokens.accent),
        on_accent=rgb(tokens.on_accent),
        success=rgb(tokens.ok),
        warning=rgb(tokens.warn),
        failure=rgb(tokens.fail),
    )


def scheme_colors(scheme: Scheme, tokens: Theme) -> TerminalColors:
    """Return the colours of a scheme; what it does not have is mixed from its own, or a token for such a ground."""
    colors = tokens.colors
    return TerminalColors(
        foreground=scheme.foreground,
        background=scheme.background,
        cursor=scheme.cursor,
        cursor_text=scheme.cursor_text,
        selection=scheme.selection,
        rule=mixed(scheme.background, scheme.foreground, 0.4),
        caption=mixed(scheme.background, scheme.foreground, 0.65),
        hit=rgb(colors.info_bg),
        accent=rgb(colors.accent),
        on_accent=rgb(colors.on_accent),
        success=rgb(colors.ok),
        warning=rgb(colors.warn),
        failure=rgb(colors.fail),
    )


def rgb(color: str | QColor) -> int:
    """Return a colour as 0xRRGGBB."""
    return int(QColor(color).rgb()) & 0xFFFFFF


def mixed(first: int, second: int, share: float) -> int:
    """Return the colour that is ``share`` of the way from one to another."""
    result = 0
    for shift in (16, 8, 0):
        low, high = first >> shift & 0xFF, second >> shift & 0xFF
        result |= round(low + (high - low) * share) << shift
    return result


class ProfileLooks:
    """A LookSource that follows settings and profiles.

    ``scale`` is how much larger than usual the whole window is: terminals have a size of their own.
    """

    def __init__(self, preferences: Preferences, themes: Themes, scale: float = 1.0) -> None:
        self._preferences, self._themes, self._scale = preferences, themes, scale

    def __call__(self, theme: Theme, profile: str) -> TerminalLook:
        """Return the look of terminals of ``profile``."""
        get = self._preferences.get
        family = get(TERMINAL_FONT_FAMILY, profile)
        size = self._preferences.get(TERMINAL_FONT_SIZE, profile)
        ligatures = self._preferences.get(LIGATURES, profile)
        return TerminalLook(self._colors(theme, get(SCHEME, profile)), family, size / self._scale, ligatures)

    def _colors(self, theme: Theme, wanted: str) -> TerminalColors:
        if wanted == AUTO_SCHEME:
            return theme_colors(theme)
        try:
            scheme = self._preferences.schemes.scheme(wanted)
        except ConsoleError:
            return theme_colors(theme)  # the core says that it is not there
        return scheme_colors(scheme, self._themes.for_ground(dark=scheme.dark))
