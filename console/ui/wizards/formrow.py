"""A row of a form: what a field is called, its control, what it means or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from console.model.field import NO, YES, Field, Kind, plain_number
from console.model.text import Text, fill
from console.settings.language import _, translate
from console.ui.dialogs import label
from console.ui.formats import whole
from console.ui.settings.controls import DropDown
from console.ui.theme import Themes
from console.ui.tick import TickBox
from console.ui.wizards.pathedit import PathEdit

TITLE_WIDTH, CONTROL_WIDTH, NUMBER_WIDTH = 176, 236, 118
MANY = 100_000
"""From here on thousands are set apart; a port is not such a number."""


def note(field: Field) -> str:
    """Return what a field means, and in which range its number lies."""
    low, high = _limit(field.low), _limit(field.high)
    limits = _("{low} to {high}") if low and high else _("from {low}") if low else _("up to {high}") if high else ""
    meaning, limits = translate(field.meaning), fill(limits, {"low": low, "high": high})
    return f"{meaning} ({limits})" if meaning and limits else meaning or limits


def _limit(value: float | None) -> str:
    return whole(int(value)) if value is not None and value >= MANY else plain_number(value)


class FormRow(QObject):
    """Keeps the text of one field; an empty text leaves the choice to the default."""

    changed = Signal()

    def __init__(self, themes: Themes, field: Field, words: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.is_required = field.is_required
        self.title = translate(field.title)
        self._title_label = label(self.title, "second", parent)
        self._unit = label(translate(Text(field.unit)), "hint", parent, wraps=False)
        self.note = label("", "hint", parent)
        self.control: QWidget = self._made(themes, words, parent)
        self.input = self.control.edit if isinstance(self.control, PathEdit) else self.control
        self.input.setAccessibleName(self.title)
        self._title_label.setFixedWidth(TITLE_WIDTH)
        self._title_label.setBuddy(self.input)
        self.show_text("")
        self.mark()

    def _made(self, themes: Themes, words: Mapping[str, str], parent: QWidget) -> QWidget:
        field = self.field
        if field.kind is Kind.SWITCH and field.default:
            box = TickBox(themes, "", parent)
            box.toggled.connect(lambda _on: self.changed.emit())
            return box
        if field.kind in {Kind.CHOICE, Kind.SWITCH}:
            return self._list(themes, words, parent)
        if field.kind is Kind.FOLDER:
            path = PathEdit(self.title, parent)
            path.edit.setPlaceholderText(field.default)
            path.changed.connect(self.changed)
            return path
        edit = QLineEdit(parent)
        is_number = field.kind in {Kind.INTEGER, Kind.NUMBER}
        edit.setFixedWidth(NUMBER_WIDTH if is_number else CONTROL_WIDTH)
        edit.setPlaceholderText(field.default or (_("automatic") if is_number else ""))
        edit.textChanged.connect(lambda _text: self.changed.emit())
        return edit

    def _list(self, themes: Themes, words: Mapping[str, str], parent: QWidget) -> DropDown:
        made = DropDown(themes, parent)
        made.setFixedWidth(CONTROL_WIDTH)
        choices = tuple(filter(None, self.field.choices)) or (YES, NO)
        if not self.field.default:
            made.addItem(_("automatic"), "")
        for choice in choices:
            made.addItem(words.get(choice) or {YES: _("yes"), NO: _("no")}.get(choice, choice), choice)
        made.activated.connect(lambda _at: self.changed.emit())
        return made

    def place(self, grid: QGridLayout, line: int) -> None:
        """Put the row into a grid of three columns: title, control with its unit, note."""
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self._title_label, line, 0, middle)
        if isinstance(self.control, PathEdit):
            grid.addWidget(self.control, line, 1)
        else:
            beside = QHBoxLayout()
            beside.setSpacing(8)
            beside.addWidget(self.control)
            beside.addWidget(self._unit)
            beside.addStretch(1)
            grid.addLayout(beside, line, 1)
        grid.addWidget(self.note, line, 2, middle)

    def set_visible(self, visible: bool) -> None:
        """Show the row, or fold it away."""
        for part in (self._title_label, self.control, self.note):
            part.setVisible(visible)
        self._unit.setVisible(visible and bool(self.field.unit))

    @property
    def text(self) -> str:
        """What was chosen; empty where it is left to the default."""
        if isinstance(self.control, TickBox):
            chosen = YES if self.control.isChecked() else NO
        elif isinstance(self.control, DropDown):
            chosen = str(self.control.currentData() or "")
        else:
            chosen = self.input.text().strip() if isinstance(self.input, QLineEdit) else ""
        return "" if chosen == self.field.default else chosen

    def show_text(self, text: str) -> None:
        """Show what was chosen."""
        value = text or self.field.default
        if isinstance(self.control, TickBox):
            self.control.setChecked(value == YES)
        elif isinstance(self.control, DropDown):
            self.control.choose(value, value)
        elif isinstance(self.input, QLineEdit):
            self.input.setText(text)

    @property
    def is_missing(self) -> bool:
        """Tell whether it has to be filled in and is not."""
        return self.is_required and not (self.text or self.field.default)

    def fault(self) -> str:
        """Return what is wrong with the text; empty when nothing is."""
        if self.is_missing:
            return _("Fill this in.")
        found = self.field.fault(self.text)
        return "" if found is None else translate(found)

    def mark(self) -> str:
        """Say beside the control what is wrong, else what the field means; return what is wrong."""
        fault, meaning = self.fault(), note(self.field)
        if fault and (self.field.pattern or self.is_missing):
            fault = f"{fault} {meaning}"
        role = "error" if fault else "hint"
        self.note.setText(fault or meaning)
        self.input.setAccessibleDescription(fault or meaning)
        if self.note.property("role") != role:
            for part, name, value in ((self.note, "role", role), (self.input, "faulty", bool(fault))):
                part.setProperty(name, value)
                part.style().unpolish(part)
                part.style().polish(part)
        return fault
