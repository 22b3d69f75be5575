"""What a terminal shows where a program asks for nothing else: its colours and its cursor."""

from __future__ import annotations

from msgspec import Struct

from console.wire.frames import CursorShape

ANSI = (
    0x1D1F21, 0xCC6666, 0xB5BD68, 0xF0C674, 0x81A2BE, 0xB294BB, 0x8ABEB7, 0xC5C8C6,
    0x666666, 0xD54E53, 0xB9CA4A, 0xE7C547, 0x7AA6DA, 0xC397D8, 0x70C0B1, 0xEAEAEA,
)  # fmt: skip


class Palette(Struct, frozen=True):
    """Default colours as 0xRRGGBB, the sixteen that have names, and the cursor."""

    foreground: int = 0xD0D0D0
    background: int = 0x101418
    cursor: int = 0xD0D0D0
    ansi: tuple[int, ...] = ANSI
    minimum_contrast: float = 1.0
    """Text that has less of it to its ground is lifted (``contrast.py``); 1 lifts nothing."""
    cursor_shape: CursorShape = CursorShape.BLOCK
    cursor_blinks: bool = False

    @property
    def dark(self) -> bool:
        """Return whether text is lighter than what it stands on."""
        return _brightness(self.background) <= _brightness(self.foreground)

    @property
    def scheme_report(self) -> bytes:
        """Return what a program is told of the colour scheme: mode 2031 and ``CSI ? 996 n``."""
        return b"\x1b[?997;%dn" % (1 if self.dark else 2)

    def indexed(self) -> list[int]:
        """Return all 256 colours: the named ones, the 6x6x6 cube, the greys."""
        steps = (0, 95, 135, 175, 215, 255)
        cube = [r << 16 | g << 8 | b for r in steps for g in steps for b in steps]
        greys = [v << 16 | v << 8 | v for v in range(8, 248, 10)]
        named = [*self.ansi[:16], *ANSI[len(self.ansi) :]]
        return [*named, *cube, *greys]


def _brightness(color: int) -> int:
    return 299 * (color >> 16 & 0xFF) + 587 * (color >> 8 & 0xFF) + 114 * (color & 0xFF)
