"""From Qt's key events to what the core understands: W3C names, typed text, modifiers. Qt ends here."""

from __future__ import annotations

import sys
import unicodedata
from enum import Enum
from functools import cache

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from console.wire.messages import Mods

Key = Qt.Key
Modifier = Qt.KeyboardModifier

NAMES: dict[int, str] = {
    Key.Key_Return: "Enter", Key.Key_Enter: "Enter", Key.Key_Tab: "Tab", Key.Key_Backtab: "Tab",
    Key.Key_Backspace: "Backspace", Key.Key_Escape: "Escape", Key.Key_Delete: "Delete", Key.Key_Insert: "Insert",
    Key.Key_Home: "Home", Key.Key_End: "End", Key.Key_PageUp: "PageUp", Key.Key_PageDown: "PageDown",
    Key.Key_Left: "ArrowLeft", Key.Key_Right: "ArrowRight", Key.Key_Up: "ArrowUp", Key.Key_Down: "ArrowDown",
    Key.Key_Clear: "Clear", Key.Key_Menu: "ContextMenu", Key.Key_Pause: "Pause", Key.Key_Print: "PrintScreen",
    Key.Key_ScrollLock: "ScrollLock",
    **{Key.Key_F1 + number: f"F{number + 1}" for number in range(35)},
}  # fmt: skip

_SILENT = {
    Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_AltGr, Key.Key_Meta, Key.Key_Super_L, Key.Key_Super_R,
    Key.Key_Hyper_L, Key.Key_Hyper_R, Key.Key_CapsLock, Key.Key_NumLock, Key.Key_Mode_switch, Key.Key_Multi_key,
    Key.Key_unknown,
}  # fmt: skip
"""Modifiers and composing keys alone mean nothing to a terminal."""

_LETTER_ROWS = {24: "qwertyuiop", 38: "asdfghjkl", 52: "zxcvbnm"}
"""X11 key codes: where the Latin letters are, for Ctrl+C on a Cyrillic or Greek layout."""


class Local(Enum):
    """What the widget does itself instead of sending the key."""

    COPY = "copy"
    PASTE = "paste"
    PASTE_PRIMARY = "paste_primary"
    SELECT_ALL = "select_all"
    RELEASE_FOCUS = "release_focus"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    LINE_UP = "line_up"
    LINE_DOWN = "line_down"
    TOP = "top"
    BOTTOM = "bottom"


_SHIFTED = {
    Key.Key_PageUp: Local.PAGE_UP, Key.Key_PageDown: Local.PAGE_DOWN, Key.Key_Home: Local.TOP,
    Key.Key_End: Local.BOTTOM, Key.Key_Insert: Local.PASTE_PRIMARY, Key.Key_Up: Local.LINE_UP,
    Key.Key_Down: Local.LINE_DOWN,
}  # fmt: skip
_CONTROL_SHIFTED = {
    Key.Key_C: Local.COPY, Key.Key_V: Local.PASTE, Key.Key_A: Local.SELECT_ALL, Key.Key_Escape: Local.RELEASE_FOCUS,
}  # fmt: skip
_COMMAND = {Key.Key_C: Local.COPY, Key.Key_V: Local.PASTE, Key.Key_A: Local.SELECT_ALL}


class Stroke(Struct, frozen=True):
    """A key as the core wants it."""

    key: str
    text: str
    mods: Mods


def modifiers(held: Modifier, *, mac: bool | None = None) -> Mods:
    """Return the held modifiers by their real keys: on macOS Qt calls Command "Control" and Control "Meta"."""
    return _mods(held.value, sys.platform == "darwin" if mac is None else mac)


@cache
def _mods(held: int, mac: bool) -> Mods:
    """Return modifiers by their bits, which Qt's flags take long to tell: each key asks several times."""
    shift, alt, control, meta = (
        bool(held & flag.value)
        for flag in (
            Modifier.ShiftModifier, Modifier.AltModifier, Modifier.ControlModifier, Modifier.MetaModifier,
        )
    )  # fmt: skip
    if mac:
        control, meta = meta, control
    return Mods(shift=shift, alt=alt, control=control, meta=meta)


def local_action(event: QKeyEvent) -> Local | None:
    """Return what the widget itself does for a key; the scrollback keys are for the primary screen."""
    mods = modifiers(event.modifiers())
    if mods == Mods(shift=True):
        return _SHIFTED.get(Key(event.key()))
    if mods == Mods(shift=True, control=True):
        return _CONTROL_SHIFTED.get(Key(event.key()))
    if sys.platform == "darwin" and mods == Mods(meta=True):
        return _COMMAND.get(Key(event.key()))
    return None


def belongs_to_window(event: QKeyEvent) -> bool:
    """Tell whether a key is left to the window: Ctrl+Shift, also with Alt; Ctrl with page, Tab, zoom or the comma."""
    mods = modifiers(event.modifiers())
    if mods.meta:
        return True
    if mods.control and mods.shift and mods.alt:
        # Where AltGr is Ctrl+Alt it may choose a character with Shift.
        return not (event.text() and all(map(_printable, event.text())))
    if mods.control and mods.shift:
        return event.key() not in {Key.Key_At, Key.Key_Underscore, Key.Key_AsciiCircum, Key.Key_6}
    zoom = {Key.Key_Plus, Key.Key_Equal, Key.Key_Minus, Key.Key_0}
    pages = {Key.Key_PageUp, Key.Key_PageDown, Key.Key_Tab, Key.Key_Backtab}
    return mods.control and not mods.alt and event.key() in (zoom | pages | {Key.Key_Comma})


def stroke(event: QKeyEvent) -> Stroke | None:
    """Return the key to send, None for one that means nothing alone (modifiers, dead keys)."""
    key = event.key()
    mods = modifiers(event.modifiers())
    if key == Key.Key_Backtab:
        mods = Mods(shift=True, alt=mods.alt, control=mods.control, meta=mods.meta)
    if key in NAMES:
        return Stroke(NAMES[key], "", mods)
    text = event.text()
    if text and all(map(_printable, text)):
        third_level = bool(event.modifiers() & Modifier.GroupSwitchModifier) or (mods.control and mods.alt)
        if third_level:
            # AltGr chose the character; what it is made of must not reach the program as Ctrl or Alt.
            mods = Mods(shift=mods.shift)
        if not mods.control:
            return Stroke(text, text, mods)
    return _chord(event, mods)


def _chord(event: QKeyEvent, mods: Mods) -> Stroke | None:
    """Return a key held with Ctrl, whose text is a control character or missing."""
    key = event.key()
    if key in _SILENT or Key.Key_Dead_Grave <= key <= Key.Key_Dead_Longsolidusoverlay:
        return None
    if not 0x20 <= key < 0x1000000:
        return None
    char = chr(key).lower() if key <= sys.maxunicode else ""
    if not char.isascii():
        char = latin_letter(event.nativeScanCode()) or char
    if mods.shift and len(char) == 1:
        char = char.upper()
    return Stroke(char, "", mods) if char else None


def latin_letter(scan_code: int) -> str:
    """Return the letter at a place of the keyboard, empty for other keys."""
    for first, letters in _LETTER_ROWS.items():
        if first <= scan_code < first + len(letters):
            return letters[scan_code - first]
    return ""


def _printable(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cs", "Cn"}
