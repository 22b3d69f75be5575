"""Finds what somebody who cannot see the window would not be told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QSlider,
    QTabBar,
    QTextEdit,
    QWidget,
)

_INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QTextEdit,
)


def unnamed_widgets(root: QWidget) -> list[str]:
    """Return each interactive widget under ``root`` that a screen reader has no name for."""
    return [_describe(widget) for widget in _interactive(root) if not _name(widget)]


def unreachable_widgets(root: QWidget) -> list[str]:
    """Return each enabled interactive widget under ``root`` that the keyboard cannot reach."""
    return [
        _describe(widget)
        for widget in _interactive(root)
        if widget.isEnabled() and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _has_key(widget)
    ]


def _interactive(root: QWidget) -> list[QWidget]:
    return [widget for widget in (root, *root.findChildren(QWidget)) if _counts(widget)]


def _counts(widget: QWidget) -> bool:
    if _is_part_of_qt(widget):
        return False
    takes_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(widget, QAbstractScrollArea)
    return isinstance(widget, _INTERACTIVE) or takes_focus


def _is_part_of_qt(widget: QWidget) -> bool:
    """Scroll bars, the field inside a spin box and the like speak through the widget around them."""
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
        return True
    if isinstance(parent, QTabBar | QComboBox | QAbstractSpinBox | QAbstractItemView):
        return True
    return isinstance(parent, QLineEdit) and isinstance(widget, QAbstractButton)


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _has_key(widget: QWidget) -> bool:
    """An action with a key, or a button with one, is reached without the focus."""
    if isinstance(widget, QAbstractButton) and not widget.shortcut().isEmpty():
        return True
    return any(not action.shortcut().isEmpty() for action in widget.actions())


def _describe(widget: QWidget) -> str:
    path = []
    step: QWidget | None = widget
    while step is not None:
        path.append(f"{type(step).__name__}#{step.objectName()}" if step.objectName() else type(step).__name__)
        step = step.parentWidget()
    return " < ".join(path)
