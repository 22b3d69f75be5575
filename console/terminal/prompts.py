"""Prompts by their looks: what may be one, and whether two are of the same shell. Nothing is asked of the shell.

A prompt is known only because it comes back, so these rules may refuse what is one; they must not take a line
of output for one.
"""

from __future__ import annotations

import re

MOST_LENGTH = 300
SIGNS = frozenset("$#%>\u276f\u279c\u03bb\u00bb\u203a\u27e9\u25b6\u2717\ue0b0\ue0b1")
"""What shells, interpreters and their themes put at the end: also arrows, lambda, Powerline's triangles."""
IN_FRONT = frozenset("\u279c\u276f\u03bb")
DEBUGGER = re.compile(r"\([\w -]+\)")
NOTEBOOK = re.compile(r"In \[\d+\]:")
FURTHER = re.compile(r" *[\w.'\"()-]*>{1,2} ?")
NUMBERS = re.compile(r"\d+")
"""Times and counters are different at each prompt."""
HEAD = re.compile(r"\W*\w[\w.@-]*")


def is_prompt(text: str) -> bool:
    """Return whether the text to the left of a cursor may be a prompt."""
    shown = text.strip()
    if not shown or len(text) > MOST_LENGTH or len(text) - len(text.rstrip()) > 2:
        return False
    ends_well = shown[-1] in SIGNS or shown[0] in IN_FRONT
    return ends_well or bool(DEBUGGER.fullmatch(shown) or NOTEBOOK.fullmatch(shown))


def goes_on(text: str) -> bool:
    """Return whether a prompt asks for a further line of the same command, as ``> ``, ``dquote> `` and ``-> `` do."""
    return bool(FURTHER.fullmatch(text))


def head(text: str) -> str:
    """Return what a prompt begins with and keeps when the folder changes; empty where there is no word in it."""
    found = HEAD.match(NUMBERS.sub("0", text))
    return found[0] if found else ""


def is_same(one: str, other: str) -> bool:
    """Return whether two prompts are of the same shell: equal but for numbers, or with the same head and end."""
    if NUMBERS.sub("0", one) == NUMBERS.sub("0", other):
        return True
    return bool(head(one)) and head(one) == head(other) and _tail(one) == _tail(other) and is_prompt(other)


def begins_with(line: str, prompt: str) -> bool:
    """Return whether a line begins as ``prompt`` does: it may be that prompt with something typed at it."""
    start = head(prompt)
    return NUMBERS.sub("0", line).startswith(start) if start else line.startswith(prompt.strip())


def _tail(text: str) -> str:
    shown = text.rstrip()
    return text[len(shown) - 1 :]
