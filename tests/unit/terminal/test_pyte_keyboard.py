"""What a program asked the portable engine's keyboard for."""

from __future__ import annotations

from console.terminal.pyte_keyboard import MOST_PUSHED, Keyboard
from console.wire.messages import Mods


def sent(keyboard: Keyboard, key: str, mods: Mods, *, backarrow: bool = False) -> bytes:
    return keyboard.encode(key, "", mods, alternate=False, application_cursor=False, backarrow=backarrow)


def test_a_stack_is_bounded_and_never_empty() -> None:
    keyboard = Keyboard()
    for number in range(1000):
        keyboard.push(number, alternate=False)
    for _ in range(MOST_PUSHED - 1):
        keyboard.pop(1, alternate=False)
    assert keyboard.flags(alternate=False) == (1000 - MOST_PUSHED) % 32
    keyboard.pop(500, alternate=False)
    assert keyboard.flags(alternate=False) == 0


def test_the_kitty_protocol_goes_before_what_xterm_has() -> None:
    keyboard = Keyboard()
    keyboard.other_keys = 2
    assert sent(keyboard, "Enter", Mods(control=True)) == b"\x1b[27;5;13~"
    keyboard.push(1, alternate=False)
    assert sent(keyboard, "Enter", Mods(control=True)) == b"\x1b[13;5u"
    keyboard.reset()
    assert sent(keyboard, "Enter", Mods(control=True)) == b"\r"


def test_the_key_that_erases() -> None:
    keyboard = Keyboard()
    assert sent(keyboard, "Backspace", Mods()) == b"\x7f"
    assert sent(keyboard, "Backspace", Mods(), backarrow=True) == b"\x08"
