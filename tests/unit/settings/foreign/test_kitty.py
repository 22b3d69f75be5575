from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from console.model.errors import ConsoleError
from console.settings.foreign import kitty
from console.settings.schemes import Reading, Scheme
from tests.unit.settings.foreign.garbage import garbage, is_read_or_refused

NAMED = "".join(f"color{at}\t#0000{at:02x}\n" for at in range(16))
GROUND = "foreground            #dcdfe4\nbackground #282c34\n"


def read(text: str) -> Scheme:
    return kitty.read(text, Reading(Path("one.conf")))[0]


def test_a_scheme() -> None:
    more = "cursor #ff0000\ncursor_text_color background\nselection_background #333333\n"
    scheme = read("## name: Half Way\nfont_size 12.0\n" + more + GROUND + NAMED + "color16 #ffffff\nmap ctrl+c copy\n")
    assert (scheme.id, scheme.name, scheme.foreground) == ("half-way", "Half Way", 0xDCDFE4)
    assert (scheme.cursor, scheme.cursor_text, scheme.selection) == (0xFF0000, 0x282C34, 0x333333)
    assert scheme.ansi == tuple(range(16))


def test_without_a_name_the_file_gives_it() -> None:
    assert read(GROUND + NAMED).name == "one"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NAMED, "one.conf: foreground is missing"),
        (GROUND, "one.conf: color0 is missing"),
        (GROUND + NAMED.replace("#00000a", "crimson"), "one.conf: color10 cannot be crimson"),
        (GROUND + NAMED + "cursor\n", "one.conf: cursor cannot be ."),
    ],
)
def test_a_mistake_says_where_it_is(text: str, words: str) -> None:
    with pytest.raises(ConsoleError) as caught:
        read(text)
    assert words in caught.value.problem.text()


@given(garbage)
def test_garbage_is_refused(text: str) -> None:
    is_read_or_refused(kitty.read, text)
    is_read_or_refused(kitty.read, GROUND + NAMED + text)
