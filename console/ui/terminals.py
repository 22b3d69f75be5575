"""Makes terminal widgets, feeds them from the bridge and carries out what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from console.model.ids import TerminalId
from console.ui.bridge import Bridge
from console.ui.panes import TerminalPart
from console.ui.theme import Theme
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.terminal.atlas import GlyphAtlas
    from console.ui.terminal.widget import TerminalWidget

NORMAL_SIZE = 13.0
SIZES = (8.0, 32.0)
"""Logical pixels."""


def _rgb(color: str | QColor) -> int:
    return int(QColor(color).rgb()) & 0xFFFFFF


class Terminals:
    """The terminals of one window; they share the shapes of their glyphs."""

    def __init__(self, bridge: Bridge, theme: Theme, left: Callable[[], None], font_size: float | None = None) -> None:
        self._bridge, self._theme, self._left = bridge, theme, left
        self._wanted_size = self._font_size = font_size or NORMAL_SIZE
        self._atlas: GlyphAtlas | None = None
        self._widgets: dict[TerminalId, TerminalWidget] = {}
        self.features: list[Callable[[TerminalWidget], None]] = []
        """What else each new terminal gets."""
        bridge.welcome.connect(lambda _welcome: self._send_palette())

    def prepare(self) -> None:
        """Load the renderer once the window stands, and take glyphs from now on."""
        self._glyphs()

    def make(self, terminal_id: TerminalId, parent: QWidget) -> TerminalPart:
        """Return a terminal that is already fed by the core."""
        from console.ui.terminal.widget import TerminalWidget

        widget = TerminalWidget(terminal_id, self._glyphs(), parent, ask=self._ask)
        widget.request.connect(self._bridge.send)
        widget.focus_released.connect(self._left)
        self._color(widget)
        widget.set_font_size(self._font_size)
        for attach in self.features:
            attach(widget)
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

    def set_theme(self, theme: Theme) -> None:
        """Give every terminal the colours of ``theme``."""
        self._theme = theme
        for widget in self._widgets.values():
            self._color(widget)
        self._send_palette()

    def zoom(self, steps: int) -> None:
        """Make the text of every terminal larger or smaller; 0 gives it the size of the settings again."""
        low, high = SIZES
        self._font_size = min(max(self._font_size + steps, low), high) if steps else self._wanted_size
        for widget in self._widgets.values():
            widget.set_font_size(self._font_size)

    def _release(self, terminal_id: TerminalId) -> None:
        self._bridge.show_frames(terminal_id, None)
        self._widgets.pop(terminal_id, None)

    def _glyphs(self) -> GlyphAtlas:
        if self._atlas is None:
            from console.ui.terminal.atlas import GlyphAtlas

            self._atlas = GlyphAtlas()
            self._bridge.keep_glyphs(self._atlas)
        return self._atlas

    def _color(self, widget: TerminalWidget) -> None:
        from console.ui.terminal.colors import TerminalColors

        terminal, tokens = self._theme.terminal, self._theme.colors
        colors = TerminalColors(
            foreground=_rgb(terminal.foreground),
            background=_rgb(terminal.background),
            cursor=_rgb(terminal.cursor),
            selection=_rgb(terminal.selection),
            rule=_rgb(tokens.term_rule),
            caption=_rgb(tokens.text3),
            hit=_rgb(tokens.info_bg),
            accent=_rgb(tokens.accent),
            on_accent=_rgb(tokens.on_accent),
            success=_rgb(tokens.ok),
            warning=_rgb(tokens.warn),
            failure=_rgb(tokens.fail),
        )
        widget.set_theme(colors)

    def _send_palette(self) -> None:
        terminal = self._theme.terminal
        self._bridge.send(
            m.SetPalette(
                foreground=_rgb(terminal.foreground),
                background=_rgb(terminal.background),
                cursor=_rgb(terminal.cursor),
                ansi=tuple(_rgb(color) for color in terminal.ansi),
            )
        )

    def _ask(self, request: m.Request, on_reply: Callable[[object], None]) -> None:
        self._bridge.ask(request, on_reply)


def soon(call: Callable[[], None]) -> None:
    """Call when the event loop is idle next."""
    QTimer.singleShot(0, call)
