"""How a person likes to select, given to each new terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.ui.terminal.widget import TerminalWidget


@dataclass(frozen=True, slots=True)
class Habits:
    """What the settings say of selecting."""

    word_characters: str
    copy_on_select: bool

    def attach(self, widget: TerminalWidget) -> None:
        """Let a terminal select and copy as the person likes it."""
        from console.ui.terminal.words import Words

        widget.surface.words = Words(frozenset(self.word_characters))
        widget.clipboard.copies_at_once = self.copy_on_select
