from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from console.ui.fonts import MONO_FAMILIES, UI_FAMILIES, mono_font, ui_font


def test_fonts_are_ranked_and_unhinted(qapp: QApplication) -> None:
    assert ui_font("title").families()[0] == UI_FAMILIES[0] == "Inter"
    assert mono_font().families()[0] == MONO_FAMILIES[0] == "JetBrains Mono"
    assert ui_font("body").hintingPreference() == QFont.HintingPreference.PreferNoHinting
    assert ui_font("title").weight() > ui_font("body").weight()


def test_figures_do_not_dance(qapp: QApplication) -> None:
    metrics = QFontMetricsF(ui_font("body"))
    assert metrics.horizontalAdvance("111111") == metrics.horizontalAdvance("888888")


def test_code_has_one_width(qapp: QApplication) -> None:
    metrics = QFontMetricsF(mono_font())
    assert metrics.horizontalAdvance("iiii") == metrics.horizontalAdvance("WWWW") == metrics.horizontalAdvance("!==>")
