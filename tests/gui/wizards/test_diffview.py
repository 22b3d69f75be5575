from __future__ import annotations

from PySide6.QtWidgets import QWidget

from console.ui.theme import Themes
from console.ui.wizards.diffview import DiffView


def test_lines_keep_their_signs_and_are_painted_for_each_theme(themes: Themes, parent: QWidget) -> None:
    view = DiffView(themes, parent)
    view.show_lines("gpu-a01", ["@@ -1 +1 @@", "-<old>", "+new", " same"])
    assert view.toPlainText().splitlines() == ["gpu-a01", "@@ -1 +1 @@", "-<old>", "+new", " same"]
    before = view.toHtml()
    assert themes.current.colors.fail.name() in before
    themes.choose("light")
    assert view.toHtml() != before
