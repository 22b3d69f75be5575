"""The palette."""

from __future__ import annotations

from console.terminal.palette import ANSI, Palette


def test_256_colours() -> None:
    colors = Palette(ansi=(0x010203, *ANSI[1:])).indexed()
    assert len(colors) == 256
    assert (colors[0], colors[16], colors[196], colors[231], colors[232], colors[255]) == (
        0x010203, 0, 0xFF0000, 0xFFFFFF, 0x080808, 0xEEEEEE,
    )  # fmt: skip


def test_a_short_list_of_named_colours_is_filled_up() -> None:
    assert len(Palette(ansi=(1, 2, 3)).indexed()) == 256
