"""Keys as xterm encodes them: W3C names and typed text to bytes."""

from __future__ import annotations

from console.wire.messages import Mods

CURSOR = {"ArrowUp": "A", "ArrowDown": "B", "ArrowRight": "C", "ArrowLeft": "D", "Home": "H", "End": "F"}
TILDE = {
    "Insert": 2, "Delete": 3, "PageUp": 5, "PageDown": 6, "F5": 15, "F6": 17, "F7": 18, "F8": 19, "F9": 20,
    "F10": 21, "F11": 23, "F12": 24,
}  # fmt: skip
FUNCTION = {"F1": "P", "F2": "Q", "F3": "R", "F4": "S"}
PLAIN = {"Enter": "\r", "NumpadEnter": "\r", "Tab": "\t", "Backspace": "\x7f", "Escape": "\x1b", "Space": " "}
CONTROLLED = {" ": "\0", "@": "\0", "2": "\0", "3": "\x1b", "4": "\x1c", "5": "\x1d", "6": "\x1e", "7": "\x1f",
              "8": "\x7f", "/": "\x1f", "?": "\x7f", "-": "\x1f"}  # fmt: skip

NAMED = frozenset({*CURSOR, *TILDE, *FUNCTION, *PLAIN})


def typed_character(key: str, text: str, mods: Mods) -> str:
    """Return the character behind a key press, empty for a named key.

    Toolkits tell Ctrl+C as the control character or as ``c``; W3C's name of a printable key is the
    character itself.
    """
    if key in NAMED or (len(key) > 1 and not text):
        return " " if key == "Space" else ""
    character = text or key
    if mods.control and len(character) == 1 and character < " ":
        letter = chr(ord(character) + 0x40)
        return letter.lower() if letter.isalpha() else (key if len(key) == 1 else letter)
    return character


def encode_key(key: str, text: str, mods: Mods, *, application_cursor: bool, backarrow: bool = False) -> bytes:
    """Return what a key sends; with ``backarrow`` (DECBKM) the one that erases sends BS."""
    character = typed_character(key, text, mods)
    if character:
        return _character(character, mods)
    if key == "Backspace" and backarrow:
        mods = Mods(mods.shift, mods.alt, not mods.control, mods.meta)
    return _named(key, mods, application_cursor=application_cursor).encode()


def _character(character: str, mods: Mods) -> bytes:
    if len(character) == 1 and mods.control:
        upper = character.upper()
        lettered = "@" <= upper <= "_"
        character = chr(ord(upper) & 0x1F) if lettered else CONTROLLED.get(character, character)
    prefix = "\x1b" if mods.alt and len(character) == 1 else ""
    return (prefix + character).encode("utf-8", "replace")


def _named(key: str, mods: Mods, *, application_cursor: bool) -> str:
    modifier = 1 + mods.shift + 2 * mods.alt + 4 * mods.control + 8 * mods.meta
    if key in PLAIN:
        return _plain(key, mods)
    if key in TILDE:
        return f"\x1b[{TILDE[key]}~" if modifier == 1 else f"\x1b[{TILDE[key]};{modifier}~"
    final = CURSOR.get(key) or FUNCTION.get(key)
    if final is None:
        return ""
    if modifier > 1:
        return f"\x1b[1;{modifier}{final}"
    return f"\x1bO{final}" if application_cursor or key in FUNCTION else f"\x1b[{final}"


def _plain(key: str, mods: Mods) -> str:
    sent = PLAIN[key]
    if key == "Tab" and mods.shift:
        sent = "\x1b[Z"
    elif key == "Backspace" and mods.control:
        sent = "\x08"
    elif key == "Space" and mods.control:
        sent = "\0"
    return "\x1b" + sent if mods.alt else sent


def encode_paste(text: str, *, bracketed: bool) -> bytes:
    """Return pasted text. Control characters are taken out: a paste must not press keys by itself."""
    lines = text.replace("\r\n", "\r").replace("\n", "\r")
    clean = "".join(c for c in lines if c >= " " or c in "\r\t")
    clean = "".join(c for c in clean if not "\x7f" <= c <= "\x9f")
    data = clean.encode("utf-8", "replace")
    return b"\x1b[200~" + data + b"\x1b[201~" if bracketed and data else data


def encode_focus(*, focused: bool, wanted: bool) -> bytes:
    """Return what a change of focus sends."""
    if not wanted:
        return b""
    return b"\x1b[I" if focused else b"\x1b[O"
