from __future__ import annotations

import pytest

from console.app import paths
from console.settings.language import set_language
from console.settings.options import OPTIONS, find
from console.ui.settings.binding import Binding, Plain
from tests.gui.settings.conftest import Settings


def binding(settings: Settings, name: str) -> Binding:
    option = find(name)
    assert option is not None
    return Binding(settings.preferences, option)


@pytest.mark.parametrize(
    ("name", "text", "value", "wrong"),
    [
        ("terminal.font_size", " 20 ", 20, ""),
        ("terminal.font_size", "65", 65, "6 to 64"),
        ("terminal.font_size", "big", "big", "whole number"),
        ("terminal.font_size", "12.5", "12.5", "whole number"),
        ("fleet.sample_interval_seconds", "2,5", 2.5, ""),
        ("fleet.sample_interval_seconds", "7", 7.0, ""),
        ("terminal.shell", "bash -l", "bash -l", ""),
        ("terminal.shell", "bash '", "bash '", "quotation mark"),
    ],
)
def test_what_is_typed_is_a_value_or_says_what_is_wrong(
    settings: Settings, name: str, text: str, value: Plain, wrong: str
) -> None:
    found, said = binding(settings, name).parse(text)
    assert found == value
    assert (wrong in said) if wrong else not said


def test_a_value_is_put_and_taken_back(settings: Settings) -> None:
    size = binding(settings, "terminal.font_size")
    assert size.put(20) == ""
    assert (size.value, size.is_set, settings.store("terminal.font_size")) == (20, True, 20)
    assert "64" in size.put(99)
    assert size.value == 20
    assert size.reset() == ""
    assert (size.value, size.is_set) == (14, False)


def test_a_file_that_cannot_be_written_is_said(settings: Settings) -> None:
    settings.file.mkdir()
    assert "settings.toml" in binding(settings, "terminal.font_size").put(20)


def test_a_profile_has_values_of_its_own(settings: Settings) -> None:
    settings.preferences.add_profile("prod")
    plain = binding(settings, "terminal.font_size")
    own = Binding(settings.preferences, plain.option, "prod")
    plain.put(18)
    assert (own.value, own.is_set, own.key, own.usual_text()) == (18, False, "profile.prod.font_size", "18")
    own.put(22)
    assert (own.value, plain.value) == (22, 18)


def test_words_for_values_and_limits(settings: Settings) -> None:
    assert binding(settings, "terminal.bell").usual_text() == "Marks the tab"
    assert binding(settings, "window.confirm_quit").usual_text() == "on"
    assert binding(settings, "terminal.shell").usual_text() == "empty"
    assert binding(settings, "terminal.scrollback_lines").range_text() == "0 to 1,000,000 lines"
    assert binding(settings, "fleet.sample_interval_seconds").range_text() == "0.5 to 300 s"
    assert binding(settings, "terminal.bell").range_text() == ""


def test_numbers_in_german(settings: Settings) -> None:
    set_language("de", paths.resources() / "translations")
    try:
        interval = binding(settings, "fleet.sample_interval_seconds")
        assert interval.range_text() == "0,5 bis 300 s"
        assert interval.text_of(2.5) == "2,5"
        assert binding(settings, "terminal.scrollback_lines").range_text() == "0 bis 1.000.000 Zeilen"
    finally:
        set_language("en", paths.resources() / "translations")


@pytest.mark.parametrize(
    ("words", "name"),
    [("bell", "terminal.bell"), ("SOUNDS", "terminal.bell"), ("font_size window", "window.font_size"), ("ssh", "")],
)
def test_a_search_looks_at_meaning_name_and_choices(settings: Settings, words: str, name: str) -> None:
    found = [option.name for option in OPTIONS if Binding(settings.preferences, option).matches(words)]
    assert found == ([name] if name else [])
