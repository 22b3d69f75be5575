"""Recordings of terminals: asciicast versions 2 and 3, read and written event by event.

A file is a line of JSON that describes the terminal, then a line ``[seconds, code, data]`` for each event. Seconds
count from the start of the recording in version 2 and from the event before in version 3; here they always count from
the start. Versions are described at https://docs.asciinema.org/manual/asciicast/v2/ and ``.../v3/``.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Protocol

import msgspec
from msgspec import Struct, field

from console.model.errors import ConsoleError, Problem
from console.model.text import N_
from console.terminal.palette import Palette

OUTPUT, INPUT, MARKER, RESIZE, EXIT = "o", "i", "m", "r", "x"

MOST_LINE_BYTES = 16 * 1024 * 1024
"""A line that is longer is refused before it is read: a recording is not the only file that has none."""
MOST_CELLS = 10_000
MOST_SECONDS = 1e9


class CastBroken(ConsoleError):
    """A file is no recording, or not from a certain line on. ``params`` have the line, counted from 1."""

    @property
    def line(self) -> int:
        """Return the number of the line that could not be read."""
        return int(self.problem.params["line"])


class CastHeader(Struct, frozen=True):
    """What a recording says of itself."""

    cols: int
    rows: int
    version: int = 3
    started_at: int | None = None
    """Unix seconds."""
    idle_limit_seconds: float | None = None
    """Longer pauses are to be played this long."""
    title: str = ""
    command: str = ""
    term: str = ""
    palette: Palette | None = None
    env: Mapping[str, str] = field(default_factory=dict)


class CastEvent(Struct, frozen=True):
    """Something that happened ``at`` seconds after the start."""

    at: float
    code: str
    data: str

    @property
    def size(self) -> tuple[int, int]:
        """Return columns and rows of a resize."""
        cols, _, rows = self.data.partition("x")
        return int(cols), int(rows)


# ---- writing ---------------------------------------------------------------------------------------


class Appends(Protocol):
    """Where a recording goes; each call is one whole line, so that a crash costs no more than the last one."""

    def write(self, data: bytes, /) -> object:
        """Append ``data``."""
        ...


class CastWriter:
    """Writes the header at once and each event as it happens; nothing is ever written again."""

    def __init__(self, file: Appends, header: CastHeader) -> None:
        self._file = file
        self._version = header.version
        self._written_us = 0
        self._decoders = {code: codecs.getincrementaldecoder("utf-8")("replace") for code in (OUTPUT, INPUT)}
        self._line(_header_value(header))

    def output(self, at: float, data: bytes) -> None:
        """Write bytes of the program. A character that ends with the next bytes waits for them."""
        self._bytes(at, OUTPUT, data)

    def input(self, at: float, data: bytes) -> None:
        """Write bytes that were typed. Passwords are among them, so nobody does this unless told to."""
        self._bytes(at, INPUT, data)

    def _bytes(self, at: float, code: str, data: bytes) -> None:
        text = self._decoders[code].decode(data)
        if text:
            self.event(CastEvent(at, code, text))

    def flush(self, at: float) -> None:
        """Write what of a character has come, where its rest never will."""
        for code, decoder in self._decoders.items():
            text = decoder.decode(b"", final=True)
            if text:
                self.event(CastEvent(at, code, text))

    def marker(self, at: float, label: str = "") -> None:
        """Write a place to come back to."""
        self.event(CastEvent(at, MARKER, label))

    def resize(self, at: float, cols: int, rows: int) -> None:
        """Write another size of the screen."""
        self.event(CastEvent(at, RESIZE, f"{cols}x{rows}"))

    def exit(self, at: float, status: int) -> None:
        """Write how the program ended; version 2 has no word for it."""
        if self._version >= 3:
            self.event(CastEvent(at, EXIT, str(status)))

    def event(self, event: CastEvent) -> None:
        """Write an event; time that goes back stands still instead."""
        at_us = max(self._written_us, round(event.at * 1_000_000))
        shown_us = at_us - self._written_us if self._version >= 3 else at_us
        self._written_us = at_us
        self._line((shown_us / 1_000_000, event.code, event.data))

    def _line(self, value: object) -> None:
        self._file.write(msgspec.json.encode(value) + b"\n")


def _header_value(header: CastHeader) -> dict[str, object]:
    theme = None if header.palette is None else _theme_value(header.palette)
    value: dict[str, object]
    if header.version == 2:
        value = {"version": 2, "width": header.cols, "height": header.rows}
        env = {"TERM": header.term, **header.env} if header.term else dict(header.env)
    elif header.version == 3:
        term = {"cols": header.cols, "rows": header.rows, "type": header.term or None, "theme": theme}
        value = {"version": 3, "term": {name: part for name, part in term.items() if part is not None}}
        theme, env = None, dict(header.env)
    else:
        raise _broken(1, _VERSION, version=header.version)
    rest = {
        "timestamp": header.started_at, "idle_time_limit": header.idle_limit_seconds, "title": header.title or None,
        "command": header.command or None, "env": env or None, "theme": theme,
    }  # fmt: skip
    return value | {name: part for name, part in rest.items() if part is not None}


def _theme_value(palette: Palette) -> dict[str, str]:
    colors = ":".join(f"#{color:06x}" for color in palette.ansi[:16])
    return {"fg": f"#{palette.foreground:06x}", "bg": f"#{palette.background:06x}", "palette": colors}


# ---- reading ---------------------------------------------------------------------------------------

_EVENT = ("cast.event", N_("Line {line} is no event of a recording: {reason}."))
_HEADER = ("cast.header", N_("This is no recording: its first line does not describe a terminal."))
_VERSION = ("cast.version", N_("Recordings of version {version} cannot be read."))
_SIZE = ("cast.size", N_("Line {line} has no size that a terminal could have: {size}."))
_TIME = ("cast.time", N_("Line {line} has no time that can be played: {time}."))
_LONG = ("cast.long", N_("Line {line} is longer than any event of a recording."))
_HINTS = {
    _HEADER: N_("Choose an asciicast file of version 2 or 3."),
    _VERSION: N_("Convert it: asciinema convert FILE NEW.cast"),
}
_OTHERWISE = N_("What stands before that line can be played.")


def _broken(line: int, what: tuple[str, str], **params: object) -> CastBroken:
    code, message = what
    return CastBroken(code, message, _HINTS.get(what, _OTHERWISE), line=line, **params)


class _Theme(msgspec.Struct):
    fg: str
    bg: str
    palette: str


class _Term(msgspec.Struct):
    cols: int
    rows: int
    type: str | None = None
    theme: _Theme | None = None


class _Header(msgspec.Struct):
    """Both versions: width and height are of 2, term of 3."""

    version: int
    width: int = 0
    height: int = 0
    term: _Term | None = None
    timestamp: float | None = None
    idle_time_limit: float | None = None
    title: str | None = None
    command: str | None = None
    env: dict[str, str | None] | None = None
    theme: _Theme | None = None


_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)
_header_decoder = msgspec.json.Decoder(_Header)
_event_decoder = msgspec.json.Decoder(tuple[float, str, str])


class CastReader:
    """Reads a recording line by line; iterate it for the events. Raises CastBroken with the line that is not one.

    A last line without its end, as a crash leaves behind, is no error: ``warning`` says so afterwards.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._line = 0
        self._at_us = 0
        self._next_offset = 0
        self.offset = 0
        """Where in the file the line begins that was read last."""
        self.warning: Problem | None = None
        text = self._next_line() or b""
        try:
            self.header = _header(_header_decoder.decode(text))
        except _UNREADABLE as error:
            raise _broken(1, _HEADER) from error

    def __iter__(self) -> Iterator[CastEvent]:
        while (text := self._next_line()) is not None:
            if not text.strip() or text.startswith(b"#"):
                continue
            try:
                yield self._event(text)
            except CastBroken:
                if text.endswith(b"\n"):
                    raise
                self.warning = Problem(
                    "cast.truncated",
                    N_("The recording breaks off in line {line}."),
                    N_("The program that wrote it ended there. Everything before can be played."),
                    {"line": str(self._line)},
                )
                return

    def _next_line(self) -> bytes | None:
        self._line += 1
        self.offset = self._next_offset
        text = self._file.readline(MOST_LINE_BYTES + 1)
        self._next_offset += len(text)
        if len(text) > MOST_LINE_BYTES:
            raise _broken(self._line, _LONG)
        return text or None

    def _event(self, text: bytes) -> CastEvent:
        try:
            seconds, code, data = _event_decoder.decode(text)
        except _UNREADABLE as error:
            raise _broken(self._line, _EVENT, reason=error) from error
        if not 0 <= seconds <= MOST_SECONDS:
            raise _broken(self._line, _TIME, time=seconds)
        if code == RESIZE and not _is_size(data):
            raise _broken(self._line, _SIZE, size=data[:40])
        microseconds = round(seconds * 1_000_000)
        self._at_us = self._at_us + microseconds if self.header.version == 3 else max(self._at_us, microseconds)
        return CastEvent(self._at_us / 1_000_000, code, data)


