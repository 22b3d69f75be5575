"""Makes terminal widgets, feeds them from the bridge and carries out what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from console.model.ids import TerminalId
from console.settings.profiles import DEFAULT_PROFILE
from console.ui.bridge import Bridge
from console.ui.panes import TerminalPart
from console.ui.terminallook import LookSource, plain_look, rgb
from console.ui.theme import Theme
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.terminal.shelf import GlyphShelf
    from console.ui.terminal.widget import TerminalWidget

SIZES = (6.0, 64.0)
"""Logical pixels of the text, whatever profile and zoom make of it."""


class Terminals:
    """The terminals of one window; they share the shapes of their glyphs."""

    def __init__(self, bridge: Bridge, theme: Theme, left: Callable[[], None], look: LookSource = plain_look) -> None:
        self._bridge, self._theme, self._left, self._look = bridge, theme, left, look
        self._zoom = 0.0
        self._shelf: GlyphShelf | None = None
        self._profiles: dict[TerminalId, str] = {}
        self._widgets: dict[TerminalId, TerminalWidget] = {}
        self._unseen: set[TerminalId] = set()
        self._features: list[Callable[[TerminalWidget], None]] = []
        bridge.welcome.connect(self._welcome)
        bridge.tab_changed.connect(self._learn)

    def prepare(self) -> None:
        """Look for the fonts once the window stands, and take glyphs from now on."""
        self._glyphs().atlas("")

    def add(self, feature: Callable[[TerminalWidget], None]) -> None:
        """Give each terminal something more: those that there are, and each that comes."""
        self._features.append(feature)
        for widget in self.widgets():
            feature(widget)

    @property
    def is_awaited(self) -> bool:
        """Tell whether a person waits for the first picture of a terminal, or for what the core says to a wish."""
        return bool(self._unseen) or self._bridge.is_asking

    def make(self, terminal_id: TerminalId, parent: QWidget) -> TerminalPart:
        """Return a terminal that is already fed by the core."""
        from console.ui.terminal.widget import TerminalWidget

        widget = TerminalWidget(terminal_id, self._glyphs().atlas(""), parent, ask=self._ask)
        self._unseen.add(terminal_id)
        widget.request.connect(self._send)
        widget.focus_released.connect(self._left)
        self._dress(widget)
        for attach in self._features:
            attach(widget)
        if self._bridge.is_watching:
            widget.keep_grid()
        self._widgets[terminal_id] = widget
        self._bridge.show_frames(terminal_id, widget)
        return TerminalPart(
            widget,
            set_dimmed=lambda dimmed: widget.set_connected(not dimmed),
            release=partial(self._release, terminal_id),
        )

    def widget(self, terminal_id: TerminalId) -> TerminalWidget | None:
        """Return the widget of a terminal."""
        return self._widgets.get(terminal_id)

    def widgets(self) -> tuple[TerminalWidget, ...]:
        """Return the widgets of all terminals."""
        return tuple(self._widgets.values())

    def profile(self, terminal_id: TerminalId) -> str:
        """Return the profile that a terminal has."""
        return self._profiles.get(terminal_id, DEFAULT_PROFILE)

    def set_theme(self, theme: Theme) -> None:
        """Give every terminal the colours of ``theme``."""
        self._theme = theme
        self.restyle()
        self._send_palette()

    def restyle(self) -> None:
        """Let every terminal follow what its profile says now."""
        for widget in self._widgets.values():
            self._dress(widget)

    def zoom(self, steps: int) -> None:
        """Make the text of every terminal larger or smaller; 0 gives it the size of the settings again."""
        low, high = SIZES
        normal = self._look(self._theme, DEFAULT_PROFILE).size
        self._zoom = min(max(self._zoom + steps, low - normal), high - normal) if steps else 0.0
        self.restyle()

    @property
    def zoomed(self) -> int:
        """Return by how many steps the text is larger than the settings say."""
        return round(self._zoom)

    def _dress(self, widget: TerminalWidget) -> None:
        look = self._look(self._theme, self.profile(widget.terminal_id))
        widget.set_theme(look.colors)
        low, high = SIZES
        widget.display.ligate(ligatures=look.ligatures)
        widget.set_font(self._glyphs().atlas(look.family), min(max(look.size + self._zoom, low), high))

    def _welcome(self, welcome: m.Welcome) -> None:
        self._send_palette()
        for tab in welcome.tabs:
            self._learn(tab)
            widget = self._widgets.get(tab.terminal_id)
            if widget is not None:
                # The grid of what is watched is the leader's, that of a recording is its own.
                widget.keep_grid(kept=welcome.watching or tab.plays)
                widget.say_again()

    def _learn(self, tab: m.Tab) -> None:
        """Note the profile of a terminal: of one that is there, or will be in a moment."""
        if self._profiles.get(tab.terminal_id) == tab.profile:
            return
        self._profiles[tab.terminal_id] = tab.profile
        widget = self._widgets.get(tab.terminal_id)
        if widget is not None:
            self._dress(widget)

    def _release(self, terminal_id: TerminalId) -> None:
        self._bridge.show_frames(terminal_id, None)
        self._widgets.pop(terminal_id, None)
        self._unseen.discard(terminal_id)
        self._profiles.pop(terminal_id, None)

    def _send(self, request: m.Request) -> None:
        if isinstance(request, m.FrameAck):  # it has been painted
            self._unseen.discard(request.terminal_id)
        self._bridge.send(request)

    def _glyphs(self) -> GlyphShelf:
        if self._shelf is None:
            from console.ui.terminal.shelf import GlyphShelf

            self._shelf = GlyphShelf()
            self._bridge.keep_glyphs(self._shelf)
        return self._shelf

    def _send_palette(self) -> None:
        terminal = self._theme.terminal
        self._bridge.send(
            m.SetPalette(
                foreground=rgb(terminal.foreground),
                background=rgb(terminal.background),
                cursor=rgb(terminal.cursor),
                ansi=tuple(rgb(color) for color in terminal.ansi),
            )
        )

    def _ask(self, request: m.Request, on_reply: Callable[[object], None]) -> None:
        self._bridge.ask(request, on_reply)


def soon(call: Callable[[], None]) -> None:
    """Call when the event loop is idle next."""
    QTimer.singleShot(0, call)
