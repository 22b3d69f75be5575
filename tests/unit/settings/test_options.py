from __future__ import annotations

import pytest

from console.model.errors import ConsoleError
from console.settings import options
from console.settings.options import OPTIONS, Option


def test_names_are_unique_and_have_a_table_and_a_key() -> None:
    assert len({option.name for option in OPTIONS}) == len(OPTIONS)
    assert all(option.table and option.key and "." not in option.key for option in OPTIONS)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_each_default_and_each_choice_is_valid(option: Option[bool | int | float | str]) -> None:
    assert option.check(option.default) == option.default
    assert option.description
    assert all(option.check(choice.value) == choice.value and choice.meaning for choice in option.choices)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_a_number_with_a_unit_has_limits(option: Option[bool | int | float | str]) -> None:
    if isinstance(option.default, int | float) and not isinstance(option.default, bool):
        assert option.minimum is not None
        assert option.maximum is not None
        assert option.unit


def test_every_option_in_the_module_is_listed() -> None:
    assert {id(value) for value in vars(options).values() if isinstance(value, Option)} == set(map(id, OPTIONS))


@pytest.mark.parametrize(
    ("option", "value", "code", "words"),
    [
        (options.THEME, "neon", "settings.choice", "auto, dark, light, high_contrast"),
        (options.THEME, 3, "settings.type", "text in quotes"),
        (options.SCROLLBACK_LINES, "many", "settings.type", "whole number"),
        (options.SCROLLBACK_LINES, True, "settings.type", "whole number"),
        (options.SCROLLBACK_LINES, -1, "settings.range", "from 0 to 1000000"),
        (options.SAMPLE_INTERVAL, 0.1, "settings.range", "from 0.5 to 300"),
        (options.CONFIRM_QUIT, 1, "settings.type", "true or false"),
    ],
)
def test_a_wrong_value_says_what_is_right(
    option: Option[bool | int | float | str], value: object, code: str, words: str
) -> None:
    with pytest.raises(ConsoleError) as caught:
        option.check(value)
    assert caught.value.code == code
    assert option.name in caught.value.problem.text()
    assert words in caught.value.problem.advice()


def test_a_whole_number_is_a_number_too() -> None:
    value = options.SAMPLE_INTERVAL.check(5)
    assert (value, type(value)) == (5.0, float)


def test_find() -> None:
    assert options.find("terminal.engine") is options.ENGINE
    assert options.find("terminal.nothing") is None
