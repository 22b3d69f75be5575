"""What can be read in the window, for the system's own Python: every name and field that is shown, a JSON list.

With ``--texts`` as its argument also every text: of terminals and panes. With other words it presses the control that
is shown and has this name, or it and a count, as a screen reader does, or gives the keyboard to a field of that
name; its exit status says whether there was one. Speaks AT-SPI as Orca does (python3-pyatspi).
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any

MOST_DEPTH, MOST_CHILDREN, MOST_CHARACTERS = 40, 400, 20_000


def names(pyatspi: Any, node: Any, found: list[str], depth: int = 0, *, texts: bool = False) -> None:
    """Add the names of everything below ``node`` that is shown, and its texts if they are wanted."""
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
            if child.getRole() in {pyatspi.ROLE_TEXT, pyatspi.ROLE_LABEL}:
                found.append(str(child.queryText().getText(0, -1))[:MOST_CHARACTERS])
        except Exception:  # noqa: BLE001 - the same
            continue
        if texts and "Text" in pyatspi.listInterfaces(child):
            found.append(str(child.queryText().getText(0, -1)))
        names(pyatspi, child, found, depth + 1, texts=texts)


def press(pyatspi: Any, node: Any, words: str, depth: int = 0) -> bool:
    """Press the first control below ``node`` that is called so; False where there is none."""
    for place in range(min(node.childCount, MOST_CHILDREN) if depth < MOST_DEPTH else 0):
        try:
            child = node.getChildAtIndex(place)
            if child is None or not child.getState().contains(pyatspi.STATE_SHOWING):
                continue
            is_button = child.getRole() in {
                pyatspi.ROLE_PUSH_BUTTON,
                pyatspi.ROLE_TOGGLE_BUTTON,
                pyatspi.ROLE_CHECK_BOX,
            }
            count = str(child.name).removeprefix(f"{words} ").replace("/", "")
            if child.getRole() in {pyatspi.ROLE_TEXT, pyatspi.ROLE_SPIN_BUTTON} and child.name == words:
                return bool(child.queryComponent().grabFocus())
            is_named = child.name == words or (count != child.name and count.isdigit())
            if is_button and is_named and child.getState().contains(pyatspi.STATE_ENABLED):
                return bool(child.queryAction().doAction(0))
        except Exception:  # noqa: BLE001 - the same
            continue
        if press(pyatspi, child, words, depth + 1):
            return True
    return False


def main() -> int:
    """Print what is shown, or press what is named."""
    pyatspi = import_module("pyatspi")  # of the system's Python, unknown to the checkers of ours
    desktop = pyatspi.Registry.getDesktop(0)
    texts = sys.argv[1:] == ["--texts"]
    if sys.argv[1:] and not texts:
        return 0 if press(pyatspi, desktop, sys.argv[1]) else 1
    found: list[str] = []
    names(pyatspi, desktop, found, texts=texts)
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
