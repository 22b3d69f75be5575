"""Text as systemd reads it: what a description and a value become."""

from __future__ import annotations

import pytest

from console.targets.common.words import unit_quoted, unit_text


@pytest.mark.parametrize(
    ("text", "shown"), [('a "b"', '"a \\"b\\""'), ("50%", '"50%%"'), ("$x", '"$$x"'), ("a\\b\n", '"a\\\\b\\n"')]
)
def test_a_word_is_read_as_it_is(text: str, shown: str) -> None:
    assert unit_quoted(text) == shown


def test_a_value_stays_on_its_line() -> None:
    assert unit_text("It's 50%\nof it") == "It's 50%% of it"
