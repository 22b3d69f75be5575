from __future__ import annotations

import plistlib
from pathlib import Path

import pytest
from hypothesis import given

from console.model.errors import ConsoleError
from console.settings.foreign import iterm2
from console.settings.schemes import Reading, Scheme
from tests.unit.settings.foreign.garbage import garbage, is_read_or_refused


def component(color: int, space: str = "sRGB") -> dict[str, object]:
    red, green, blue = (color >> shift & 0xFF for shift in (16, 8, 0))
    return {
        "Red Component": red / 255, "Green Component": green / 255, "Blue Component": blue / 255,
        "Alpha Component": 1, "Color Space": space,
    }  # fmt: skip


def document() -> dict[str, object]:
    entries: dict[str, object] = {f"Ansi {at} Color": component(0x101010 * at) for at in range(16)}
    entries |= {
        "Foreground Color": component(0xDDEEFF), "Background Color": component(0x102030),
        "Cursor Color": component(0xFFCC00), "Cursor Text Color": component(0x000001),
        "Selection Color": component(0x405060), "Badge Color": component(0xFF0000),
    }  # fmt: skip
    return entries


def read(entries: dict[str, object] | list[int]) -> Scheme:
    return iterm2.read(plistlib.dumps(entries).decode(), Reading(Path("Deep Night.itermcolors")))[0]


def test_a_scheme() -> None:
    scheme = read(document())
    assert (scheme.id, scheme.name, scheme.dark) == ("deep-night", "Deep Night", True)
    assert (scheme.foreground, scheme.background, scheme.cursor) == (0xDDEEFF, 0x102030, 0xFFCC00)
    assert (scheme.cursor_text, scheme.selection) == (0x000001, 0x405060)
    assert scheme.ansi == tuple(0x101010 * at for at in range(16))


def test_without_a_cursor_and_a_selection() -> None:
    entries = document()
    for name in ("Cursor Color", "Cursor Text Color", "Selection Color"):
        del entries[name]
    scheme = read(entries)
    assert (scheme.cursor, scheme.cursor_text) == (0xDDEEFF, 0x102030)
    assert scheme.selection == 0x435464


def test_wide_colours_become_those_of_srgb() -> None:
    entries = document() | {"Ansi 1 Color": component(0xEA3323, "P3"), "Ansi 2 Color": component(0x808080, "P3")}
    assert read(entries).ansi[1] >> 16 == 0xFF
    assert read(entries).ansi[2] == 0x808080


@pytest.mark.parametrize(
    ("name", "value", "code", "words"),
    [
        ("Ansi 7 Color", None, "scheme.missing", "Ansi 7 Color is missing"),
        ("Background Color", None, "scheme.missing", "Background Color is missing"),
        ("Ansi 3 Color", "red", "scheme.color", "Ansi 3 Color cannot be red"),
        ("Ansi 3 Color", {"Red Component": 2.0}, "scheme.color", "Ansi 3 Color, Red Component cannot be 2.0"),
        ("Ansi 3 Color", {"Red Component": float("nan")}, "scheme.color", "Ansi 3 Color, Red Component cannot be nan"),
    ],
)
def test_a_mistake_is_named_by_its_key(name: str, value: object, code: str, words: str) -> None:
    entries = {key: entry for key, entry in document().items() if key != name}
    if value is not None:
        entries[name] = value
    with pytest.raises(ConsoleError) as caught:
        read(entries)
    assert caught.value.code == code
    assert f"Deep Night.itermcolors: {words}" in caught.value.problem.text()


def test_xml_that_breaks_off_says_where() -> None:
    text = plistlib.dumps(document()).decode()
    with pytest.raises(ConsoleError) as caught:
        iterm2.read(text[: text.index("Ansi 4")], Reading(Path("x.itermcolors")))
    assert caught.value.problem.params["line"] == str(text[: text.index("Ansi 4")].count("\n") + 1)


def test_a_list_is_no_scheme() -> None:
    with pytest.raises(ConsoleError):
        read([1, 2])


@given(garbage)
def test_garbage_is_refused(text: str) -> None:
    is_read_or_refused(iterm2.read, text)
    is_read_or_refused(iterm2.read, f'<plist version="1.0"><dict>{text}</dict></plist>')


def test_a_value_that_is_no_number_is_found() -> None:
    text = plistlib.dumps({"Ansi 0 Color": {"Red Component": 0.25}}).decode().replace("0.25", "bright")
    with pytest.raises(ConsoleError) as raised:
        iterm2.read(text, Reading(Path("x.itermcolors")))
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "bright" in row)
    assert str(raised.value).startswith(f"x.itermcolors, line {line}: ")
    assert line > 1
