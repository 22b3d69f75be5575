"""A row of the settings: what an option means, its control, what is wrong, and the way back to the default."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.model.text import fill
from console.settings.language import _
from console.settings.options import TERMINAL_FONT_FAMILY
from console.ui.dialogs import button, label
from console.ui.settings.binding import Binding, Plain
from console.ui.settings.controls import FontControl, TextControl, ValueControl, make_control
from console.ui.theme import Themes

WORDS_WIDTH = 285


class OptionRow(QWidget):
    """Shows one option and changes it."""

    changed = Signal()
    """The person has changed it, or set it back."""

    def __init__(
        self, binding: Binding, themes: Themes, parent: QWidget | None = None, control: ValueControl | None = None
    ) -> None:
        super().__init__(parent)
        self.binding = binding
        self.control = control or self._made(binding, themes)
        option = binding.option
        name = _(option.description)
        title, self._detail = label(name, "", self), label("", "caption", self)
        self.error = label("", "error", self)
        self.error.hide()
        self.reset_button = button(_("Reset"), "", self)
        self.reset_button.setProperty("small", "true")
        self.reset_button.setAccessibleName(fill(_("Reset: {option}"), {"option": name}))
        self.reset_button.clicked.connect(self.reset)
        field = self.control.field()
        field.setAccessibleName(name)
        self.control.chosen.connect(self._choose)
        self.control.complained.connect(self.complain)
        self._lay_out(title)
        self.refresh()

    def _lay_out(self, title: QLabel) -> None:
        words, right = QVBoxLayout(), QVBoxLayout()
        words.setContentsMargins(0, 5, 0, 0)
        words.setSpacing(1)
        right.setSpacing(4)
        for column, parts in ((words, (title, self._detail)), (right, (self.control, self.error))):
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
        for part in (title, self._detail):
            part.setFixedWidth(WORDS_WIDTH)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 6, 0, 6)
        line.setSpacing(24)
        line.addLayout(words)
        line.addLayout(right, 1)
        line.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignTop)
        kept = self.reset_button.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reset_button.setSizePolicy(kept)

    def _made(self, binding: Binding, themes: Themes) -> ValueControl:
        if binding.option.name == TERMINAL_FONT_FAMILY.name:
            return FontControl(binding, themes, self)
        return make_control(binding, themes, self)

    def refresh(self) -> None:
        """Show what counts now."""
        binding = self.binding
        self.control.show_value(binding.value)
        self.reset_button.setVisible(binding.is_set)
        usual = {"value": binding.usual_text()}
        self.reset_button.setToolTip(
            fill(_("As all terminals: {value}") if binding.profile else _("Default: {value}"), usual)
        )
        parts = [binding.key, binding.range_text()]
        if binding.profile and not binding.is_set:
            parts.append(_("as all terminals"))
        if binding.option.at_start:
            parts.append(_("counts from the next start of the window"))
        self._detail.setText(" · ".join(part for part in parts if part))

    def complain(self, text: str) -> None:
        """Say at the field what is wrong; an empty text takes that back."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self.control.field().setAccessibleDescription(text)

    def reset(self) -> None:
        """Let the default count again."""
        if isinstance(self.control, TextControl):
            self.control.give_up()
        self.complain(self.binding.reset())
        self.refresh()
        self.control.field().setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _choose(self, value: Plain) -> None:
        self.complain(self.binding.put(value))
        self.refresh()
        self.changed.emit()
