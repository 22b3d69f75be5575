"""The palette."""

from __future__ import annotations

import pytest

from console.terminal.engine import EngineKind
from console.terminal.palette import ANSI, Palette
from console.wire.frames import CursorShape
from tests.unit.terminal.screens import KINDS, engine, show


def test_256_colours() -> None:
    colors = Palette(ansi=(0x010203, *ANSI[1:])).indexed()
    assert len(colors) == 256
    assert (colors[0], colors[16], colors[196], colors[231], colors[232], colors[255]) == (
        0x010203, 0, 0xFF0000, 0xFFFFFF, 0x080808, 0xEEEEEE,
    )  # fmt: skip


def test_a_short_list_of_named_colours_is_filled_up() -> None:
    assert len(Palette(ansi=(1, 2, 3)).indexed()) == 256


@pytest.mark.parametrize("kind", KINDS)
def test_the_cursor_is_the_default_one_until_a_program_asks_for_another(kind: EngineKind) -> None:
    terminal = engine(kind)

    def cursor() -> tuple[CursorShape, bool]:
        found = show(terminal).view.cursor
        return found.shape, found.blinks

    assert cursor() == (CursorShape.BLOCK, False)
    terminal.set_colors(Palette(cursor_shape=CursorShape.BAR, cursor_blinks=True))
    assert cursor() == (CursorShape.BAR, True)
    terminal.feed(b"\x1b[4 q")
    assert cursor() == (CursorShape.UNDERLINE, False)
    terminal.set_colors(Palette(cursor_shape=CursorShape.BLOCK))
    assert cursor() == (CursorShape.UNDERLINE, False)
    terminal.feed(b"\x1b[0 q")
    assert cursor() == (CursorShape.BLOCK, False)
    terminal.close()


def test_a_palette_knows_whether_it_is_dark() -> None:
    dark, light = Palette(), Palette(foreground=0x202020, background=0xFFFFFF)
    assert (dark.dark, light.dark) == (True, False)
    assert (dark.scheme_report, light.scheme_report) == (b"\x1b[?997;1n", b"\x1b[?997;2n")
