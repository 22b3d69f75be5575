"""Where in a recording a text comes up: in a line as it looked when it ended, or in what a program painted at once."""

from __future__ import annotations

import re

from console.terminal.cast import OUTPUT
from console.terminal.plain import TOKEN, PlainLines
from console.terminal.timeline import Texts, Timeline

MOST_MOMENTS = 500
APART_SECONDS = 0.25
"""What comes up again so soon is the same: a screen that is painted anew."""


def moments(timeline: Timeline, wanted: str) -> list[int]:
    """Return the events with which ``wanted`` comes up, in their order; not for the loop's thread.

    Capitals matter where ``wanted`` has one. Reading ends at ``MOST_MOMENTS``.
    """
    matters = wanted != wanted.casefold()
    found: list[int] = []
    last = float("-inf")
    lines, texts = PlainLines(), Texts(timeline)
    try:
        for index, code in enumerate(timeline.codes):
            if code != ord(OUTPUT):
                continue
            text = texts.read(index)
            ended = lines.feed(text.encode("utf-8", "replace"))
            shown = "\n".join((*ended, _painted(text)))
            if wanted not in (shown if matters else shown.casefold()):
                continue
            if timeline.times[index] - last >= APART_SECONDS:
                found.append(index)
                if len(found) == MOST_MOMENTS:
                    break
            last = timeline.times[index]
    finally:
        texts.close()
    return found


def _painted(text: str) -> str:
    """Return what an event draws, in pieces where the cursor jumps."""
    return TOKEN.sub(_piece, text)


def _piece(token: re.Match[str]) -> str:
    return token["text"] or ("" if token["final"] == "m" else "\n")
