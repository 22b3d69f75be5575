"""What can be read in the window, for the system's own Python: every name that is shown, a JSON list.

Speaks AT-SPI as Orca does (python3-pyatspi).
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any

MOST_DEPTH, MOST_CHILDREN = 40, 400


def names(pyatspi: Any, node: Any, found: list[str], depth: int = 0) -> None:
    """Add the names of everything below ``node`` that is shown."""
    try:
        count = min(node.childCount, MOST_CHILDREN) if depth < MOST_DEPTH else 0
        children = [node.getChildAtIndex(place) for place in range(count)]
    except Exception:  # noqa: BLE001 - of GLib, and what is gone while it is read is not there
        return
    for child in children:
        if child is None:
            continue
        try:
            if not child.getState().contains(pyatspi.STATE_SHOWING):
                continue
            found += [str(text) for text in (child.name, child.description) if text]
        except Exception:  # noqa: BLE001 - the same
            continue
        names(pyatspi, child, found, depth + 1)


def main() -> None:
    """Print what is shown."""
    pyatspi = import_module("pyatspi")  # of the system's Python, unknown to the checkers of ours
    found: list[str] = []
    names(pyatspi, pyatspi.Registry.getDesktop(0), found)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
