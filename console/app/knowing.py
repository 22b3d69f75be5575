"""What is known here: the books that came with the program, what the person has newer, and who that is."""

from __future__ import annotations

import getpass
import socket
from typing import TYPE_CHECKING

from console.app import paths

if TYPE_CHECKING:
    from console.knowledge.shelf import Knowledge


def knowledge() -> Knowledge:
    """Read every book; it takes some tens of milliseconds, so not in the loop."""
    from console.knowledge.shelf import load

    return load(paths.resources() / "knowledge", paths.user_folders().config / "knowledge")


def whoami() -> str:
    """Return ``user@host`` of who works here, for the records of what was done to nodes."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        user = "?"
    return f"{user}@{socket.gethostname()}"
