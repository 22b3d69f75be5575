"""The listener of the portable engine: what the events of its stream do to screen, modes and replies."""

from __future__ import annotations

from pyte.modes import DECOM

from console.terminal.pen import apply
from console.terminal.pyte_edits import Edits
from console.terminal.pyte_modes import (
    ALTERNATE,
    ALTERNATE_AND_CURSOR,
    ANSI_MODES,
    DECNKM,
    MOST_PRIVATE,
    MOUSE,
    SAVED_CURSOR,
)
from console.terminal.pyte_modes import private as private_mode
from console.terminal.pyte_moves import Moves
from console.terminal.pyte_reports import ReplyWriter
from console.terminal.screen import CHARSETS, Screen


class Controls(Moves, Edits):
    """A listener of pyte for a screen of ours: every event of FastStream (console/terminal/pyte_stream.py)."""

    def __init__(self, screen: Screen, reports: ReplyWriter) -> None:
        self.screen = screen
        self.reports = reports
        # Called for each run of text: without a step between.
        self.draw_plain = screen.plain
        self.draw = screen.text

    def debug(self, *args: int, **kwargs: bool) -> None:
        """Do nothing about a sequence that has no event."""

    def reset(self) -> None:
        """RIS."""
        self.screen.reset()

    def soft_reset(self) -> None:
        """DECSTR."""
        self.screen.soft_reset()

    # ---- looks ---------------------------------------------------------------------------------

    def select_graphic_rendition(self, *attrs: int) -> None:
        """SGR."""
        self.screen.pen = apply(self.screen.pen, attrs)

    def select_graphic_rendition_parts(self, *attrs: tuple[int, ...]) -> None:
        """SGR with colons."""
        self.screen.pen = apply(self.screen.pen, attrs)

    def set_cursor_style(self, style: int = 0) -> None:
        """DECSCUSR."""
        self.screen.cursor_style = style if style <= 6 else 0

    def define_charset(self, code: str, mode: str) -> None:
        """SCS; G0 where ``mode`` is a left parenthesis, else G1."""
        chosen = CHARSETS.get(code)
        if chosen is not None:
            first, second = self.screen.charsets
            self.screen.charsets = (chosen, second) if mode == "(" else (first, chosen)

    def shift_in(self) -> None:
        """SI."""
        self.screen.shifted = False

    def shift_out(self) -> None:
        """SO."""
        self.screen.shifted = True

    # ---- modes ---------------------------------------------------------------------------------

    def set_mode(self, *modes: int, private: bool = False) -> None:
        """SM, DECSET."""
        for number in modes:
            self._mode(number, on=True, private=private)

    def reset_mode(self, *modes: int, private: bool = False) -> None:
        """RM, DECRST."""
        for number in modes:
            self._mode(number, on=False, private=private)

    def set_application_keypad(self) -> None:
        """DECKPAM."""
        self.screen.modes.add(DECNKM)

    def reset_application_keypad(self) -> None:
        """DECKPNM."""
        self.screen.modes.discard(DECNKM)

    def _mode(self, number: int, *, on: bool, private: bool) -> None:
        screen = self.screen
        mode = private_mode(number) if private else number
        if not (0 < number < MOST_PRIVATE if private else mode in ANSI_MODES):
            return
        if mode in ALTERNATE:
            self._switch(mode, on=on)
        elif mode == SAVED_CURSOR:
            screen.save() if on else screen.restore()
        elif mode in MOUSE:
            screen.modes -= MOUSE
        if on:
            screen.modes.add(mode)
        else:
            screen.modes.discard(mode)
        if mode == DECOM:
            screen.go(0, 0)

    def _again(self, *, on: bool) -> None:
        """Do what 1049 does beside changing screens."""
        if on:
            self.screen.save()
            self.blank(self.screen.grid.lines)
        else:
            self.screen.restore()

    def _switch(self, mode: int, *, on: bool) -> None:
        screen = self.screen
        if on == (screen.alternate is not None):
            if mode == ALTERNATE_AND_CURSOR:
                self._again(on=on)
            return
        if on and mode == ALTERNATE_AND_CURSOR:
            screen.save()
        screen.modes -= ALTERNATE
        screen.switch(alternate=on)
        if not on and mode == ALTERNATE_AND_CURSOR:
            screen.restore()

    # ---- what is told and answered -------------------------------------------------------------

    def bell(self) -> None:
        """BEL."""
        self.reports.bell()

    def set_title(self, param: str) -> None:
        """OSC 0 and 2."""
        self.reports.title(param)

    def set_icon_name(self, param: str) -> None:
        """OSC 0 and 1; tabs have no icon."""

    def operating_system_command(self, number: str, text: str) -> None:
        """OSC with any other number."""
        self.reports.command(number, text, self.screen)

    def device_control_string(self, text: str) -> None:
        """DCS; DECRQSS is known."""
        if text.startswith("$q"):
            self.reports.setting(text[2:], self.screen)

    def report_device_attributes(self, mode: int = 0, *, private: bool = False) -> None:
        """DA1."""
        if not private:
            self.reports.attributes(mode, secondary=False)

    def report_secondary_device_attributes(self, mode: int = 0) -> None:
        """DA2."""
        self.reports.attributes(mode, secondary=True)

    def report_device_status(self, mode: int = 0) -> None:
        """DSR."""
        self.reports.status(mode, self.screen)

    def report_mode(self, number: int = 0, *, private: bool = False) -> None:
        """DECRQM."""
        self.reports.mode(number, self.screen, private=private)

    def report_version(self) -> None:
        """XTVERSION."""
        self.reports.version()

    def report_window(self, what: int = 0) -> None:
        """XTWINOPS."""
        self.reports.window(what, self.screen)
