"""A theme as Qt wants it: one palette and one style sheet for the standard controls."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QPalette

from console.ui.fonts import MONO_FAMILIES, UI_FAMILIES
from console.ui.theme import Theme

_SHEET = Template(
    """
* { font-family: $ui; font-size: 13px; color: $text; }
QWidget#desk { background: $desk; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 6px; }
QLineEdit { background: $well; color: $text; border: 1px solid $edge; border-radius: 6px; padding: 0 10px;
    min-height: 28px; selection-background-color: $select; selection-color: $text; }
QLineEdit[faulty="true"] { border: 2px solid $fail; padding: 0 9px; min-height: 26px; }
QLineEdit:focus { border: 2px solid $focus; padding: 0 9px; min-height: 26px; }
QLineEdit:disabled { color: $disabled; border-color: $line; }
QLineEdit#query, QLineEdit#query:focus, QLineEdit#command, QLineEdit#command:focus {
    background: transparent; border: none; padding: 0; }
QLineEdit#query, QLineEdit#find { font-family: $mono; font-size: 12px; }
QPushButton { background: $raised; color: $text; border: 1px solid $edge; border-radius: 6px; padding: 0 16px;
    min-height: 32px; font-weight: 600; outline: none; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $press; }
QPushButton:disabled { background: $panel; color: $disabled; border-color: $line; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $focus; }
QPushButton[kind="primary"]:disabled { background: $panel; color: $disabled; border-color: $line; }
QPushButton[kind="danger"] { background: transparent; color: $fail; border-color: $fail; }
QPushButton[kind="danger"]:hover { background: $fail_bg; }
QPushButton[kind="danger"]:disabled { color: $disabled; border-color: $line; }
QPushButton[small="true"] { min-height: 28px; padding: 0 12px; }
QToolButton { background: transparent; border: none; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $press; }
QToolButton:checked { background: $select; }
QToolButton:focus { border: 2px solid $focus; padding: 2px; }
QToolButton::menu-indicator { image: none; }
QPushButton[kind="entry"] { background: transparent; border: none; border-radius: 0; padding: 0 8px; min-height: 24px;
    font-size: 12px; font-weight: 400; color: $text2; text-align: left; }
QPushButton[kind="entry"]:hover { background: $hover; }
QPushButton[kind="entry"]:focus { border: 2px solid $focus; padding: 0 6px; min-height: 20px; }
QPushButton[kind="entry"][strong="true"] { font-weight: 600; color: $text; }
QComboBox { background: $well; border: 1px solid $edge; border-radius: 6px; padding: 0 26px 0 10px; min-height: 28px; }
QComboBox:focus { border: 2px solid $focus; padding: 0 25px 0 9px; min-height: 26px; }
QComboBox:disabled { color: $disabled; border-color: $line; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; outline: none; padding: 4px 0;
    selection-background-color: $select; selection-color: $text; }
