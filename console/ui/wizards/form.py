"""A form made from fields: engines and targets say what can be chosen, nothing here knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from console.model.field import Field, Pairs
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.dialogs import button
from console.ui.theme import Themes
from console.ui.wizards.formrow import CONTROL_WIDTH, FormRow


class FieldForm(QWidget):
    """A row a field; those that few want are folded away under a line that says how many they are."""

    changed = Signal()

    def __init__(self, themes: Themes, name: str, parent: QWidget, words: Mapping[str, str] | None = None) -> None:
        super().__init__(parent)
        self._themes, self._words = themes, words or {}
        self._fields: tuple[Field, ...] = ()
        self._kept: dict[str, str] = {}
        self.rows: dict[str, FormRow] = {}
        self.setAccessibleName(name)
        self.more_button = button("", "entry", self)
        self.more_button.setCheckable(True)
        self.more_button.setAutoDefault(False)
        self.more_button.toggled.connect(lambda _on: self._fold())
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)
        self._grid_holder = QWidget(self)
        self._box.addWidget(self._grid_holder)
        self._box.addWidget(self.more_button)
        self.show_fields(())

    def show_fields(self, fields: Iterable[Field], values: Pairs = ()) -> None:
        """Show other fields. What was typed into a field of the same name stays, whichever came between."""
        wanted = tuple(fields)
        self._kept.update(values)
        if wanted == self._fields and self.rows:
            for name, value in values:
                self.rows[name].show_text(value)
            return
        self._keep()
        self._fields = wanted
        self._grid_holder.hide()
        self._grid_holder.deleteLater()
        self._grid_holder = QWidget(self)
        self._box.insertWidget(0, self._grid_holder)
        self._fill()

    def _fill(self) -> None:
        grid = QGridLayout(self._grid_holder)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(1, CONTROL_WIDTH)
        grid.setColumnStretch(2, 1)
        # Rare ones come last, so that folding moves nothing.
        ordered = sorted(self._fields, key=lambda field: field.is_rare)
        self.rows = {}
        for line, field in enumerate(ordered):
            row = self.rows[field.name] = FormRow(self._themes, field, self._words, self._grid_holder)
            row.show_text(self._kept.get(field.name, ""))
            row.place(grid, line)
            row.changed.connect(self._changed)
            row.mark()
        self._grid_holder.setVisible(bool(self.rows))
        self._fold()

    def _keep(self) -> None:
        self._kept.update({name: row.text for name, row in self.rows.items()})

    def _changed(self) -> None:
        for row in self.rows.values():
            row.mark()
        self.changed.emit()

    def _fold(self) -> None:
        rare = [row for row in self.rows.values() if row.field.is_rare]
        # What was chosen, or cannot stay, is never hidden.
        hidden = [] if self.more_button.isChecked() else [row for row in rare if not row.text and not row.fault()]
        for row in self.rows.values():
            row.set_visible(row not in hidden)
        self.more_button.setVisible(bool(rare))
        opened = self.more_button.isChecked()
        words = ngettext("{count} more that few need", "{count} more that few need", len(rare))
        self.more_button.setText(f"{'▾' if opened else '▸'} {words}")
        self.more_button.setAccessibleName(words)

    def values(self) -> Pairs:
        """Return what was chosen, in the order of the fields; what is left to the default is not among it."""
        return tuple((field.name, text) for field in self._fields if (text := self.rows[field.name].text))

    def value(self, name: str) -> str:
        """Return what counts for a field: what was chosen, else its default."""
        row = self.rows[name]
        return row.text or row.field.default

    def faults(self) -> dict[str, str]:
        """Return what is wrong, by field."""
        return {name: fault for name, row in self.rows.items() if (fault := row.fault())}

    def reason(self) -> str:
        """Say what keeps it from being used: the field that has to be filled in, or that some are marked."""
        missing = next((row.title for row in self.rows.values() if row.is_missing), "")
        if missing:
            return fill(_("Fill in “{field}”"), {"field": missing})
        return _("Correct the marked fields") if self.faults() else ""

    def require(self, name: str, wanted: bool) -> None:
        """Let a field have to be filled in, or not, as others were chosen."""
        row = self.rows.get(name)
        if row is not None and row.is_required != (wanted or row.field.is_required):
            row.is_required = wanted or row.field.is_required
            row.mark()
            self._fold()

    def show_value(self, name: str, value: str) -> None:
        """Let a field show another value, such as one that would make a model fit."""
        if name in self.rows:
            self.rows[name].show_text(value)
            self._fold()
            self._changed()

    def first_fault(self) -> QWidget | None:
        """Return the control of the first field that cannot stay."""
        return next((row.input for row in self.rows.values() if row.fault()), None)
