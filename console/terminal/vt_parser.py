"""Cuts a program's bytes into text and control sequences. Any cut of the stream gives the same sequences."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Protocol

Params = tuple[tuple[int, ...], ...]
"""Parameters, each with its colon-separated parts; what was left out is -1."""

MOST_STRING = 1_000_000
MOST_PARAMETER = 65_535
MOST_SEQUENCE = 1_000

# Characters that take one cell and never combine: they are drawn as slices.
PLAIN = " -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0530\u2010-\u2027\u2030-\u203b\u2190-\u2193\u2500-\u259f"
TOKEN = re.compile(
    f"(?P<plain>[{PLAIN}]+)"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x9f])"
    r"|\x1b\[(?P<prefix>[<-?]?)(?P<params>[0-9:;]*)(?P<inter>[ -/]*)(?P<csi>[@-~])"
    rf"|(?P<other>[^\x00-\x1f\x7f-\x9f{PLAIN}]+)"
    r"|\x1b(?P<between>[ -/]*)(?P<esc>[0-OQ-WYZ\\`-~])"
    r"|\x1b(?P<string>[\]PX^_])"
)
STRING_END = re.compile("[\x07\x18\x1a\x1b]")
DEVICE_STRING_END = re.compile("[\x18\x1a\x1b]")


class Handler(Protocol):
    """Who acts on what the parser finds."""

    def plain(self, text: str) -> None:
        """Draw characters of one cell each."""
        ...

    def text(self, text: str) -> None:
        """Draw characters of any width."""
        ...

    def control(self, code: str) -> None:
        """Act on a control character."""
        ...

    def csi(self, kind: str, params: Params) -> None:
        """Act on a control sequence; ``kind`` is prefix, intermediates and final character."""
        ...

    def escape(self, kind: str) -> None:
        """Act on an escape sequence; ``kind`` is intermediates and final character."""
        ...

    def string(self, kind: str, text: str) -> None:
        """Act on a string: kind ``]`` is OSC, ``P`` is DCS."""
        ...


@lru_cache(maxsize=4096)
def parse_params(text: str) -> Params:
    """Return the parameters of a control sequence."""
    if not text:
        return ()
    return tuple(tuple(_number(part) for part in group.split(":")) for group in text.split(";")[:64])


def _number(text: str) -> int:
    return min(int(text[:9]), MOST_PARAMETER) if text else -1


class Parser:
    """Keeps what is incomplete until the rest of it comes."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""
        self._skipping = ""

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        text = self._pending + self._decoder.decode(data)
        self._pending = ""
        if self._skipping:
            text = self._skip(text)
        match, handler, at = TOKEN.match, self._handler, 0
        size = len(text)
        while at < size:
            token = match(text, at)
            kind = None if token is None else token.lastgroup
            if token is None or kind == "string":
                at = self._special(text, at)
                continue
            at = token.end()
            if kind == "plain":
                handler.plain(token.group())
            elif kind == "control":
                handler.control(token.group())
            elif kind == "csi":
                prefix, params, between, final = token.group("prefix", "params", "inter", "csi")
                handler.csi(prefix + between + final, parse_params(params))
            elif kind == "other":
                handler.text(token.group())
            else:
                handler.escape(token.group("between") + token.group("esc"))

    def _special(self, text: str, at: int) -> int:
        """Handle what no token matches at ``at``, an ESC; return where to go on."""
        follower = text[at + 1 : at + 2]
        if not follower:
            return self._keep(text, at)
        if follower in "]PX^_":
            return self._string(text, at, follower)
        if follower == "[":
            return self._broken_csi(text, at)
        if " " <= follower <= "/":
            end = at + 1
            while end < len(text) and " " <= text[end] <= "/":
                end += 1
            return self._keep(text, at) if end == len(text) and end - at < MOST_SEQUENCE else end
        return at + 1

    def _keep(self, text: str, at: int) -> int:
        self._pending = text[at:]
        return len(text)

    def _string(self, text: str, at: int, kind: str) -> int:
        end = (STRING_END if kind == "]" else DEVICE_STRING_END).search(text, at + 2)
        if end is None:
            if len(text) - at > MOST_STRING:
                self._skipping = kind
                return len(text)
            return self._keep(text, at)
        stop = end.start()
        ender = text[stop]
        if ender == "\x1b" and stop + 1 == len(text):
            return self._keep(text, at)
        if ender in "\x07\x1b":
            self._handler.string(kind, text[at + 2 : stop])
        if ender == "\x1b":
            return stop + 2 if text[stop + 1] == "\\" else stop
        return stop + 1

    def _skip(self, text: str) -> str:
        """Drop the rest of a string that is too long."""
        end = (STRING_END if self._skipping == "]" else DEVICE_STRING_END).search(text)
        if end is None:
            return ""
        self._skipping = ""
        return text[end.start() + (text[end.start()] != "\x1b") :]

    def _broken_csi(self, text: str, at: int) -> int:
        """Handle a control sequence that is incomplete or has control characters in it, which act at once."""
        kept = "\x1b["
        for i in range(at + 2, len(text)):
            c = text[i]
            if c in "\x18\x1a":
                return i + 1
            if c == "\x1b":
                return i
            if c < " ":
                self._handler.control(c)
            elif "@" <= c <= "~":
                self._complete(kept + c)
                return i + 1
            elif c < "@":
                kept += c
            elif c != "\x7f":
                return i
            if len(kept) > MOST_SEQUENCE:
                return i + 1
        self._pending = kept
        return len(text)

    def _complete(self, sequence: str) -> None:
        token = TOKEN.fullmatch(sequence)
        if token is not None and token.lastgroup == "csi":
            prefix, params, between, final = token.group("prefix", "params", "inter", "csi")
            self._handler.csi(prefix + between + final, parse_params(params))