QListWidget#sections { background: transparent; padding: 4px; }
QListWidget#sections::item { padding: 7px 10px; border-radius: 6px; }
QListWidget#sections:focus { border: 2px solid $focus; border-radius: 6px; padding: 2px; }
QCheckBox { spacing: 8px; min-height: 24px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $edge; border-radius: 3px; background: $well; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; }
QCheckBox:focus { color: $focus; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px 0; }
QMenu::item { padding: 6px 28px 6px 14px; }
QMenu::item:selected { background: $select; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QAbstractItemView#choices { background: $raised; border: 1px solid $line; outline: none; }
QAbstractItemView#choices::item { min-height: 28px; padding: 0 10px; }
QAbstractItemView#choices::item:selected { background: $select; color: $text; }
QTreeView#fleet { background: $panel; border: none; outline: none; }
QListView#alerts { background: $panel; border: none; outline: none; }
QListWidget { background: $raised; border: none; outline: none; }
QListWidget::item:selected { background: $select; color: $text; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; border: none; }
QScrollBar::handle:vertical { background: $edge; border-radius: 2px; margin: 0 2px; min-height: 28px; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; border: none; }
QScrollBar::handle:horizontal { background: $edge; border-radius: 2px; margin: 2px 0; min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $track; border: none; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: $bar; border-radius: 2px; }
QSplitter::handle { background: $line; }
QPlainTextEdit, QTextEdit { background: $well; border: 1px solid $line; border-radius: 6px; font-family: $mono;
    font-size: 12px; selection-background-color: $select; selection-color: $text; }
QPlainTextEdit[role="words"] { border-color: $edge; font-family: $ui; font-size: 13px; padding: 2px 6px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $focus; }
QLabel[role="caption"] { font-size: 11px; font-weight: 500; color: $text3; }
QLabel[role="hint"] { font-size: 12px; color: $text3; }
QLabel[role="second"] { color: $text2; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="section"] { font-size: 15px; font-weight: 600; }
QLabel[role="title"] { font-size: 19px; font-weight: 600; }
QFrame#mirror-row { border: none; border-bottom: 1px solid $line; }
QLabel[role="mono"] { font-family: $mono; font-size: 13px; }
QLabel[role="key"] { font-family: $mono; font-size: 14px; font-weight: 500; }
QLabel[role="evidence"] { font-family: $mono; font-size: 12px; color: $text2; }
QLabel[role="advice"] { font-size: 12px; font-weight: 500; color: $text; }
QRadioButton { spacing: 10px; min-height: 24px; padding-right: 5px; font-weight: 600; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid $edge; border-radius: 7px; background: $well; }
QRadioButton::indicator:checked { border: 4px solid $accent; width: 6px; height: 6px; background: $on_accent; }
QRadioButton:focus { color: $focus; }
QRadioButton:disabled { color: $disabled; }
QTableView { background: $well; border: 1px solid $line; border-radius: 6px; outline: none; padding: 1px;
    selection-background-color: $select; selection-color: $text; }
QTableView:focus { border: 2px solid $focus; padding: 0; }
QTableView::item { padding: 0 8px; border: none; }
QTableView::indicator { width: 14px; height: 14px; border: 1px solid $edge; border-radius: 3px; background: $well; }
QTableView::indicator:checked { background: $accent; border-color: $accent; }
QHeaderView { background: $well; border: none; }
QHeaderView::section { background: $well; color: $text3; border: none; border-bottom: 1px solid $line;
    padding: 5px 8px; font-size: 11px; font-weight: 500; }
QLabel[role="error"] { font-size: 12px; font-weight: 600; color: $fail; }
"""
)


def _families(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def stylesheet(theme: Theme) -> str:
    """Return the style sheet of the standard controls in ``theme``."""
    colors = theme.colors
    values = {name: getattr(colors, name).name() for name in colors.__struct_fields__}
    return _SHEET.substitute(values, ui=_families(UI_FAMILIES), mono=_families(MONO_FAMILIES))


def palette(theme: Theme) -> QPalette:
    """Return the palette for everything that the style sheet does not name."""
    c, role = theme.colors, QPalette.ColorRole
    result = QPalette()
    for target, color in (
        (role.Window, c.desk),
        (role.WindowText, c.text),
        (role.Base, c.well),
        (role.AlternateBase, c.panel),
        (role.Text, c.text),
        (role.Button, c.raised),
        (role.ButtonText, c.text),
        (role.BrightText, c.text),
        (role.Highlight, c.select),
        (role.HighlightedText, c.text),
        (role.Link, c.accent),
        (role.LinkVisited, c.accent),
        (role.ToolTipBase, c.raised),
        (role.ToolTipText, c.text),
        (role.PlaceholderText, c.text3),
        (role.Mid, c.line),
        (role.Dark, c.line),
        (role.Light, c.raised),
    ):
        result.setColor(target, color)
    for target in (role.Text, role.WindowText, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, target, c.disabled)
    return result
