"""Keys as the kitty keyboard protocol and xterm's modifyOtherKeys encode them.

https://sw.kovidgoyal.net/kitty/keyboard-protocol/, of which presses are told, not repeats and releases.
"""

from __future__ import annotations

from console.terminal.keys import CONTROLLED, CURSOR, FUNCTION, TILDE, typed_character
from console.wire.messages import Mods

DISAMBIGUATE, EVENT_TYPES, ALTERNATES, ALL_KEYS, TEXT = 1, 2, 4, 8, 16
ALL_FLAGS = 31
UNKNOWN_KEYS, OTHER_KEYS = 1, 2
"""The levels of modifyOtherKeys: keys that have no bytes of their own with their modifiers are told; every one is."""

NUMBERS = {
    "Escape": 27, "Enter": 13, "Tab": 9, "Backspace": 127, "Space": 32, "CapsLock": 57358, "ScrollLock": 57359,
    "NumLock": 57360, "PrintScreen": 57361, "Pause": 57362, "ContextMenu": 57363, "NumpadEnter": 57414,
    **{f"F{number}": 57376 + number - 13 for number in range(13, 36)},
}  # fmt: skip
LEGACY = {"Enter": "\r", "Tab": "\t", "Backspace": "\x7f"}
"""What these send without modifiers, so that a shell stays usable after a program that crashed."""


def modifier(mods: Mods) -> int:
    """Return the number of modifiers, 1 for none."""
    return 1 + mods.shift + 2 * mods.alt + 4 * mods.control + 8 * mods.meta


def encode_kitty(key: str, text: str, mods: Mods, flags: int) -> bytes:
    """Return what a key sends to a program that set ``flags``, not 0."""
    character = typed_character(key, text, mods)
    if len(character) > 1:
        return _composed(character, flags)
    plain = not (mods.control or mods.alt or mods.meta)
    if character and plain and not flags & ALL_KEYS:
        return character.encode("utf-8", "replace")
    if not character and key not in NUMBERS:
        return _named(key, modifier(mods)).encode()
    if key in LEGACY and modifier(mods) == 1 and not flags & ALL_KEYS:
        return LEGACY[key].encode()
    return _numbered(key, character, mods, flags).encode()


def _composed(text: str, flags: int) -> bytes:
    """Return text that no single key stands for."""
    if flags & ALL_KEYS and flags & TEXT:
        return f"\x1b[0;;{':'.join(str(ord(c)) for c in text)}u".encode()
    return text.encode("utf-8", "replace")


def _named(key: str, held: int) -> str:
    if key == "F3":
        return "\x1b[13~" if held == 1 else f"\x1b[13;{held}~"
    if key in TILDE:
        return f"\x1b[{TILDE[key]}~" if held == 1 else f"\x1b[{TILDE[key]};{held}~"
    final = CURSOR.get(key) or FUNCTION.get(key)
    if final is None:
        return ""
    return f"\x1b[{final}" if held == 1 else f"\x1b[1;{held}{final}"


def _numbered(key: str, character: str, mods: Mods, flags: int) -> str:
    lower = character.lower()
    number = ord(lower) if len(lower) == 1 and key not in NUMBERS else NUMBERS.get(key, ord(character or "\0"))
    first = str(number)
    if flags & ALTERNATES and mods.shift and character and ord(character) != number:
        first += f":{ord(character)}"
    held = "" if modifier(mods) == 1 else str(modifier(mods))
    typed = character and not (mods.control or mods.alt or mods.meta)
    text = f";{ord(character)}" if typed and flags & ALL_KEYS and flags & TEXT else ""
    return f"\x1b[{first}{';' if held or text else ''}{held}{text}u"


def encode_other(key: str, text: str, mods: Mods, level: int = OTHER_KEYS) -> bytes | None:
    """Return what a modified key sends at a level of modifyOtherKeys; None for one that it does not touch."""
    character = typed_character(key, text, mods)
    if level < OTHER_KEYS and (level < UNKNOWN_KEYS or _has_bytes(key, character, mods)):
        return None
    number = NUMBERS.get(key) if key in NUMBERS else ord(character) if len(character) == 1 else None
    held = modifier(mods)
    shifted_text = held == 2 and bool(character)
    if number is None or number > 0x10FFFF or held == 1 or shifted_text:
        return None
    return f"\x1b[27;{held};{number}~".encode()


def _has_bytes(key: str, character: str, mods: Mods) -> bool:
    """Return whether xterm has bytes for a key with these modifiers before any program asks for more."""
    if not character:
        returns = key in {"Enter", "NumpadEnter"} and (mods.shift or mods.control)
        return not (returns or (key == "Tab" and mods.control))
    known = "@" <= character.upper() <= "_" or character in CONTROLLED
    return known or not mods.control
