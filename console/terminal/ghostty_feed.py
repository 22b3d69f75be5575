"""Feeds libghostty-vt, and does what it does not: DECSTR, marks with their rows, row numbers that stay true."""

from __future__ import annotations

from collections.abc import Sequence

from console.terminal.cuts import RESET, Cut, Cutter
from console.terminal.ghostty_pictures import Pictures, feeding
from console.terminal.ghostty_reports import Reports
from console.terminal.ghostty_rows import RowNumbers
from console.terminal.ghostty_types import CData, Library, ffi
from console.terminal.kitty_graphics import Transmissions
from console.terminal.marks import parse_mark


class Feed:
    """The way of the program's bytes into one terminal."""

    def __init__(
        self, lib: Library, terminal: CData, numbers: RowNumbers, reports: Reports, pictures: Pictures
    ) -> None:
        self._lib = lib
        self._terminal = terminal
        self._numbers = numbers
        self._reports = reports
        self._pictures = pictures
        self._cutter = Cutter()
        self._transmissions = Transmissions()
        self._flag = ffi.new("bool *")
        self._place = ffi.new("uint16_t *")
        self.other_keys = 0
        """The level of modifyOtherKeys that the program has set."""

    def feed(self, data: bytes) -> None:
        """Take bytes of the program."""
        for kind, piece in self._cutter.cut(data):
            if kind is Cut.SOFT_RESET:
                self._soft_reset()
            elif kind in {Cut.PICTURE, Cut.LARGE_PICTURE}:
                self._picture(piece, complete=kind is Cut.PICTURE)
            else:
                # What erases the history (ED 3, RIS) comes apart from what is before it, so that the row that is
                # followed is not among those it erases.
                if kind is Cut.CLEAR_HISTORY:
                    self._write(self._pictures.forget_history())
                self._write(piece)
                if kind is Cut.MARK:
                    self._mark(piece)
                elif kind is Cut.OTHER_KEYS:
                    self.other_keys = int(piece[-2:-1])
                elif kind is Cut.REWRITTEN and piece.startswith(RESET):
                    self.other_keys = 0

    def forget(self) -> None:
        """Drop a sequence that is incomplete."""
        self._cutter.forget()

    def _write(self, data: bytes) -> None:
        for part in self._numbers.portions(data):
            self._lib.ghostty_terminal_vt_write(self._terminal, part, len(part))
            self._keep_columns()
            self._numbers.follow()

    def _picture(self, content: bytes, *, complete: bool) -> None:
        taker = self._transmissions
        given = taker.take(content) if complete else taker.refuse(content)
        self._reports.replies += self._transmissions.reply
        if given:
            feeding(self._pictures.files)
            self._lib.ghostty_terminal_vt_write(self._terminal, given, len(given))
            self._numbers.follow()
            self._pictures.commanded()

    def _keep_columns(self) -> None:
        """Undo DECCOLM: a program may not have 132 columns of a window that shows another number."""
        self._lib.ghostty_terminal_get(self._terminal, self._lib.TERMINAL_DATA_COLS, self._place)
        if self._place[0] != self._reports.size[0]:
            self._lib.ghostty_terminal_resize(self._terminal, *self._reports.size)

    def cursor(self) -> tuple[int, int]:
        """Return column and row of the cursor on the screen."""
        lib, place = self._lib, self._place
        lib.ghostty_terminal_get(self._terminal, lib.TERMINAL_DATA_CURSOR_X, place)
        x = place[0]
        lib.ghostty_terminal_get(self._terminal, lib.TERMINAL_DATA_CURSOR_Y, place)
        return x, place[0]

    def track(self, rows: Sequence[int]) -> list[CData]:
        """Follow rows of the primary screen, as ``RowNumbers.track`` does, also while the alternate one shows."""
        if not rows or not self._numbers.alternate:
            return list(self._numbers.track(rows))
        lib = self._lib
        lib.ghostty_terminal_get(self._terminal, lib.TERMINAL_DATA_VT_GROUND, self._flag)
        if not self._flag[0]:
            return [None] * len(rows)
        # Only a screen that shows can be referred to. Mode 47 changes screens and nothing else, beside itself.
        mode = ffi.new("ModeConfig *", {"mode": 47})
        lib.ghostty_terminal_get(self._terminal, lib.TERMINAL_DATA_MODE, mode)
        self._write(b"\x1b[?47l")
        tracked = list(self._numbers.track(rows))
        self._write(b"\x1b[?47h")
        lib.ghostty_terminal_set(self._terminal, lib.TERMINAL_OPT_MODE, mode)
        return tracked

    def _mark(self, sequence: bytes) -> None:
        number, _, text = sequence[2:].decode("utf-8", "replace").rstrip("\x07\x1b\\").partition(";")
        mark = parse_mark(number, text)
        if mark is not None and not self._numbers.alternate:
            x, y = self.cursor()
            self._reports.events.add(mark.at(self._numbers.live_row + y, x))

    def _soft_reset(self) -> None:
        """Do what DECSTR does, which the engine does not know."""
        x, y = self.cursor()
        place = b"\x1b[%d;%dH" % (y + 1, x + 1)
        self._write(b'\x18\x1b[?25h\x1b[4l\x1b[?6l\x1b[?1l\x1b>\x1b[m\x1b(B\x1b)B\x0f\x1b[0"q\x1b[r\x1b7' + place)
