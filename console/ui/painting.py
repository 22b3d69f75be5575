"""How a person likes terminals to move and paint, given to each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from console.settings.painting_options import BLINKING_TEXT, REDUCE_MOTION, SMOOTH_SCROLL

if TYPE_CHECKING:
    from console.ui.preferences import Preferences
    from console.ui.terminal.widget import TerminalWidget


class Painting(Struct, frozen=True):
    """What the settings say of motion."""

    smooth_scroll: bool
    text_blinks: bool
    cursor_blinks: bool
    """Where it is to, by its own option."""

    @classmethod
    def of(cls, preferences: Preferences) -> Painting:
        """Read the settings."""
        still = preferences.get(REDUCE_MOTION)
        return cls(
            smooth_scroll=preferences.get(SMOOTH_SCROLL) and not still,
            text_blinks=preferences.get(BLINKING_TEXT) == "calm" and not still,
            cursor_blinks=not still,
        )

    def attach(self, widget: TerminalWidget) -> None:
        """Let a terminal move and paint as the person likes it."""
        widget.surface.glide.smooth = self.smooth_scroll
        widget.display.text_blink.allow(allowed=self.text_blinks)
        widget.display.blink.allowed = self.cursor_blinks
        widget.display.blink.restart()
