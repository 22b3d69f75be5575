from __future__ import annotations

import re

import pytest

from console.ui.prompts.words import command_words, status_text, took_text
from console.wire.messages import Command


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "< 0.1 s"), (3.25, "3.2 s"), (38.4, "38 s"), (185, "3:05 min"), (3785, "1:03:05 h")],
)
def test_how_long_it_took(seconds: float, text: str) -> None:
    assert took_text(seconds) == text


def test_what_is_known_of_a_command() -> None:
    assert command_words(Command(1)) == ""
    assert re.fullmatch(r"\d\d:\d\d:\d\d, 12 s, status 2", command_words(Command(1, 1e9, 2, 3, 12.0, 2)))
    assert re.fullmatch(r"\d\d:\d\d:\d\d", command_words(Command(1, 1e9)))
    assert (status_text(0), status_text(None), status_text(-9)) == ("", "", "status -9")
