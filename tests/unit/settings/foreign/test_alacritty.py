from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from console.model.errors import ConsoleError
from console.settings.foreign import alacritty
from console.settings.schemes import Reading, Scheme
from tests.unit.settings.foreign.garbage import garbage, is_read_or_refused

NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
NORMAL = "[colors.normal]\n" + "".join(f'{name} = "#0000{at:02x}"\n' for at, name in enumerate(NAMES))
BRIGHT = "[colors.bright]\n" + "".join(f'{name} = "0x0100{at:02x}"\n' for at, name in enumerate(NAMES))
PRIMARY = '[colors.primary]\nforeground = "#f0f0f0"\nbackground = "#101010"\n'


def read(text: str) -> Scheme:
    return alacritty.read(text, Reading(Path("dusk.toml")))[0]


def test_a_scheme() -> None:
    more = '[colors.cursor]\ncursor = "#ff0000"\ntext = "CellBackground"\n[colors.selection]\nbackground = "#333333"\n'
    scheme = read(PRIMARY + NORMAL + BRIGHT + more)
    assert (scheme.id, scheme.foreground, scheme.background) == ("dusk", 0xF0F0F0, 0x101010)
    assert (scheme.cursor, scheme.cursor_text, scheme.selection) == (0xFF0000, 0x101010, 0x333333)
    assert scheme.ansi == (*range(8), *range(0x010000, 0x010008))


def test_without_bright_ones_the_normal_ones_count() -> None:
    assert read(PRIMARY + NORMAL).ansi[8:] == tuple(range(8))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NORMAL, "dusk.toml: colors.primary.foreground is missing"),
        (PRIMARY, "dusk.toml: colors.normal.black is missing"),
        (PRIMARY + NORMAL.replace('"#000004"', "[4]"), "dusk.toml: colors.normal.blue cannot be [4]"),
        (PRIMARY + NORMAL + "x = \n", "dusk.toml, line 13: Invalid value"),
        ("colors = 3\n", "dusk.toml: colors cannot be 3"),
        (PRIMARY.replace('"#f0f0f0"', "[]"), "dusk.toml: colors.primary.foreground cannot be []"),
    ],
)
def test_a_mistake_says_where_it_is(text: str, words: str) -> None:
    with pytest.raises(ConsoleError) as caught:
        read(text)
    assert words in caught.value.problem.text()


@given(garbage)
def test_garbage_is_refused(text: str) -> None:
    is_read_or_refused(alacritty.read, text)
    is_read_or_refused(alacritty.read, PRIMARY + text)
