"""Where knowledge is read from: what came with the program, and what the person has newer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.app import paths

if TYPE_CHECKING:
    from console.knowledge.shelf import Knowledge


def knowledge() -> Knowledge:
    """Read every book; it takes some tens of milliseconds, so not in the loop."""
    from console.knowledge.shelf import load

    return load(paths.resources() / "knowledge", paths.user_folders().config / "knowledge")
