from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from console.ui.clusters.textpane import MOST_LINES, TextPane
from console.ui.theme import Themes


def test_it_is_there_while_there_is_something_to_read(themes: Themes, qtbot: QtBot) -> None:
    pane = TextPane(themes)
    qtbot.addWidget(pane)
    assert not pane.isVisible()
    pane.begin("Job 7", "Reading…")
    pane.fill("one\ntwo", at_end=True)
    assert pane.isVisible()
    assert pane.text.accessibleName() == "Job 7"
    cross = next(button for button in pane.findChildren(QToolButton) if button.accessibleName() == "Close")
    with qtbot.waitSignal(pane.closed):
        qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert not pane.isVisible()
    assert pane.text.toPlainText() == ""


def test_a_log_that_goes_on_stays_bounded_and_is_followed(themes: Themes, qtbot: QtBot) -> None:
    pane = TextPane(themes)
    qtbot.addWidget(pane)
    pane.resize(300, 200)
    pane.begin("Log")
    pane.add("".join(f"line {n}\n" for n in range(MOST_LINES + 500)))
    assert pane.text.blockCount() <= MOST_LINES
    bar = pane.text.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(100)
    pane.add("more\n")
    assert bar.value() < bar.maximum() - 100
