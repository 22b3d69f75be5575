"""The contrast guard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.terminal.contrast import REMEMBERED, ContrastGuard, contrasts, lifted, luminances
from console.terminal.palette import Palette
from tests.unit.terminal.screens import KINDS, engine, show


def colors(*values: int) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.array(values, np.uint32)


def contrast(first: int, second: int) -> float:
    return float(contrasts(luminances(colors(first)), luminances(colors(second)))[0])


LETTER = colors(ord("a"))


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        (0x000000, 0xFFFFFF, 21.0), (0x777777, 0xFFFFFF, 4.48), (0x767676, 0xFFFFFF, 4.54), (0xFF0000, 0xFFFFFF, 4.0),
        (0x0000FF, 0xFFFFFF, 8.59), (0x00FF00, 0x000000, 15.3), (0xABCDEF, 0xABCDEF, 1.0),
    ],
)  # fmt: skip
def test_contrast_as_wcag_defines_it(first: int, second: int, ratio: float) -> None:
    assert contrast(first, second) == contrast(second, first) == pytest.approx(ratio, abs=0.006)


def test_colour_0_as_text_on_the_dark_ground_becomes_visible_and_the_rest_stays() -> None:
    text, ground = colors(0x2A3330, 0xD5DDD9, 0xF0806E), colors(0x0F1413, 0x0F1413, 0x0F1413)
    result = lifted(text, ground, 3.0)
    assert result.tolist()[1:] == [0xD5DDD9, 0xF0806E]
    assert 3.0 <= contrast(int(result[0]), 0x0F1413) < 3.1


def test_dark_text_gets_darker_on_a_light_ground_and_keeps_its_hue() -> None:
    (result,) = lifted(colors(0xEEE8D5), colors(0xFDF6E3), 4.5).tolist()
    red, green, blue = result >> 16, result >> 8 & 0xFF, result & 0xFF
    assert 4.5 <= contrast(result, 0xFDF6E3) < 4.7
    assert red > green > blue


def test_text_that_cannot_go_on_in_its_direction_turns_round() -> None:
    assert lifted(colors(0xD0D0D0), colors(0xC0C0C0), 4.5).tolist()[0] < 0x606060


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF), st.floats(1, 21))
def test_every_pair_reaches_the_minimum_or_the_end(text: int, ground: int, minimum: float) -> None:
    (result,) = lifted(colors(text), colors(ground), minimum).tolist()
    if contrast(text, ground) >= minimum:
        assert result == text
    else:
        assert contrast(result, ground) >= minimum or result in {0, 0xFFFFFF}
        assert contrast(result, ground) >= min(minimum, 4.58)


def test_lines_and_blocks_keep_their_colour() -> None:
    guard = ContrastGuard(4.5)
    text, ground = colors(*[0x202020] * 6), colors(*[0x101010] * 6)
    shown = colors(ord("a"), 0x2500, 0x2588, 0xE0B0, 0x1FB00, 0x4E00)
    result = guard.lift(text, ground, shown)
    assert [color == 0x202020 for color in result.tolist()] == [False, True, True, True, True, False]
    looks = guard.lift(text[:1], ground[:1], shown, np.zeros(6, np.intp))
    assert looks.tolist() == result.tolist()


def test_switched_off_it_changes_nothing() -> None:
    text = colors(0x101010, 0x101010)
    assert ContrastGuard().lift(text, text, colors(97, 97)) is text
    assert ContrastGuard().lift(text[:1], text[:1], LETTER, np.zeros(3, np.intp)).tolist() == [0x101010] * 3


def test_more_colours_than_are_remembered() -> None:
    guard = ContrastGuard(4.5)
    many = np.arange(2 * REMEMBERED, dtype=np.uint32) * 97
    ground = np.full(many.shape, 0x101010, np.uint32)
    whole = guard.lift(many, ground, np.full(many.shape, 97, np.uint32))
    parts = [guard.lift(many[at : at + 500], ground[:500], np.full(500, 97, np.uint32)) for at in range(0, 8000, 500)]
    assert np.concatenate(parts).tolist() == whole[:8000].tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_that_sets_colour_0_as_text_can_be_read(kind: str) -> None:
    terminal = engine("ghostty" if kind == "ghostty" else "pyte")
    terminal.feed(b"\x1b[30mab\x1b[0mc\xe2\x94\x80\x1b[7;30mr\x1b[0;8mx")
    before = show(terminal).cell(0, 0)[1]
    terminal.set_colors(Palette(minimum_contrast=4.5))
    shown = show(terminal)
    assert before == Palette().ansi[0]
    assert contrast(shown.cell(0, 0)[1], Palette().background) >= 4.5
    assert shown.cell(2, 0)[1] == Palette().foreground
    assert contrast(shown.cell(4, 0)[1], shown.cell(4, 0)[2]) >= 4.5
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_minimum_that_changes_is_seen_without_new_output(kind: str) -> None:
    terminal = engine("ghostty" if kind == "ghostty" else "pyte")
    terminal.feed(b"\x1b[30mab")
    glyphs = show(terminal).glyphs
    terminal.set_colors(Palette(minimum_contrast=7.0))
    view = terminal.view(glyphs, full=False)
    assert contrast(int(view.keys[0, 0]) >> 24 & 0xFFFFFF, Palette().background) >= 7.0
    terminal.close()
