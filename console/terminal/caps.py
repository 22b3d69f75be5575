"""What an engine can do, and the error of one that does not run here."""

from __future__ import annotations

from msgspec import Struct

from console.model.errors import ConsoleError
from console.model.text import N_


class Caps(Struct, frozen=True):
    """What an engine can do beyond the interface."""

    name: str
    reflow: bool
    """Lines are wrapped anew when the width changes."""
    kitty_keyboard: bool
    """Programs may ask for the kitty keyboard protocol; of it presses are told, not repeats and releases."""
    side_margins: bool
    """Regions may have a left and a right margin (DECSLRM)."""
    kitty_images: str
    """Whether pictures of the kitty graphics protocol are shown, and if not, why."""
    sixel_images: str
    iterm_images: str


PICTURES = "yes, over the text; neither virtual placements nor animations"
GHOSTTY = Caps(
    name="ghostty", reflow=True, kitty_keyboard=True, side_margins=True, kitty_images=PICTURES,
    sixel_images="no: the library swallows sixel unread", iterm_images="no: the library swallows OSC 1337 unread",
)  # fmt: skip
PYTE = Caps(
    name="pyte", reflow=False, kitty_keyboard=True, side_margins=False, kitty_images="no", sixel_images="no",
    iterm_images="no",
)  # fmt: skip
CAPS = (GHOSTTY, PYTE)


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
