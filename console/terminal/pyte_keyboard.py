"""Which way of telling keys a program asked the portable engine for."""

from __future__ import annotations

from console.terminal.keys import encode_key
from console.terminal.kitty_keys import ALL_FLAGS, encode_kitty, encode_other
from console.wire.messages import Mods

MOST_PUSHED = 32


class Keyboard:
    """The flags of the kitty keyboard protocol, a stack for each screen, and the level of modifyOtherKeys."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what was asked for."""
        self._stacks: tuple[list[int], list[int]] = ([0], [0])
        self.other_keys = 0

    def flags(self, *, alternate: bool) -> int:
        """Return the flags of a screen."""
        return self._stacks[alternate][-1]

    def push(self, flags: int, *, alternate: bool) -> None:
        """Set flags, and keep those before; the oldest ones go when there are too many."""
        stack = self._stacks[alternate]
        stack.append(flags & ALL_FLAGS)
        del stack[:-MOST_PUSHED]

    def pop(self, count: int, *, alternate: bool) -> None:
        """Take back what was pushed last."""
        stack = self._stacks[alternate]
        del stack[max(0, len(stack) - count) :]
        if not stack:
            stack.append(0)

    def set(self, flags: int, how: int, *, alternate: bool) -> None:
        """Replace (1), add (2) or remove (3) flags."""
        stack = self._stacks[alternate]
        changed = {1: flags, 2: stack[-1] | flags, 3: stack[-1] & ~flags}.get(how, stack[-1])
        stack[-1] = changed & ALL_FLAGS

    def encode(
        self, key: str, text: str, mods: Mods, *, alternate: bool, application_cursor: bool, backarrow: bool
    ) -> bytes:
        """Return what a key sends."""
        flags = self.flags(alternate=alternate)
        if flags:
            return encode_kitty(key, text, mods, flags)
        other = encode_other(key, text, mods, self.other_keys)
        if other is not None:
            return other
        return encode_key(key, text, mods, application_cursor=application_cursor, backarrow=backarrow)
