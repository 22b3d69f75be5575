"""How a person likes terminals to move and paint, given to each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.settings.painting_options import REDUCE_MOTION, SMOOTH_SCROLL

if TYPE_CHECKING:
    from console.ui.preferences import Preferences
    from console.ui.terminal.widget import TerminalWidget


@dataclass(frozen=True, slots=True)
class Painting:
    """What the settings say of motion."""

    smooth_scroll: bool

    @classmethod
    def of(cls, preferences: Preferences) -> Painting:
        """Read the settings."""
        still = preferences.get(REDUCE_MOTION)
        return cls(smooth_scroll=preferences.get(SMOOTH_SCROLL) and not still)

    def attach(self, widget: TerminalWidget) -> None:
        """Let a terminal move as the person likes it."""
        widget.surface.glide.smooth = self.smooth_scroll
