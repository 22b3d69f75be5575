from __future__ import annotations

import pytest

from console.model.snippet import Snippet


@pytest.mark.parametrize(
    ("text", "names", "filled"),
    [
        ("squeue -u {user}", ("user",), "squeue -u alice"),
        ("scp {file} {user}@{node}:{file}", ("file", "user", "node"), "scp F alice@gpu01:F"),
        ("awk '{print $1}'", (), "awk '{print $1}'"),
        ("echo ${HOME} ${node}", (), "echo ${HOME} ${node}"),
        ("awk '{{print}}' {user}", ("user",), "awk '{print}' alice"),
        ('curl -d \'{"a": {"b": 1}}\'', (), 'curl -d \'{"a": {"b": 1}}\''),
        ("{nobody}", ("nobody",), "{nobody}"),
    ],
)
def test_values_are_filled_in_and_the_shell_s_own_braces_stay(text: str, names: tuple[str, ...], filled: str) -> None:
    snippet = Snippet("S", "n", text)
    assert snippet.placeholders == names
    assert snippet.filled({"user": "alice", "node": "gpu01", "file": "F"}) == filled


def test_a_value_is_not_filled_in_again() -> None:
    assert Snippet("S", "n", "{a} {b}").filled({"a": "{b}", "b": "x"}) == "{b} x"
