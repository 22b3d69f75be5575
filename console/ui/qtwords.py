"""Qt's own words in the language of the person: the names of keys, and the menus of its input fields."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator
from PySide6.QtGui import QKeySequence

from console.settings.language import SOURCE_LANGUAGE, _, language


def speak() -> QTranslator | None:
    """Make Qt speak the language of the window; English is what it speaks without."""
    application = QCoreApplication.instance()
    if language() == SOURCE_LANGUAGE or application is None:
        return None
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not translator.load(f"qtbase_{language()}", folder):
        return None
    application.installTranslator(translator)
    return translator


def key_words(keys: str) -> str:
    """Return how the keys are named on the keyboard: ``Ctrl+Shift+C``, on a German one ``Strg+Umschalt+C``."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def click_words() -> str:
    """Return how a link is followed: ``Ctrl+click``, with the key as it is named here."""
    return key_words("Ctrl+A").removesuffix("A") + _("click")
