"""What the portable engine answers a program, and what it tells the session."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata

from pyte.modes import DECOM

from console.terminal.events import (
    MOST_REPLY_BYTES,
    SECONDARY_ATTRIBUTES,
    Bell,
    ClipboardWrite,
    EventLog,
    Notify,
    Title,
    WorkingDirectory,
)
from console.terminal.marks import NUMBERS, Mark, parse_mark
from console.terminal.palette import Palette
from console.terminal.pyte_modes import ANSI_MODES, CLUSTERS, PRIVATE_MODES
from console.terminal.pyte_modes import private as private_mode
from console.terminal.pyte_settings import capabilities, setting
from console.terminal.screen import Screen

NOT_THERE = {15: "\x1b[?13n", 25: "\x1b[?21n"}
"""There is no printer, and no key can be programmed."""
PROGRESS = re.compile(r"4(;|$)")
"""What OSC 9 tells of progress, as ConEmu and Windows Terminal have it: not a notice."""
RGB = re.compile(r"(?:rgb:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})|#([0-9a-fA-F]{6}))")


class ReplyWriter:
    """Replies, events and the colours that a program changed."""

    def __init__(self, palette: Palette) -> None:
        self.replies = bytearray()
        self.events = EventLog()
        self.cell = (8, 18)
        self.palette = palette
        self.own: dict[int, int] = {}
        """Colours that the program set: 0-255 the palette, 256 foreground, 257 background, 258 cursor."""
        self.defaults: list[int] = []
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Set the default colours."""
        self.palette = palette
        self.defaults = [*palette.indexed(), palette.foreground, palette.background, palette.cursor]

    def color(self, number: int) -> int:
        """Return a colour as it is now."""
        return self.own.get(number, self.defaults[number])

    def _say(self, text: str) -> None:
        if len(self.replies) < MOST_REPLY_BYTES:
            self.replies += text.encode()

    def bell(self) -> None:
        """Ring."""
        self.events.add(Bell())

    def attributes(self, what: int, *, secondary: bool) -> None:
        """Answer DA1 or DA2."""
        if what == 0:
            self._say(SECONDARY_ATTRIBUTES.decode() if secondary else "\x1b[?62;22c")

    def unit(self, what: int) -> None:
        """Answer DA3."""
        if what == 0:
            self._say("\x1bP!|00000000\x1b\\")

    def keyboard(self, flags: int) -> None:
        """Answer what flags of the kitty keyboard protocol are set."""
        self._say(f"\x1b[?{flags}u")

    def other_keys(self, level: int) -> None:
        """Answer XTQMODKEYS."""
        self._say(f"\x1b[>4;{level}m")

    def version(self) -> None:
        """Answer XTVERSION."""
        self._say("\x1bP>|leitstand\x1b\\")

    def status(self, what: int, screen: Screen, *, private: bool) -> None:
        """Answer DSR."""
        if what == 5 and not private:
            self._say("\x1b[0n")
        elif what == 6:
            y = screen.y - (screen.top if DECOM in screen.modes else 0)
            self._say(f"\x1b[{'?' if private else ''}{y + 1};{min(screen.x, screen.cols - 1) + 1}R")
        elif private and what in NOT_THERE:
            self._say(NOT_THERE[what])
        elif private and what == 996:
            self.replies += self.palette.scheme_report

    def mode(self, number: int, screen: Screen, *, private: bool) -> None:
        """Answer DECRQM."""
        mode = private_mode(number) if private else number
        on = mode in screen.modes or mode == CLUSTERS
        known = mode in (PRIVATE_MODES if private else ANSI_MODES)
        answer = 0 if not known else 1 if on else 2
        self._say(f"\x1b[{'?' if private else ''}{number};{answer}$y")

    def window(self, what: int, screen: Screen) -> None:
        """Answer what a program asks about sizes; it may not change them."""
        width, height = self.cell
        cells, pixels = (screen.rows, screen.cols), (screen.rows * height, screen.cols * width)
        sizes = {14: (4, *pixels), 16: (6, height, width), 18: (8, *cells), 48: (48, *cells, *pixels)}
        if what in sizes:
            self._say(f"\x1b[{';'.join(map(str, sizes[what]))}t")

    def size(self, screen: Screen) -> None:
        """Tell the size, as mode 2048 asks for at each change."""
        self.window(48, screen)

    def setting(self, what: str, screen: Screen) -> None:
        """Answer DECRQSS."""
        self._say(setting(what, screen))

    def capabilities(self, asked: str) -> None:
        """Answer XTGETTCAP."""
        self._say(capabilities(asked))

    # ---- OSC -----------------------------------------------------------------------------------

    def title(self, text: str) -> None:
        """Tell what the tab is to be called."""
        self.events.add(Title("".join(c for c in text if unicodedata.category(c) != "Cc")))

    def command(self, number: str, rest: str, screen: Screen, *, ender: str) -> None:
        """Act on an operating system command other than the title; an answer ends as the question did."""
        if number == "7":
            self.events.add(WorkingDirectory(rest))
        elif number == "8":
            screen.link(rest.partition(";")[2])
        elif number == "9" and not PROGRESS.match(rest):
            self.events.add(Notify("", rest))
        elif number == "777" and rest.startswith("notify;"):
            title, _, body = rest[7:].partition(";")
            self.events.add(Notify(title, body))
        elif number in NUMBERS:
            self._mark(parse_mark(number, rest), screen)
        elif number == "52":
            self._clipboard(rest.partition(";")[2])
        else:
            self._colors(number, rest, ender)

    def _mark(self, mark: Mark | None, screen: Screen) -> None:
        if mark is None or screen.alternate is not None:
            return
        if mark.fresh_line and screen.x:
            screen.x = 0
            screen.index()
        self.events.add(mark.at(screen.primary.live_row + screen.y, min(screen.x, screen.cols - 1)))

    def _clipboard(self, data: str) -> None:
        if data == "?":
            return
        try:
            text = base64.b64decode(data, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return
        self.events.add(ClipboardWrite(text))

    def _colors(self, number: str, rest: str, ender: str) -> None:
        dynamic = {"10": 256, "11": 257, "12": 258}
        if number in dynamic:
            for at, part in enumerate(rest.split(";")[: 259 - dynamic[number]]):
                self._color(dynamic[number] + at, str(int(number) + at), part, ender)
        elif number == "4":
            parts = rest.split(";")
            for index, part in zip(parts[::2], parts[1::2], strict=False):
                if index.isascii() and index.isdigit() and int(index[:4]) < 256:
                    self._color(int(index), f"4;{index}", part, ender)
        elif number == "104":
            wanted = [int(part[:4]) for part in rest.split(";") if part.isascii() and part.isdigit()]
            for own in wanted or range(256):
                self.own.pop(own, None)
        elif number in {"110", "111", "112"}:
            self.own.pop(int(number) + 146, None)

    def _color(self, number: int, name: str, text: str, ender: str) -> None:
        if text == "?":
            color = self.color(number)
            channels = "/".join(f"{color >> shift & 0xFF:02x}" * 2 for shift in (16, 8, 0))
            self._say(f"\x1b]{name};rgb:{channels}{ender}")
            return
        match = RGB.fullmatch(text)
        if match is not None:
            self.own[number] = _parsed(match)


def _parsed(match: re.Match[str]) -> int:
    if match[4]:
        return int(match[4], 16)
    red, green, blue = (int(match[i], 16) * 255 // (16 ** len(match[i]) - 1) for i in (1, 2, 3))
    return int(red << 16 | green << 8 | blue)
