"""How a person likes to select, given to each new terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from console.ui.terminal.widget import TerminalWidget


class Habits(Struct, frozen=True):
    """What the settings say of selecting."""

    word_characters: str
    copy_on_select: bool

    def attach(self, widget: TerminalWidget) -> None:
        """Let a terminal select and copy as the person likes it."""
        from console.ui.terminal.words import Words

        widget.surface.words = Words(frozenset(self.word_characters))
        widget.clipboard.copies_at_once = self.copy_on_select
