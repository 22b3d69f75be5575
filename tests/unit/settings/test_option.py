from __future__ import annotations

import pytest

from console.model.errors import ConsoleError
from console.settings import options
from console.settings.option import Option


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
