"""How the window was left: no option that anybody sets, but what a person finds again."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from console.settings.store import write_atomic

MOST_BYTES = 10_000


class WindowState(Struct, frozen=True):
    """Of the main window."""

    geometry: tuple[int, int, int, int] | None = None
    """x, y, width, height in logical pixels when it does not cover the screen."""
    is_maximized: bool = True
    text_zoom: int = 0
    """Steps by which the text of terminals is larger than the settings say."""
    has_dashboard: bool = True


def load(path: Path) -> WindowState:
    """Return what was kept; the first state where nothing was, or nothing that can be read."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(MOST_BYTES), type=WindowState)
    except (OSError, msgspec.DecodeError):
        return WindowState()


def save(path: Path, state: WindowState) -> None:
    """Keep ``state``; raises ConsoleError."""
    write_atomic(path, msgspec.json.format(msgspec.json.encode(state), indent=1).decode() + "\n")
