from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.ui.find.results import ResultList, Results
from console.ui.theme import Themes
from console.wire.messages import Hit
from tests.gui.conftest import drop

FIRST = Results(TerminalId(1), "gpu-a03", 20, (Hit(9, 0, 9, 5, "error 9"), Hit(4, 0, 4, 5, "error 4")))
SECOND = Results(TerminalId(2), "gpu-b02", 1, (Hit(7, 2, 7, 7, "an error"),))


def lines(shown: ResultList) -> list[str]:
    model = shown.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_each_terminal_has_a_heading_with_its_count(qtbot: QtBot, themes: Themes) -> None:
    parent = QWidget()
    shown = ResultList(themes, parent)
    shown.show_results((FIRST, SECOND))
    assert lines(shown) == ["gpu-a03: 20 hits", "error 9", "error 4", "gpu-b02: 1 hit", "an error"]
    assert not shown.isHidden()
    shown.show_results(())
    assert shown.isHidden()
    drop(parent)


def test_a_line_is_chosen_by_keyboard_and_stays_chosen_when_others_come(qtbot: QtBot, themes: Themes) -> None:
    parent = QWidget()
    shown = ResultList(themes, parent)
    parent.show()
    chosen: list[tuple[int, Hit]] = []
    shown.chosen.connect(lambda terminal_id, hit: chosen.append((terminal_id, hit)))
    shown.show_results((SECOND,))
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    shown.show_results((FIRST, SECOND))
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert chosen == [(2, SECOND.hits[0])]
    qtbot.keyClick(shown, Qt.Key.Key_Up)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert chosen[1:] == [(1, FIRST.hits[1])]
    drop(parent)
