"""A screen reader in small, for the system's own Python: finds the terminal that is shown and tells what it hears.

Speaks AT-SPI as Orca does (python3-pyatspi). Prints a JSON object a line.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from importlib import import_module
from typing import Any

SECONDS_TO_FIND = 30.0
MOST_DEPTH = 40


def say(**what: object) -> None:
    """Print what was found or heard."""
    print(json.dumps(what), flush=True)


def terminal(pyatspi: Any, node: Any, depth: int = 0) -> Any:
    """Return the first terminal below ``node`` that is shown."""
    for place in range(node.childCount if depth < MOST_DEPTH else 0):
        child = node.getChildAtIndex(place)
        if child is None:
            continue
        if child.getRole() == pyatspi.ROLE_TERMINAL and child.getState().contains(pyatspi.STATE_SHOWING):
            return child
        found = terminal(pyatspi, child, depth + 1)
        if found is not None:
            return found
    return None


def main(seconds: float) -> None:
    """Find the terminal, tell its text, then listen."""
    pyatspi = import_module("pyatspi")  # of the system's Python, unknown to the checkers of ours
    deadline = time.monotonic() + SECONDS_TO_FIND
    found = None
    while found is None and time.monotonic() < deadline:
        time.sleep(0.5)
        found = terminal(pyatspi, pyatspi.Registry.getDesktop(0))
    if found is None:
        sys.exit("no terminal is shown")
    text = found.queryText()
    say(name=found.name, text=text.getText(0, -1), caret=text.caretOffset)
    kinds = ("object:text-changed:insert", "object:text-changed:delete", "object:text-caret-moved")
    pyatspi.Registry.registerEventListener(
        lambda event: say(heard=str(event.type), at=event.detail1, text=str(event.any_data)), *kinds
    )
    threading.Timer(seconds, pyatspi.Registry.stop).start()
    say(listening=True)
    pyatspi.Registry.start()


if __name__ == "__main__":
    main(float(sys.argv[1]))
