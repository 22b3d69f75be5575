from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from console.ui.terminal.input import Local, Stroke, belongs_to_window, latin_letter, local_action, modifiers, stroke
from console.wire.messages import Mods

Key = Qt.Key
Mod = Qt.KeyboardModifier
NONE = Mod.NoModifier
CONTROL, SHIFT, ALT, META, LEVEL3 = (
    Mod.ControlModifier, Mod.ShiftModifier, Mod.AltModifier, Mod.MetaModifier, Mod.GroupSwitchModifier,
)  # fmt: skip


def event(key: Key, mods: Mod = NONE, text: str = "", scan_code: int = 0) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, mods, scan_code, 0, 0, text)


@pytest.mark.parametrize(
    ("pressed", "sent"),
    [
        (event(Key.Key_A, text="a"), Stroke("a", "a", Mods())),
        (event(Key.Key_A, SHIFT, "A"), Stroke("A", "A", Mods(shift=True))),
        (event(Key.Key_Adiaeresis, text="ä"), Stroke("ä", "ä", Mods())),
        (event(Key.Key_Space, text=" "), Stroke(" ", " ", Mods())),
        (event(Key.Key_C, CONTROL, "\x03"), Stroke("c", "", Mods(control=True))),
        (event(Key.Key_Space, CONTROL, "\x00"), Stroke(" ", "", Mods(control=True))),
        (event(Key.Key_BracketLeft, CONTROL, "\x1b"), Stroke("[", "", Mods(control=True))),
        (event(Key.Key_X, ALT, "x"), Stroke("x", "x", Mods(alt=True))),
        (event(Key.Key_C, CONTROL | ALT), Stroke("c", "", Mods(control=True, alt=True))),
        (event(Key.Key_Return, text="\r"), Stroke("Enter", "", Mods())),
        (event(Key.Key_Enter, Mod.KeypadModifier, "\r"), Stroke("Enter", "", Mods())),
        (event(Key.Key_5, Mod.KeypadModifier, "5"), Stroke("5", "5", Mods())),
        (event(Key.Key_Home, Mod.KeypadModifier), Stroke("Home", "", Mods())),
        (event(Key.Key_Tab, text="\t"), Stroke("Tab", "", Mods())),
        (event(Key.Key_Backtab, SHIFT), Stroke("Tab", "", Mods(shift=True))),
        (event(Key.Key_Backspace, text="\b"), Stroke("Backspace", "", Mods())),
        (event(Key.Key_Backspace, ALT, "\b"), Stroke("Backspace", "", Mods(alt=True))),
        (event(Key.Key_Escape, text="\x1b"), Stroke("Escape", "", Mods())),
        (event(Key.Key_Delete, text="\x7f"), Stroke("Delete", "", Mods())),
        (event(Key.Key_Up), Stroke("ArrowUp", "", Mods())),
        (event(Key.Key_Left, CONTROL), Stroke("ArrowLeft", "", Mods(control=True))),
        (event(Key.Key_F1), Stroke("F1", "", Mods())),
        (event(Key.Key_F12, SHIFT), Stroke("F12", "", Mods(shift=True))),
        # AltGr chose the character; its modifiers must not reach the program.
        (event(Key.Key_At, LEVEL3, "@"), Stroke("@", "@", Mods())),
        (event(Key.Key_At, CONTROL | ALT, "@"), Stroke("@", "@", Mods())),
        (event(Key.Key_Backslash, LEVEL3 | ALT, "\\"), Stroke("\\", "\\", Mods())),
        # Ctrl+C where the layout is Cyrillic: the place of the key decides.
        (event(Key(0x421), CONTROL, "\x03", 54), Stroke("c", "", Mods(control=True))),
    ],
)
def test_keys(pressed: QKeyEvent, sent: Stroke) -> None:
    assert stroke(pressed) == sent


@pytest.mark.parametrize(
    "key",
    [Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_AltGr, Key.Key_CapsLock, Key.Key_Super_L,
     Key.Key_Dead_Acute, Key.Key_Dead_Circumflex, Key.Key_Multi_key, Key.Key_VolumeUp],
)  # fmt: skip
def test_keys_that_mean_nothing_alone(key: Key) -> None:
    assert stroke(event(key)) is None


@pytest.mark.parametrize(
    ("pressed", "action"),
    [
        (event(Key.Key_C, CONTROL | SHIFT), Local.COPY),
        (event(Key.Key_V, CONTROL | SHIFT), Local.PASTE),
        (event(Key.Key_Insert, SHIFT), Local.PASTE_PRIMARY),
        (event(Key.Key_PageUp, SHIFT), Local.PAGE_UP),
        (event(Key.Key_End, SHIFT), Local.BOTTOM),
        (event(Key.Key_Escape, CONTROL | SHIFT), Local.RELEASE_FOCUS),
        (event(Key.Key_C, CONTROL), None),
        (event(Key.Key_PageUp), None),
        (event(Key.Key_A, SHIFT, "A"), None),
    ],
)
def test_what_the_desk_does_itself(pressed: QKeyEvent, action: Local | None) -> None:
    assert local_action(pressed) is action


@pytest.mark.parametrize(
    ("pressed", "window"),
    [
        (event(Key.Key_T, CONTROL | SHIFT), True),
        (event(Key.Key_PageDown, CONTROL), True),
        (event(Key.Key_Tab, CONTROL), True),
        (event(Key.Key_Plus, CONTROL), True),
        (event(Key.Key_Q, META), True),
        (event(Key.Key_A, CONTROL | SHIFT | ALT, "\x01"), True),
        (event(Key.Key_A, CONTROL | SHIFT | ALT, "Ą"), False),
        (event(Key.Key_A, CONTROL | ALT, "\x01"), False),
        (event(Key.Key_W, CONTROL), False),
        (event(Key.Key_Underscore, CONTROL | SHIFT), False),
        (event(Key.Key_F, ALT), False),
        (event(Key.Key_F10), False),
        (event(Key.Key_Tab), False),
    ],
)
def test_what_is_left_to_the_window(pressed: QKeyEvent, window: bool) -> None:
    assert belongs_to_window(pressed) is window


def test_on_macos_control_and_command_change_places() -> None:
    assert modifiers(CONTROL, mac=True) == Mods(meta=True)
    assert modifiers(META, mac=True) == Mods(control=True)
    assert modifiers(CONTROL | SHIFT | ALT, mac=False) == Mods(control=True, shift=True, alt=True)


def test_places_of_letters() -> None:
    assert [latin_letter(code) for code in (24, 33, 38, 54, 58, 9, 65)] == ["q", "p", "a", "c", "m", "", ""]
