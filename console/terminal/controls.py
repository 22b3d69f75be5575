"""What control characters and sequences do to the portable engine's screen."""

from __future__ import annotations

from collections.abc import Callable

from console.terminal.grid import Line
from console.terminal.pen import apply
from console.terminal.pyte_reports import ReplyWriter
from console.terminal.screen import ORIGIN, REVERSE_WRAP, Screen
from console.terminal.vt_parser import Params

ALTERNATE = {47, 1047, 1049}
MOUSE = {9, 1000, 1002, 1003}


def value(params: Params, at: int, default: int = 1) -> int:
    """Return a parameter; one that was left out, and 0 where 1 is the least, is the default."""
    found = params[at][0] if at < len(params) else -1
    return default if found < 0 or (found == 0 and default == 1) else found


class Controls:
    """A Handler (console/terminal/vt_parser.py) for a screen."""

    def __init__(self, screen: Screen, reports: ReplyWriter) -> None:
        self.screen = screen
        self.reports = reports
        self.plain = screen.plain
        self.text = screen.text
        self._table: dict[str, Callable[[Params], None]] = {
            "A": lambda p: screen.move(0, -value(p, 0)),
            "B": lambda p: screen.move(0, value(p, 0)),
            "e": lambda p: screen.move(0, value(p, 0)),
            "C": lambda p: screen.move(value(p, 0), 0),
            "a": lambda p: screen.move(value(p, 0), 0),
            "D": lambda p: screen.move(-value(p, 0), 0),
            "E": lambda p: self._line_start(value(p, 0)),
            "F": lambda p: self._line_start(-value(p, 0)),
            "G": lambda p: self._column(value(p, 0)),
            "`": lambda p: self._column(value(p, 0)),
            "d": lambda p: screen.go(min(screen.x, screen.cols - 1), value(p, 0) - 1),
            "H": lambda p: screen.go(value(p, 1) - 1, value(p, 0) - 1),
            "f": lambda p: screen.go(value(p, 1) - 1, value(p, 0) - 1),
            "I": lambda p: self._tab(value(p, 0)),
            "Z": lambda p: self._tab(-value(p, 0)),
            "J": lambda p: self._erase_display(value(p, 0, 0)),
            "?J": lambda p: self._erase_display(value(p, 0, 0)),
            "K": lambda p: self._erase_line(value(p, 0, 0)),
            "?K": lambda p: self._erase_line(value(p, 0, 0)),
            "X": lambda p: self._erase_cells(value(p, 0)),
            "@": lambda p: self._shift(value(p, 0)),
            "P": lambda p: self._shift(-value(p, 0)),
            "L": lambda p: screen.insert_lines(value(p, 0)),
            "M": lambda p: screen.insert_lines(-value(p, 0)),
            "S": lambda p: screen.grid.scroll_up(screen.top, screen.bottom, value(p, 0), screen.background),
            "T": self._scroll_down,
            "b": lambda p: screen.repeat(value(p, 0)),
            "g": lambda p: self._clear_tabs(value(p, 0, 0)),
            "m": self._sgr,
            "r": self._margins,
            "s": lambda _: screen.save(),
            "u": lambda _: screen.restore(),
            "h": lambda p: self._ansi_modes(p, on=True),
            "l": lambda p: self._ansi_modes(p, on=False),
            "?h": lambda p: self._modes(p, on=True),
            "?l": lambda p: self._modes(p, on=False),
            "!p": lambda _: screen.soft_reset(),
            " q": lambda p: self._cursor_style(value(p, 0, 0)),
            "c": lambda p: reports.attributes(value(p, 0, 0), secondary=False),
            ">c": lambda p: reports.attributes(value(p, 0, 0), secondary=True),
            "n": lambda p: reports.status(value(p, 0, 0), screen),
            "$p": lambda p: reports.mode(value(p, 0, 0), screen, private=False),
            "?$p": lambda p: reports.mode(value(p, 0, 0), screen, private=True),
            "t": lambda p: reports.window(value(p, 0, 0), screen),
            ">q": lambda _: reports.version(),
        }

    def csi(self, kind: str, params: Params) -> None:
        """Act on a control sequence; unknown ones do nothing."""
        action = self._table.get(kind)
        if action is not None:
            action(params)

    def control(self, code: str) -> None:
        """Act on a control character."""
        screen = self.screen
        if code in "\n\x0b\x0c":
            screen.index()
            if 20 in screen.ansi_modes:
                screen.x = 0
        elif code == "\r":
            screen.x = 0
        elif code == "\b":
            self._backspace()
        elif code == "\t":
            self._tab(1)
        elif code == "\x07":
            self.reports.bell()
        elif code in "\x0e\x0f":
            screen.shifted = code == "\x0e"

    def escape(self, kind: str) -> None:
        """Act on an escape sequence."""
        screen = self.screen
        if kind == "7":
            screen.save()
        elif kind == "8":
            screen.restore()
        elif kind == "D":
            screen.index()
        elif kind == "E":
            screen.x = 0
            screen.index()
        elif kind == "M":
            screen.reverse_index()
        elif kind == "H":
            screen.tabs.add(min(screen.x, screen.cols - 1))
        elif kind == "c":
            screen.reset()
        elif kind in {"=", ">"}:
            screen.modes = screen.modes | {66} if kind == "=" else screen.modes - {66}
        elif kind == "#8":
            self._alignment()
        elif kind[:1] in {"(", ")"} and len(kind) == 2:
            drawing = "0" if kind[1] == "0" else ""
            first, second = screen.charsets
            screen.charsets = (drawing, second) if kind[0] == "(" else (first, drawing)

    def string(self, kind: str, text: str) -> None:
        """Act on a string."""
        if kind == "]":
            self.reports.command(text, self.screen)
        elif kind == "P" and text.startswith("$q"):
            self.reports.setting(text[2:], self.screen)

    # ---- cursor --------------------------------------------------------------------------------

    def _line_start(self, dy: int) -> None:
        self.screen.move(0, dy)
        self.screen.x = 0

    def _column(self, column: int) -> None:
        self.screen.x = max(0, min(column - 1, self.screen.cols - 1))

    def _backspace(self) -> None:
        screen = self.screen
        if screen.x > 0:
            screen.x = min(screen.x, screen.cols - 1) - 1 if screen.x < screen.cols else screen.cols - 2
        elif REVERSE_WRAP in screen.modes and screen.y > 0:
            screen.x, screen.y = screen.cols - 1, screen.y - 1
        screen.x = max(0, screen.x)

    def _tab(self, count: int) -> None:
        screen = self.screen
        last = screen.cols - 1
        stops = sorted(stop for stop in screen.tabs if stop <= last)
        x = min(screen.x, last)
        for _ in range(min(abs(count), screen.cols)):
            if count > 0:
                x = next((stop for stop in stops if stop > x), last)
            else:
                x = next((stop for stop in reversed(stops) if stop < x), 0)
        if count < 0 or screen.x < last:
            screen.x = x

    def _clear_tabs(self, what: int) -> None:
        if what == 3:
            self.screen.tabs.clear()
        elif what == 0:
            self.screen.tabs.discard(min(self.screen.x, self.screen.cols - 1))

    def _cursor_style(self, style: int) -> None:
        self.screen.cursor_style = style if style <= 6 else 0

    def _margins(self, params: Params) -> None:
        screen = self.screen
        top = value(params, 0) - 1
        bottom = min(value(params, 1, screen.rows) or screen.rows, screen.rows) - 1
        if top < bottom:
            screen.top, screen.bottom = top, bottom
            screen.go(0, 0)

    # ---- erasing -------------------------------------------------------------------------------

    def _erase_display(self, what: int) -> None:
        screen = self.screen
        y, lines = screen.y, screen.grid.lines
        if what == 0:
            self._erase_line(0)
            self._blank(lines[y + 1 :])
        elif what == 1:
            self._erase_line(1)
            self._blank(lines[:y])
        elif what == 2:
            self._blank(lines)
        elif what == 3:
            screen.grid.forget_history()
        screen.x = min(screen.x, screen.cols - 1)

    def _blank(self, lines: list[Line]) -> None:
        for line in lines:
            line.erase(0, line.cells.shape[1], 0)
            line.erase(0, self.screen.cols, self.screen.background)
            line.wrapped = False

    def _erase_line(self, what: int) -> None:
        screen = self.screen
        line, x, background = screen.line, min(screen.x, screen.cols - 1), screen.background
        if what == 0:
            line.erase(x, line.cells.shape[1], 0)
            line.erase(x, screen.cols, background)
            line.wrapped = False
        elif what == 1:
            line.erase(0, x + 1, background)
        elif what == 2:
            self._blank([line])
        screen.x = x

    def _erase_cells(self, count: int) -> None:
        screen = self.screen
        x = screen.x = min(screen.x, screen.cols - 1)
        screen.line.erase(x, min(x + count, screen.cols), screen.background)

    def _shift(self, by: int) -> None:
        screen = self.screen
        screen.x = min(screen.x, screen.cols - 1)
        screen.line.shift(screen.x, by, screen.cols, screen.background)

    def _scroll_down(self, params: Params) -> None:
        screen = self.screen
        if len(params) <= 1:
            screen.grid.scroll_down(screen.top, screen.bottom, value(params, 0), screen.background)

    def _alignment(self) -> None:
        screen = self.screen
        screen.top, screen.bottom = 0, screen.rows - 1
        last = screen.last
        screen.pen = screen.pen._replace(attributes=0)
        for y in range(screen.rows):
            screen.x, screen.y = 0, y
            screen.plain("E" * screen.cols)
        screen.x = screen.y = 0
        screen.last = last

    # ---- modes ---------------------------------------------------------------------------------

    def _sgr(self, params: Params) -> None:
        self.screen.pen = apply(self.screen.pen, params)

    def _ansi_modes(self, params: Params, *, on: bool) -> None:
        for number, *_ in params:
            if number in {4, 20}:
                self.screen.ansi_modes = self.screen.ansi_modes | {number} if on else self.screen.ansi_modes - {number}

    def _modes(self, params: Params, *, on: bool) -> None:
        for number, *_ in params:
            self._mode(number, on=on)

    def _mode(self, number: int, *, on: bool) -> None:
        screen = self.screen
        if number in ALTERNATE:
            self._switch(number, on=on)
        elif number == 1048:
            screen.save() if on else screen.restore()
        if number in MOUSE:
            screen.modes -= MOUSE
        if 0 < number < 10_000:
            screen.modes = screen.modes | {number} if on else screen.modes - {number}
        if number == ORIGIN:
            screen.go(0, 0)

    def _again(self, *, on: bool) -> None:
        """Do what 1049 does beside changing screens."""
        if on:
            self.screen.save()
            self._blank(self.screen.grid.lines)
        else:
            self.screen.restore()

    def _switch(self, number: int, *, on: bool) -> None:
        screen = self.screen
        if on == (screen.alternate is not None):
            if number == 1049:
                self._again(on=on)
            return
        if on and number == 1049:
            screen.save()
        screen.modes -= ALTERNATE
        screen.switch(alternate=on)
        if not on and number == 1049:
            screen.restore()
