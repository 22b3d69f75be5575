"""How each terminal looks and what it runs, from settings and profiles: the core's half."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, cast

from msgspec import Struct, field
from msgspec.structs import replace

from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.node import Node
from console.settings.options import BELL, ENGINE, MOST_TERMINALS, SCROLLBACK_LINES
from console.settings.profiles import DEFAULT_PROFILE, Profiles
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.settings.terminal_options import (
    AUTO_SCHEME,
    CURSOR_BLINK,
    CURSOR_SHAPE,
    MINIMUM_CONTRAST,
    SCHEME,
    SHELL,
    SHELL_ENVIRONMENT,
    SHELL_FOLDER,
    command_words,
    environment_variables,
)
from console.terminal.engine import EngineKind
from console.terminal.palette import Palette
from console.wire.frames import CursorShape

SHAPES = {"block": CursorShape.BLOCK, "bar": CursorShape.BAR, "underline": CursorShape.UNDERLINE}


class Style(Struct, frozen=True):
    """What the core does with a terminal of a profile."""

    palette: Palette
    engine: EngineKind
    scrollback_lines: int
    bell: str
    """A choice of the option: ``none``, ``visual``, ``sound``."""


class ShellWish(Struct, frozen=True):
    """What a local shell is to be, as profile and person say; empty fields mean the usual."""

    command: Sequence[str] = ()
    folder: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


class StyleSource(Protocol):
    """Where the tabs ask."""

    def profile_for(self, node_id: NodeId, wanted: str) -> str:
        """Return the profile of a new terminal: the wanted one, else what the rules say of its node."""
        ...

    def style(self, profile: str) -> Style:
        """Return the style of terminals of ``profile``."""
        ...

    def most_terminals(self) -> int:
        """Return how many terminals there may be at once."""
        ...


class Styles:
    """Resolves profiles. ``noticed`` hears, once each, of schemes that are named and not there."""

    def __init__(
        self,
        settings: SettingsStore,
        schemes: Schemes,
        node: Callable[[NodeId], Node | None],
        noticed: Callable[[Problem], None],
    ) -> None:
        self.profiles = Profiles(settings)
        self.schemes = schemes
        self._settings, self._node, self._noticed = settings, node, noticed
        self._told: set[str] = set()
        self._theme = Palette()

    def set_theme(self, palette: Palette) -> None:
        """Take the colours of the window's theme."""
        self._theme = palette

    def reload(self) -> None:
        """Read settings, profiles and schemes again."""
        self._settings.reload()
        self.profiles.reload()
        self.schemes.forget()
        self._told.clear()

    def profile_for(self, node_id: NodeId, wanted: str) -> str:
        """Return the profile of a new terminal: the wanted one, else what the rules say of its node."""
        if wanted in self.profiles.names():
            return wanted
        node = self._node(node_id)
        return DEFAULT_PROFILE if node is None else self.profiles.choose(node)

    def style(self, profile: str) -> Style:
        """Return the style of terminals of ``profile``."""
        profiles = self.profiles
        palette = replace(
            self._palette(profiles.get(profile, SCHEME)),
            minimum_contrast=profiles.get(profile, MINIMUM_CONTRAST),
            cursor_shape=SHAPES[profiles.get(profile, CURSOR_SHAPE)],
            cursor_blinks=profiles.get(profile, CURSOR_BLINK),
        )
        engine = cast("EngineKind", profiles.get(profile, ENGINE))
        return Style(palette, engine, profiles.get(profile, SCROLLBACK_LINES), profiles.get(profile, BELL))

    def most_terminals(self) -> int:
        """Return how many terminals there may be at once."""
        return self._settings.get(MOST_TERMINALS)

    def shell(self, profile: str, command: str) -> ShellWish:
        """Return what a local shell of ``profile`` is to be; ``command`` counts before the profile's."""
        get = self.profiles.get
        words = command_words(command or get(profile, SHELL))
        return ShellWish(words, get(profile, SHELL_FOLDER), environment_variables(get(profile, SHELL_ENVIRONMENT)))

    def _palette(self, wanted: str) -> Palette:
        if wanted == AUTO_SCHEME:
            return self._theme
        try:
            scheme = self.schemes.scheme(wanted)
        except ConsoleError as error:
            if wanted not in self._told:
                self._told.add(wanted)
                self._noticed(error.problem)
            return self._theme
        return Palette(scheme.foreground, scheme.background, scheme.cursor, scheme.ansi)
