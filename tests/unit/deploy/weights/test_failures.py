"""What is wrong with a file is said in one line."""

from __future__ import annotations

from console.deploy.weights.failures import bad_field, cut_off


def test_the_file_and_what_is_wrong_are_named() -> None:
    assert str(cut_off("a.gguf", 10, 7)) == "a.gguf ends after 7 bytes, 10 are needed."


def test_a_long_value_is_cut() -> None:
    assert len(str(bad_field("config.json", "layers", "9" * 100_000))) < 120
