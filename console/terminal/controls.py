"""The listener of the portable engine: what the events of its stream do to screen, modes and replies."""

from __future__ import annotations

from functools import partial

from pyte.modes import DECOM

from console.terminal.painted import paint
from console.terminal.pen import PROTECTED, apply
from console.terminal.pyte_edits import Edits
from console.terminal.pyte_keyboard import Keyboard
from console.terminal.pyte_modes import (
    ALTERNATE,
    ALTERNATE_AND_CURSOR,
    ALTERNATE_ONLY,
    ANSI_MODES,
    DECNKM,
    MOST_PRIVATE,
    MOUSE,
    PRIVATE_MODES,
    SAVED_CURSOR,
    SIZE_REPORTS,
)
from console.terminal.pyte_modes import private as private_mode
from console.terminal.pyte_moves import Moves
from console.terminal.pyte_reports import ReplyWriter
from console.terminal.pyte_stream import DESIGNATIONS
from console.terminal.screen import CHARSETS, Screen


class Controls(Moves, Edits):
    """A listener of pyte for a screen of ours: every event of FastStream (console/terminal/pyte_stream.py)."""

    def __init__(self, screen: Screen, reports: ReplyWriter) -> None:
        self.screen = screen
        self.reports = reports
        self.keyboard = Keyboard()
        # Called for each run of text: without a step between.
        self.draw_plain = screen.plain
        self.draw_painted = partial(paint, screen)
        self.draw = screen.text

    def debug(self, *args: int, **kwargs: bool) -> None:
        """Do nothing about a sequence that has no event."""

    def reset(self) -> None:
        """RIS."""
        self.screen.reset()
        self.reports.own.clear()
        self.keyboard.reset()

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
        if style <= 6:
            self.screen.cursor_style = style

    def define_charset(self, code: str, mode: str) -> None:
        """SCS; ``mode`` says for which of G0 to G3."""
        chosen = CHARSETS.get(code)
        if chosen is not None:
            sets = list(self.screen.charsets)
            sets[DESIGNATIONS.index(mode)] = chosen
            self.screen.charsets = tuple(sets)

    def shift_in(self) -> None:
        """SI."""
        self.screen.shift = 0

    def shift_out(self) -> None:
        """SO."""
        self.screen.shift = 1

    def locking_shift_two(self) -> None:
        """LS2."""
        self.screen.shift = 2

    def locking_shift_three(self) -> None:
        """LS3."""
        self.screen.shift = 3

    def single_shift_two(self) -> None:
        """SS2."""
        self.screen.single_shift = 2

    def single_shift_three(self) -> None:
        """SS3."""
        self.screen.single_shift = 3

    def set_protection(self, how: int = 0) -> None:
        """DECSCA."""
        self._protect(on=how == 1)
        self.screen.erases_protected = True

    def start_of_protection(self) -> None:
        """SPA, of which ED and EL take note too."""
        self._protect(on=True)
        self.screen.erases_protected = False

    def end_of_protection(self) -> None:
        """EPA."""
        self._protect(on=False)

    def _protect(self, *, on: bool) -> None:
        pen = self.screen.pen
        self.screen.pen = pen._replace(attributes=pen.attributes & ~PROTECTED | on * PROTECTED)

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
        elif mode == SIZE_REPORTS and on:
            self.reports.size(screen)
        if on:
            screen.modes.add(mode)
        else:
            screen.modes.discard(mode)
        if mode == DECOM:
            screen.go(0, 0)

    def save_modes(self, *modes: int) -> None:
        """XTSAVE."""
        for number in modes:
            if private_mode(number) in PRIVATE_MODES:
                self.screen.saved_modes[number] = private_mode(number) in self.screen.modes

    def restore_modes(self, *modes: int) -> None:
        """XTRESTORE."""
        for number in modes:
            if number in self.screen.saved_modes:
                self._mode(number, on=self.screen.saved_modes[number], private=True)

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
        screen.switch(alternate=on, clear=mode != ALTERNATE_ONLY and (on == (mode == ALTERNATE_AND_CURSOR)))
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

    def operating_system_command(self, number: str, text: str, *, ender: str) -> None:
        """OSC with any other number."""
        self.reports.command(number, text, self.screen, ender=ender)

    def device_control_string(self, text: str) -> None:
        """DCS; DECRQSS and XTGETTCAP are known."""
        if text.startswith("$q"):
            self.reports.setting(text[2:], self.screen)
        elif text.startswith("+q"):
            self.reports.capabilities(text[2:])

    def report_device_attributes(self, mode: int = 0, *, private: bool = False) -> None:
        """DA1."""
        if not private:
            self.reports.attributes(mode, secondary=False)

    def report_secondary_device_attributes(self, mode: int = 0) -> None:
        """DA2."""
        self.reports.attributes(mode, secondary=True)

    def report_tertiary_device_attributes(self, mode: int = 0) -> None:
        """DA3."""
        self.reports.unit(mode)

    def report_device_status(self, mode: int = 0, *, private: bool = False) -> None:
        """DSR."""
        self.reports.status(mode, self.screen, private=private)

    def report_mode(self, number: int = 0, *, private: bool = False) -> None:
        """DECRQM."""
        self.reports.mode(number, self.screen, private=private)

    def report_version(self) -> None:
        """XTVERSION."""
        self.reports.version()

    def report_window(self, what: int = 0) -> None:
        """XTWINOPS."""
        self.reports.window(what, self.screen)

    # ---- the keyboard --------------------------------------------------------------------------

    @property
    def _alternate(self) -> bool:
        return self.screen.alternate is not None

    def push_keyboard(self, flags: int = 0) -> None:
        """Set flags of the kitty keyboard protocol, and keep those before."""
        self.keyboard.push(flags, alternate=self._alternate)

    def pop_keyboard(self, count: int = 1) -> None:
        """Take back what was pushed."""
        self.keyboard.pop(count or 1, alternate=self._alternate)

    def set_keyboard(self, flags: int = 0, how: int = 1) -> None:
        """Set, add or remove flags."""
        self.keyboard.set(flags, how or 1, alternate=self._alternate)

    def report_keyboard(self) -> None:
        """Tell the flags."""
        self.reports.keyboard(self.keyboard.flags(alternate=self._alternate))

    def set_other_keys(self, what: int = 0, level: int = 0) -> None:
        """XTMODKEYS; of what can be set modifyOtherKeys is known."""
        if what in {0, 4}:
            self.keyboard.other_keys = level

    def report_other_keys(self, what: int = 0) -> None:
        """XTQMODKEYS."""
        if what == 4:
            self.reports.other_keys(self.keyboard.other_keys)
