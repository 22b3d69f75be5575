from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from console.app import paths
from console.settings.language import set_language
from console.ui.qtwords import key_words, speak


def test_keys_have_the_names_that_stand_on_the_keyboard(qapp: QApplication) -> None:
    assert speak() is None
    assert key_words("Ctrl+Shift+C") in {"Ctrl+Shift+C", "⇧⌘C"}
    set_language("de", paths.resources() / "translations")
    try:
        translator = speak()
        assert translator is not None
        assert key_words("Ctrl+Shift+C") in {"Strg+Umschalt+C", "⇧⌘C"}
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()
    finally:
        set_language("en", paths.resources() / "translations")
