"""Keys through libghostty-vt's own encoder, which knows every keyboard protocol that a program may ask for."""

from __future__ import annotations

import re

from console.terminal.ghostty_types import CData, Library, ffi
from console.terminal.keys import encode_key, typed_character
from console.terminal.kitty_keys import OTHER_KEYS, encode_other
from console.wire.messages import Mods

PUNCTUATION = {
    " ": "SPACE", "-": "MINUS", "=": "EQUAL", "[": "BRACKET_LEFT", "]": "BRACKET_RIGHT", "\\": "BACKSLASH",
    ";": "SEMICOLON", "'": "QUOTE", ",": "COMMA", ".": "PERIOD", "/": "SLASH", "`": "BACKQUOTE",
}  # fmt: skip
WITHOUT_MODIFIERS = {"Enter", "Tab", "Escape"}
SHIFT, CONTROL, ALT, SUPER = 1, 2, 4, 8
PRESS = 1


class KeyEncoder:
    """One encoder; it takes its modes from the terminal at each key."""

    def __init__(self, lib: Library, terminal: CData) -> None:
        self._lib = lib
        self._terminal = terminal
        self._encoder = ffi.new("void **")
        self._event = ffi.new("void **")
        lib.ghostty_key_encoder_new(ffi.NULL, self._encoder)
        lib.ghostty_key_event_new(ffi.NULL, self._event)
        self._out = ffi.new("char[128]")
        self._length = ffi.new("size_t *")
        self._flags = ffi.new("uint8_t *")

    def close(self) -> None:
        """Free the encoder."""
        self._lib.ghostty_key_event_free(self._event[0])
        self._lib.ghostty_key_encoder_free(self._encoder[0])

    def encode(self, key: str, text: str, mods: Mods, other_keys: int = 0) -> bytes:
        """Return the bytes of a key at a level of modifyOtherKeys."""
        character = typed_character(key, text, mods)
        if len(character) > 1:
            return character.encode("utf-8", "replace")
        # The engine sends CSI sequences for Ctrl+I, Ctrl+[ and Ctrl+Enter even to a program that never asked for them.
        ambiguous = (character and mods.control) or (key in WITHOUT_MODIFIERS and (mods.control or mods.shift))
        if ambiguous and other_keys < OTHER_KEYS and not self._kitty_flags():
            other = encode_other(key, text, mods, other_keys)  # level 1 is not known to the engine
            return encode_key(key, text, mods, application_cursor=False) if other is None else other
        return self._encode(key, character, mods)

    def _encode(self, key: str, character: str, mods: Mods) -> bytes:
        lib, event = self._lib, self._event[0]
        bits = mods.shift * SHIFT | mods.control * CONTROL | mods.alt * ALT | mods.meta * SUPER
        utf8 = ffi.new("char[]", character.encode("utf-8", "replace"))
        lib.ghostty_key_event_set_action(event, PRESS)
        lib.ghostty_key_event_set_key(event, self._code(key, character))
        lib.ghostty_key_event_set_mods(event, bits)
        lib.ghostty_key_event_set_consumed_mods(event, SHIFT if character and mods.shift else 0)
        lib.ghostty_key_event_set_utf8(event, utf8, len(utf8) - 1)
        lib.ghostty_key_event_set_unshifted_codepoint(event, ord(character.lower()) if character else 0)
        lib.ghostty_key_encoder_setopt_from_terminal(self._encoder[0], self._terminal)
        self._length[0] = 0
        if lib.ghostty_key_encoder_encode(self._encoder[0], event, self._out, 128, self._length) != 0:
            return b""
        return bytes(ffi.buffer(self._out, self._length[0])[:])

    def _kitty_flags(self) -> int:
        self._lib.ghostty_terminal_get(self._terminal, self._lib.TERMINAL_DATA_KITTY_KEYBOARD_FLAGS, self._flags)
        return int(self._flags[0])

    def _code(self, key: str, character: str) -> int:
        if character:
            lower = character.lower()
            name = PUNCTUATION.get(lower) or (f"DIGIT_{lower}" if "0" <= lower <= "9" else lower.upper())
            known = "a" <= lower <= "z" or "0" <= lower <= "9" or lower in PUNCTUATION
        else:
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).upper()
            known = bool(name) and hasattr(self._lib, f"KEY_{name}")
        code: int = getattr(self._lib, f"KEY_{name}") if known else self._lib.KEY_UNIDENTIFIED
        return code
