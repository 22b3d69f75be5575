"""pyte's stream with a tokenizer in the place of its state machine, which takes one character at a time.

The tables of events are pyte's and what pyte lacks. Any cut of the stream gives the same events, strings and
parameters are bounded, and no sequence has more parameters than its event takes: pyte would raise there.
"""

from __future__ import annotations

import codecs
import inspect
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol, cast

import pyte
from pyte import control as ctrl
from pyte import escape as esc

DESIGNATIONS = "()*+"
"""What stands before the name of a character set."""
MOST_AT_ONCE = 1 << 18
"""Larger feeds are taken in parts: as text they take up to four times their size."""
MOST_STRING = 1_000_000
MOST_PARAMETER = 65_535
MOST_PARAMETERS = 64
MOST_SEQUENCE = 1_000
MOST_KNOWN = 4_096

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
LEAST_PAINTED = 4
PAIR = re.compile(rf"\x1b\[([0-9;]*)m([{PLAIN}]*)")
PAINTED_TOKEN = re.compile(rf"(?P<painted>(?:\x1b\[[0-9;]*+m[{PLAIN}]*+){{{LEAST_PAINTED},}})|{TOKEN.pattern}")
"""Several runs of text, each after an SGR of its own, are one token to a listener who draws them at once."""
STRING_END = re.compile("[\x07\x18\x1a\x1b]")
DEVICE_STRING_END = re.compile("[\x18\x1a\x1b]")

Event = Callable[..., None]
Params = tuple[int | tuple[int, ...], ...]
Action = tuple[Event, int | None]
"""Who acts on a control sequence, and how many parameters that takes at most."""


class Listener(Protocol):
    """What every listener of pyte has; its other events are found by their names."""

    def draw(self, data: str) -> None:
        """Draw characters."""
        ...

    def debug(self, *args: int, **kwargs: bool) -> None:
        """Take a sequence that has no event."""
        ...


def parse_params(text: str) -> Params:
    """Return the parameters of a control sequence; as pyte has it, what was left out is 0."""
    return tuple(_number(part) for part in text.split(";")[:MOST_PARAMETERS])


def parse_parts(text: str) -> Params:
    """Return parameters that have parts, divided by colons."""
    return tuple(tuple(map(_number, group.split(":"))) for group in text.split(";")[:MOST_PARAMETERS])


def _number(text: str) -> int:
    return min(int(text[:9]), MOST_PARAMETER) if text else 0


def _ignore(*_: int | str, **__: str) -> None:
    """Stand for the events of a stream that nobody listens to."""


