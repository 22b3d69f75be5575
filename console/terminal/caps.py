"""What an engine can do, and the error of one that does not run here."""

from __future__ import annotations

from dataclasses import dataclass

from console.model.errors import ConsoleError
from console.model.text import N_


@dataclass(frozen=True, slots=True)
class Caps:
    """What an engine can do beyond the interface."""

    name: str
    reflow: bool
    """Lines are wrapped anew when the width changes."""
    kitty_keyboard: bool
    """Programs may ask for the kitty keyboard protocol."""


class EngineUnavailable(ConsoleError):
    """An engine does not run on this machine."""


def unavailable(reason: str) -> EngineUnavailable:
    """Return the error of a fast engine that does not run here."""
    return EngineUnavailable(
        "terminal.engine_unavailable",
        N_("The fast terminal engine does not run here: {reason}."),
        N_("Terminals use the portable engine, which is slower; nothing else changes."),
        reason=reason,
    )
