from __future__ import annotations

from PySide6.QtWidgets import QWidget

from console.ui.theme import Themes
from console.ui.wizards.modellist import ModelList, size_text
from tests.gui.wizards.walk import BIG, MODEL


def test_the_filter_finds_by_any_words_and_moves_the_choice(themes: Themes, parent: QWidget) -> None:
    shown = ModelList(themes, parent)
    shown.show_models((MODEL, BIG))
    found = []
    for text in ("", "70b large", "no such thing", "apache"):
        shown.show_matches(text)
        found.append(shown.chosen)
    assert found == [MODEL, BIG, None, MODEL]


def test_a_gated_model_says_so(themes: Themes, parent: QWidget) -> None:
    shown = ModelList(themes, parent)
    shown.show_models((MODEL, BIG))
    words = [[item.text() for column in range(5) if (item := shown.item(row, column))] for row in range(2)]
    assert words[0] == ["SmolLM2 135M Instruct", "135M", "Apache-2.0", "127.0 MB", ""]
    assert words[1][3:] == ["141.0 GB", "token needed"]


def test_sizes_are_those_that_hubs_print() -> None:
    assert [size_text(count) for count in (0, 128_700_000, 141_200_000_000)] == ["", "128.7 MB", "141.2 GB"]
