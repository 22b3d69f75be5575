from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.ui.focuschain import focus_chain, step_focus
from tests.gui.conftest import drop


def test_the_walk_goes_by_place_and_skips_what_cannot_be_used(qtbot: QtBot) -> None:
    window = QWidget()
    left, right = QWidget(window), QWidget(window)
    right.move(200, 0)
    made = {name: QPushButton(name, left if name != "r" else right) for name in ("b", "a", "c", "off", "hidden", "r")}
    for name, place in {"a": (0, 0), "b": (60, 4), "c": (0, 60), "off": (0, 90), "hidden": (0, 120)}.items():
        made[name].move(*place)
    made["off"].setEnabled(False)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made["hidden"].hide()
    chain = focus_chain([left, right])
    assert [b.text() for b in chain if isinstance(b, QPushButton)] == ["a", "b", "c", "r"]
    made["a"].setFocus()
    step_focus(chain, forward=False)
    assert QApplication.focusWidget() is made["r"]
    step_focus(chain, forward=True)
    assert QApplication.focusWidget() is made["a"]
    made["off"].setEnabled(True)
    made["off"].setFocus()
    step_focus(chain, forward=True)
    assert QApplication.focusWidget() is made["a"]
    step_focus([], forward=True)
    drop(window)


def test_what_scrolls_is_walked_through_as_it_stands_wherever_it_is_scrolled_to(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    fields, text = QWidget(), QLabel("\n".join("lines to read" for _ in range(30)))
    column = QVBoxLayout(fields)
    for number in range(12):
        edit = QLineEdit(f"{number}", fields)
        edit.setFixedHeight(40)
        column.addWidget(edit)
    areas = [QScrollArea(window) for _ in range(2)]
    for area, content in zip(areas, (fields, text), strict=True):
        area.setWidget(content)
    foot = QLineEdit("foot", window)
    layout = QVBoxLayout(window)
    for part in (*areas, foot):
        layout.addWidget(part)
    window.show()
    for value in (0, 200, 9999):
        areas[0].verticalScrollBar().setValue(value)
        chain = focus_chain([window])
        walked = [each.text() for each in chain if isinstance(each, QLineEdit)]
        assert walked == [*(str(number) for number in range(12)), "foot"]
        # Whoever reads with the keys alone needs to get where nothing but text scrolls, and nowhere else.
        assert [each for each in chain if isinstance(each, QScrollArea)] == [areas[1]]
