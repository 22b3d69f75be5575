from __future__ import annotations

from PySide6.QtGui import QTextCursor

from console.model.node import Environment
from console.ui.pastesheet import PasteSheet, Place
from console.ui.terminal.pasting import MOST_EXAMINED, examine
from console.ui.theme import Themes


def sheet_of(themes: Themes, text: str, environment: Environment = Environment.STAGING) -> PasteSheet:
    pasting = examine(text)
    return PasteSheet(themes, pasting, pasting.concerns, Place("gpu01", environment))


def weights(sheet: PasteSheet) -> dict[str, tuple[bool, str]]:
    """Return, of each run of the text, whether it is underlined and its ground."""
    found: dict[str, tuple[bool, str]] = {}
    block = sheet.text.document().begin()
    while block.isValid():
        for run in block.textFormats():
            text = block.text()[run.start : run.start + run.length]
            found[text] = (run.format.fontUnderline(), run.format.background().color().name())
        block = block.next()
    return found


def test_dangers_and_hidden_characters_are_marked_by_more_than_colour(themes: Themes) -> None:
    sheet = sheet_of(themes, "echo \x1bok\nsudo rm /x")
    colors = themes.current.colors
    seen = weights(sheet)
    assert seen["sudo rm /x"] == (True, colors.fail_bg.name())
    assert seen["<ESC>"] == (False, colors.warn_bg.name())
    assert not seen["ok"][0]
    sheet.deleteLater()


def test_a_long_text_says_that_it_is_cut(themes: Themes) -> None:
    sheet = sheet_of(themes, "y" * (MOST_EXAMINED + 10))
    sheet.text.moveCursor(QTextCursor.MoveOperation.End)
    assert sheet.text.toPlainText().endswith("y …")
    sheet.deleteLater()
