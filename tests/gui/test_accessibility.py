from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QTabBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.accessibility import unnamed_widgets, unreachable_widgets


def test_what_has_no_name_is_found(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    form = QFormLayout(root)
    for name, widget in (("nameless", QToolButton()), ("field", QLineEdit())):
        widget.setObjectName(name)
        form.addRow(widget)
    assert unnamed_widgets(root) == ["QToolButton#nameless < QWidget", "QLineEdit#field < QWidget"]


def test_a_text_a_label_or_a_name_is_enough(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    form = QFormLayout(root)
    form.addRow(QPushButton("Open"))
    form.addRow("Port", QSpinBox())
    form.addRow(QLabel("not interactive"))
    for widget in (QToolButton(), QLineEdit(), QTabBar()):
        widget.setAccessibleName("named")
        form.addRow(widget)
    assert not unnamed_widgets(root)


def test_what_the_keyboard_cannot_reach_is_found(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    form = QFormLayout(root)
    for name, policy in (("mouse", Qt.FocusPolicy.ClickFocus), ("keys", Qt.FocusPolicy.StrongFocus)):
        button = QToolButton()
        button.setObjectName(name)
        button.setFocusPolicy(policy)
        form.addRow(button)
    assert unreachable_widgets(root) == ["QToolButton#mouse < QWidget"]
