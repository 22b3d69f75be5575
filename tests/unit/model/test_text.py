from __future__ import annotations

from console.model.text import N_, Text, fill


def test_fill_puts_values_in_and_leaves_unknown_braces_alone() -> None:
    assert fill("{a} of {b} in {c}", {"a": "1", "b": "2"}) == "1 of 2 in {c}"


def test_a_value_with_braces_cannot_break_the_text() -> None:
    assert fill("ran {command}", {"command": "awk '{print $1}'"}) == "ran awk '{print $1}'"


def test_text_reads_as_english_until_it_is_translated() -> None:
    assert str(Text("{n} nodes", {"n": "3"})) == "3 nodes"
    assert N_("Marked") == "Marked"
