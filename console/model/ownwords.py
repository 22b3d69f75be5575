"""A person's own words that are to be hidden, as a rule of the Redactor; a ``*`` at an end stands for more of the word.

Not regular expressions: those of a person may take for ever, and every line of every screen goes through here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from console.model.redactor import OwnRule, Spans

MORE = r"[\w.-]*"


def own_words(words: Sequence[str]) -> OwnRule:
    """Return the rule that finds these words; the longest at a place counts."""
    pattern = re.compile("|".join(map(_pattern, sorted(words, key=len, reverse=True))) or r"(?!)", re.IGNORECASE)

    def find(line: str) -> Spans:
        return [found.span() for found in pattern.finditer(line)]

    return find


def _pattern(word: str) -> str:
    """Return the pattern of a word: bounded, or with what belongs to it where a ``*`` stands at its ends."""
    core = word.strip("*")
    begins = MORE if word.startswith("*") else r"(?<!\w)" if core[0].isalnum() else ""
    ends = MORE if word.endswith("*") else r"(?!\w)" if core[-1].isalnum() else ""
    return begins + re.escape(core) + ends
