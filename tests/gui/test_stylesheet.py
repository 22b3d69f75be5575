from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from console.ui.fonts import mono_font, ui_font
from console.ui.stylesheet import palette, stylesheet
from console.ui.theme import load_theme
from console.ui.themechoice import THEMES
from tests.gui.fakes import THEME_FOLDER


@pytest.mark.parametrize("name", THEMES)
def test_the_sheet_is_whole_and_uses_tokens_only(qapp: QApplication, name: str) -> None:
    theme = load_theme(THEME_FOLDER, name)
    sheet = stylesheet(theme)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    tokens = {getattr(theme.colors, field).name() for field in theme.colors.__struct_fields__}
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) <= tokens


def test_the_palette_knows_what_is_disabled(qapp: QApplication) -> None:
    theme = load_theme(THEME_FOLDER, "light")
    made = palette(theme)
    assert made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == theme.colors.disabled
    assert made.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text) == theme.colors.text


def test_sizes_of_the_sheet_are_those_of_the_fonts() -> None:
    assert (ui_font("body").pixelSize(), ui_font("title").pixelSize(), mono_font("mono_key").pixelSize()) == (
        13,
        19,
        14,
    )
