"""Mouse events as xterm encodes them: the protocol says which events, the format says how."""

from __future__ import annotations

from msgspec import Struct

from console.wire.messages import Mods

SHIFT, ALT, CONTROL, MOTION, WHEEL = 4, 8, 16, 32, 64
RELEASED = 3


class MouseModes(Struct, frozen=True):
    """What the program asked for: 9 or 1000, 1002, 1003; 1005, 1006, 1015; 1016."""

    x10: bool = False
    click: bool = False
    drag: bool = False
    motion: bool = False
    sgr: bool = False
    urxvt: bool = False
    utf8: bool = False
    pixels: bool = False

    @property
    def wanted(self) -> bool:
        """Return whether the program wants the mouse at all."""
        return self.x10 or self.click or self.drag or self.motion


def encode_mouse(
    kind: str, button: int, x: int, y: int, mods: Mods, *, modes: MouseModes, cell: tuple[int, int] = (8, 18)
) -> bytes:
    """Return what a mouse event at cell (x, y) sends; empty where it is not wanted."""
    if not _reported(kind, button, modes) or x < 0 or y < 0:
        return b""
    code = _code(kind, button)
    if not modes.x10 or modes.click or modes.drag or modes.motion:
        code += mods.shift * SHIFT + mods.alt * ALT + mods.control * CONTROL
    released = kind == "release"
    if modes.pixels:
        x, y = x * cell[0] + cell[0] // 2, y * cell[1] + cell[1] // 2
    if modes.sgr or modes.pixels:
        return f"\x1b[<{code};{x + 1};{y + 1}{'m' if released else 'M'}".encode()
    if released:
        code = code & ~3 | RELEASED
    if modes.urxvt:
        return f"\x1b[{code + 32};{x + 1};{y + 1}M".encode()
    return _classic(code, x, y, modes)


def _reported(kind: str, button: int, modes: MouseModes) -> bool:
    if kind == "move":
        return modes.motion or (modes.drag and button > 0)
    if kind == "release":
        return modes.click or modes.drag or modes.motion
    return modes.wanted and (kind != "wheel" or modes.click or modes.drag or modes.motion)


def _code(kind: str, button: int) -> int:
    if kind == "wheel" or button >= 4:
        return WHEEL + max(0, button - 4)
    pressed = button - 1 if button else RELEASED
    return pressed + (MOTION if kind == "move" else 0)


def _classic(code: int, x: int, y: int, modes: MouseModes) -> bytes:
    values = (code + 32, x + 33, y + 33)
    if modes.utf8:
        return b"\x1b[M" + "".join(chr(min(v, 2047)) for v in values).encode()
    return b"" if max(values) > 255 else b"\x1b[M" + bytes(values)