def _is_size(text: str) -> bool:
    parts = text.split("x")
    return len(parts) == 2 and all(part.isdecimal() and part.isascii() and _fits(int(part[:9])) for part in parts)


def _fits(cells: int) -> bool:
    return 0 < cells <= MOST_CELLS


def _header(read: _Header) -> CastHeader:
    if read.version == 3 and read.term is not None:
        cols, rows, theme, term = read.term.cols, read.term.rows, read.term.theme, read.term.type
    elif read.version == 2:
        cols, rows, theme, term = read.width, read.height, read.theme, (read.env or {}).get("TERM")
    else:
        raise _broken(1, _HEADER if read.version == 3 else _VERSION, version=read.version)
    if not (_fits(cols) and _fits(rows)):
        raise _broken(1, _SIZE, size=f"{cols}x{rows}")
    env = {name: value for name, value in (read.env or {}).items() if value is not None and name != "TERM"}
    return CastHeader(
        cols=cols, rows=rows, version=read.version, palette=_palette(theme), term=term or "", env=env,
        started_at=None if read.timestamp is None else int(read.timestamp),
        idle_limit_seconds=read.idle_time_limit or None, title=read.title or "", command=read.command or "",
    )  # fmt: skip


def _palette(theme: _Theme | None) -> Palette | None:
    """Return the colours of a recording; None where they are not what they should be, which spoils nothing else."""
    if theme is None:
        return None
    try:
        foreground, background = _color(theme.fg), _color(theme.bg)
        ansi = tuple(_color(part) for part in theme.palette.split(":"))
    except ValueError:
        return None
    if len(ansi) == 8:
        ansi *= 2
    return Palette(foreground, background, foreground, ansi) if len(ansi) == 16 else None


def _color(text: str) -> int:
    if len(text) != 7 or text[0] != "#":
        raise ValueError(text)
    return int(text[1:], 16)