class FastStream(pyte.Stream):
    """A pyte stream whose ``feed`` cuts text into runs. It keeps what is incomplete until the rest of it comes."""

    escape = pyte.Stream.escape | {
        esc.NEL: "next_line",  # pyte's own moves to the first column in LNM only
        "=": "set_application_keypad",
        ">": "reset_application_keypad",
        "Z": "report_device_attributes",  # DECID
        "N": "single_shift_two",
        "O": "single_shift_three",
        "n": "locking_shift_two",
        "o": "locking_shift_three",
        "V": "start_of_protection",
        "W": "end_of_protection",
    }
    # Keys are the prefix, the intermediates and the final character; a colon ends those whose parameters have parts.
    csi = pyte.Stream.csi | {
        "`": "cursor_to_column",  # HPA; pyte takes ' for it
        "I": "tab_forward",
        "Z": "tab_back",
        "S": "scroll_up",
        "T": "scroll_down",
        "^": "scroll_down",
        "b": "repeat",
        "s": "save_cursor",
        "u": "restore_cursor",
        "t": "report_window",
        "m:": "select_graphic_rendition_parts",
        "!p": "soft_reset",
        " q": "set_cursor_style",
        '"q': "set_protection",
        "?W": "reset_tab_stops",
        "?s": "save_modes",
        "?r": "restore_modes",
        ">u": "push_keyboard",
        "<u": "pop_keyboard",
        "=u": "set_keyboard",
        "?u": "report_keyboard",
        ">m": "set_other_keys",
        "?m": "report_other_keys",
        ">c": "report_secondary_device_attributes",
        "=c": "report_tertiary_device_attributes",
        ">q": "report_version",
        "$p": "report_mode",
    }
    events = pyte.Stream.events.union(
        escape.values(), csi.values(), ["draw_plain", "operating_system_command", "device_control_string"]
    )

    def __init__(self, listener: Listener | None = None, *, strict: bool = True) -> None:
        super().__init__(strict=strict)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""
        self._skipping = ""
        self._basic: dict[str, Event] = {}
        self._escapes: dict[str, Event] = {}
        self._sequences: dict[str, Action] = {}
        self._known: dict[str, tuple[Event, Params]] = {}
        self._draw_plain = self._debug = self._device_control = _ignore
        self._command: Event = _ignore
        self._paint: Event | None = None
        if listener is not None:
            self.attach(listener)

    def attach(self, screen: pyte.Screen | Listener) -> None:
        """Send the events to ``screen``; a strict stream wants it to have all of them."""
        # pyte names its own screen and asks for the events alone.
        super().attach(cast("pyte.Screen", screen))

    def _initialize_parser(self) -> None:
        """Look up the listener's events; pyte calls it when one is attached."""
        debug = getattr(self.listener, "debug", _ignore)
        self._debug = debug
        self._draw_plain = getattr(self.listener, "draw_plain", getattr(self.listener, "draw", debug))
        self._paint = getattr(self.listener, "draw_painted", None)
        self._command = getattr(self.listener, "operating_system_command", debug)
        self._device_control = getattr(self.listener, "device_control_string", debug)
        self._basic = self._bound(self.basic)
        self._escapes = self._bound(self.escape) | self._bound({f"#{key}": event for key, event in self.sharp.items()})
        self._sequences = {}
        self._known.clear()
        for kind, event in self._bound(self.csi).items():
            parameters = inspect.signature(event).parameters
            kinds = [parameter.kind for name, parameter in parameters.items() if name != "private"]
            positional = kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD)
            most = None if inspect.Parameter.VAR_POSITIONAL in kinds else positional
            self._sequences[kind] = event, most
            if "private" in parameters or inspect.Parameter.VAR_KEYWORD in kinds:
                self._sequences["?" + kind] = partial(event, private=True), most

    def _bound(self, events: Mapping[str, str]) -> dict[str, Event]:
        found = {key: getattr(self.listener, event, None) for key, event in events.items()}
        return {key: event for key, event in found.items() if event is not None}

    def feed_bytes(self, data: bytes) -> None:
        """Take bytes, which are UTF-8 whatever ``ESC %`` says."""
        if len(data) <= MOST_AT_ONCE:
            self.feed(self._decoder.decode(data))
            return
        for at in range(0, len(data), MOST_AT_ONCE):
            self.feed(self._decoder.decode(data[at : at + MOST_AT_ONCE]))

    def feed(self, data: str) -> None:
        """Take text."""
        if self.listener is None:
            message = "Listener is not set"
            raise RuntimeError(message)
        text = self._pending + data
        self._pending = ""
        if self._skipping:
            text = self._skip(text)
        paint = self._paint
        match, basic, draw = (TOKEN if paint is None else PAINTED_TOKEN).match, self._basic, self.listener.draw
        draw_plain, known = self._draw_plain, self._known
        at, size = 0, len(text)
        while at < size:
            token = match(text, at)
            kind = None if token is None else token.lastgroup
            if token is None or kind == "string":
                at = self._unmatched(text, at)
                continue
            at = token.end()
            if kind == "plain":
                draw_plain(token.group())
            elif kind == "painted" and paint is not None:
                paint(PAIR.findall(text, token.start(), at))
            elif kind == "control":
                character = token.group()
                if character in basic:
                    basic[character]()
            elif kind == "csi":
                event, params = known.get(token.group()) or self._sequence(token)
                event(*params)
            elif kind == "other":
                draw(token.group())
            else:
                self._escape(token.group("between"), token.group("esc"))

    # ---- events --------------------------------------------------------------------------------

    def _sequence(self, token: re.Match[str]) -> tuple[Event, Params]:
        """Return who acts on a control sequence, and its parameters."""
        prefix, text, between, final = token.group("prefix", "params", "inter", "csi")
        if ":" in text:
            kind, params = f"{prefix}{between}{final}:", parse_parts(text)
        else:
            kind, params = prefix + between + final, parse_params(text)
        event, most = self._sequences.get(kind, (self._debug, None))
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        found = self._known[token.group()] = event, params[:most]
        return found

    def _escape(self, between: str, final: str) -> None:
        event = self._escapes.get(between + final)
        if event is not None:
            event()
        elif between and between in DESIGNATIONS and self.listener is not None:
            self.listener.define_charset(final, mode=between)
        elif between == "%":
            self.select_other_charset(final)
        else:
            self._debug()

    def _string_event(self, kind: str, text: str, ender: str) -> None:
        if kind == "P":
            self._device_control(text)
        if kind != "]" or self.listener is None:
            return
        number, _, rest = text.partition(";")
        if number in {"0", "1"}:
            self.listener.set_icon_name(rest)
        if number in {"0", "2"}:
            self.listener.set_title(rest)
        elif number != "1":
            self._command(number, rest, ender=ender if ender == ctrl.BEL else "\x1b\\")

    # ---- what no token matches -----------------------------------------------------------------

    def _unmatched(self, text: str, at: int) -> int:
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
        if ender == ctrl.ESC and stop + 1 == len(text):
            return self._keep(text, at)
        if ender in {ctrl.BEL, ctrl.ESC}:
            self._string_event(kind, text[at + 2 : stop], ender)
        if ender == ctrl.ESC:
            return stop + 2 if text[stop + 1] == "\\" else stop
        return stop + 1

    def _skip(self, text: str) -> str:
        """Drop the rest of a string that is too long."""
        end = (STRING_END if self._skipping == "]" else DEVICE_STRING_END).search(text)
        if end is None:
            return ""
        self._skipping = ""
        return text[end.start() + (text[end.start()] != ctrl.ESC) :]

    def _broken_csi(self, text: str, at: int) -> int:
        """Handle a control sequence that is incomplete or has control characters in it, which act at once."""
        kept = ctrl.CSI
        for i in range(at + 2, len(text)):
            c = text[i]
            if c in {ctrl.CAN, ctrl.SUB}:
                return i + 1
            if c == ctrl.ESC:
                return i
            if c in self._basic:
                self._basic[c]()
            elif "@" <= c <= "~":
                self._complete(kept + c)
                return i + 1
            elif " " <= c < "@":
                kept += c
            elif c > ctrl.DEL:
                return i
            if len(kept) > MOST_SEQUENCE:
                return i + 1
        self._pending = kept
        return len(text)

    def _complete(self, sequence: str) -> None:
        token = TOKEN.fullmatch(sequence)
        if token is not None and token.lastgroup == "csi":
            event, params = self._sequence(token)
            event(*params)
