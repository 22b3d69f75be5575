"""What a program writes as plain lines: the session log of a tab."""

from __future__ import annotations

import codecs
import re

TOKEN = re.compile(
    r"""
    (?P<text>[^\x00-\x1f\x7f-\x9f]+)
    |(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x8f\x91-\x97\x99\x9a\x9c])
    |(?:\x1b\[|\x9b)(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])
    |(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)
    |\x1b[ -/]*[0-OQ-WYZ\\`-~]
    """,
    re.VERBOSE,
)
MOST_UNFINISHED = 64 * 1024
"""A sequence that does not end within so many characters was none."""
MOST_COLUMNS = 64 * 1024
"""A line is cut there: one without an end must not take all memory."""
TAB = 8
ALTERNATE = {"?1049", "?1047", "?47"}


class PlainLines:
    r"""Takes bytes, returns finished lines without escapes, as they looked when the line feed came.

    Overwriting (``\r``, backspaces, what a shell's line editor does) is carried out within the line. What full-screen
    programs paint on the alternate screen is left out.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._line: list[str] = []
        self._col = 0
        self._alternate = False

    def feed(self, data: bytes) -> list[str]:
        """Return the lines that ``data`` finishes."""
        text = self._rest + self._decoder.decode(data)
        lines: list[str] = []
        at = 0
        while at < len(text):
            token = TOKEN.match(text, at)
            if token is None:
                if len(text) - at < MOST_UNFINISHED:
                    break
                at += 1  # it never ends: what follows the escape is text after all
                continue
            at = token.end()
            self._take(token, lines)
        self._rest = text[at:]
        return lines

    def finish(self) -> list[str]:
        """Return the line that is not finished, if there is anything on it."""
        line = "".join(self._line).rstrip()
        self._line, self._col, self._rest = [], 0, ""
        return [line] if line else []

    def _take(self, token: re.Match[str], lines: list[str]) -> None:
        if token["final"]:
            self._sequence(token["parameters"], token["final"])
        elif self._alternate:
            return
        elif token["text"]:
            self._put(token["text"])
        elif token["control"]:
            self._control(token["control"], lines)

    def _put(self, text: str) -> None:
        text = text[: max(0, MOST_COLUMNS - self._col)]
        self._pad()
        self._line[self._col : self._col + len(text)] = text
        self._col += len(text)

    def _pad(self) -> None:
        self._line += " " * (self._col - len(self._line))

    def _control(self, control: str, lines: list[str]) -> None:
        if control in "\n\v\f":
            lines.append("".join(self._line).rstrip())
            self._line, self._col = [], 0
        elif control == "\r":
            self._col = 0
        elif control == "\b":
            self._col = max(0, self._col - 1)
        elif control == "\t":
            self._col = min(MOST_COLUMNS, (self._col // TAB + 1) * TAB)

    def _sequence(self, parameters: str, final: str) -> None:
        if final in "hl" and parameters in ALTERNATE:
            self._alternate = final == "h"
            return
        if self._alternate:
            return
        first = parameters.partition(";")[0]
        count = min(int(first[:6]), MOST_COLUMNS) if first.isdecimal() else 0
        moves = {
            "C": self._col + max(1, count),
            "D": self._col - max(1, count),
            "G": max(1, count) - 1,
        }
        if final in moves:
            self._col = min(max(0, moves[final]), MOST_COLUMNS)
        elif final == "K":
            self._erase(count)
        elif final == "P":
            del self._line[self._col : self._col + max(1, count)]
        elif final == "@":
            self._pad()
            self._line[self._col : self._col] = " " * min(max(1, count), MOST_COLUMNS - len(self._line))

    def _erase(self, kind: int) -> None:
        if kind == 0:
            del self._line[self._col :]
        elif kind == 1:
            self._line[: self._col + 1] = " " * min(self._col + 1, len(self._line))
        else:
            self._line = []
