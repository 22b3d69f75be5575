from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from console.model.errors import ConsoleError
from console.settings.foreign import windows_terminal
from console.settings.foreign.windows_terminal import KEYS
from console.settings.schemes import Reading, Scheme
from tests.unit.settings.foreign.garbage import garbage, is_read_or_refused


def entry(name: str = "Campus") -> dict[str, object]:
    colors: dict[str, object] = {key: f"#0000{at:02X}" for at, key in enumerate(KEYS)}
    return colors | {"name": name, "foreground": "#CCC", "background": "#0C0C0C", "cursorColor": "#FFFFFF"}


def read(text: str) -> tuple[Scheme, ...]:
    return windows_terminal.read(text, Reading(Path("settings.json")))


def test_one_scheme() -> None:
    (scheme,) = read(json.dumps(entry()))
    assert (scheme.id, scheme.name) == ("campus", "Campus")
    assert (scheme.foreground, scheme.background, scheme.cursor) == (0xCCCCCC, 0x0C0C0C, 0xFFFFFF)
    assert scheme.ansi == tuple(range(16))


def test_purple_is_the_fifth_and_bright_ones_come_after() -> None:
    assert (KEYS[5], KEYS[8], KEYS[13]) == ("purple", "brightBlack", "brightPurple")


def test_settings_with_comments_and_commas_too_many() -> None:
    one, two = json.dumps(entry("a // no comment, }")), json.dumps(entry("two"))
    text = f'// mine\n{{ "profiles": {{}}, /* several\nlines */ "schemes": [ {one}, {two}, ], }}'
    assert [scheme.name for scheme in read(text)] == ["a // no comment, }", "two"]


def test_a_list_of_schemes() -> None:
    assert len(read(json.dumps([entry(), entry("b")]))) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("// one\n/* two\nthree */ {\n 'x'", "settings.json, line 4"),
        ("3", "schemes is missing"),
        ('{"schemes": [4]}', "schemes cannot be 4"),
        (json.dumps(entry() | {"red": "crimson"}), "Campus, red cannot be crimson"),
        (json.dumps(entry() | {"background": None}), "Campus, background cannot be None"),
        (json.dumps({key: value for key, value in entry().items() if key != "cyan"}), "Campus, cyan is missing"),
        (json.dumps({key: value for key, value in entry().items() if key != "foreground"}), "foreground is missing"),
    ],
)
def test_a_mistake_says_where_it_is(text: str, words: str) -> None:
    with pytest.raises(ConsoleError) as caught:
        read(text)
    assert words in caught.value.problem.text()


def test_text_that_never_ends_its_strings_takes_no_time() -> None:
    for text in ('"\\' * 100_000, "/*" * 100_000, ", " * 100_000):
        with pytest.raises(ConsoleError):
            read(text)


@given(garbage)
def test_garbage_is_refused(text: str) -> None:
    is_read_or_refused(windows_terminal.read, text)
    is_read_or_refused(windows_terminal.read, f'{{"schemes": [{text}]}}')
