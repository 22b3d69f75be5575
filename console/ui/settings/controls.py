"""The controls of options: a box, a list, a line for a number or a text. Each shows a value and says a new one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from console.settings.language import _
from console.ui.settings.binding import Binding, Plain
from console.ui.theme import Themes
from console.ui.tick import TickBox

NUMBER_WIDTH, CONTROL_WIDTH, WIDEST = 96, 280, 420


class ValueControl(QWidget):
    """What stands right of an option's words."""

    chosen = Signal(object)
    """The person wants another value, which the option may still refuse."""
    complained = Signal(str)
    """What is wrong with what is being typed; empty when nothing is."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.binding = binding
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(8)

    def show_value(self, value: Plain) -> None:
        """Show the value that counts."""
        raise NotImplementedError  # each kind has its own; Qt's classes bear no abstract ones

    def field(self) -> QWidget:
        """Return the part that takes the keyboard."""
        raise NotImplementedError  # each kind has its own; Qt's classes bear no abstract ones


class SwitchControl(ValueControl):
    """A box to tick."""

    def __init__(self, binding: Binding, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self._box = TickBox(themes, "", self)
        self._box.clicked.connect(lambda checked: self.chosen.emit(bool(checked)))
        self.line.addWidget(self._box)
        self.line.addStretch(1)

    def show_value(self, value: Plain) -> None:
        """Tick the box, or not."""
        self._box.setChecked(bool(value))

    def field(self) -> QWidget:
        """Return the box."""
        return self._box


class DropDown(QComboBox):
    """A list that opens. The wheel scrolls the page and changes nothing by accident."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(CONTROL_WIDTH)
        self.setMaximumWidth(WIDEST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def setAccessibleName(self, name: str) -> None:
        """Name the list, and what opens of it."""
        super().setAccessibleName(name)
        self.view().setAccessibleName(name)

    def choose(self, value: str, words: str) -> None:
        """Show a value; one that is not in the list is added."""
        at = self.findData(value)
        if at < 0:
            self.addItem(words, value)
            at = self.count() - 1
        self.setCurrentIndex(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the list, then the arrow that a style sheet takes away."""
        super().paintEvent(event)
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.text2 if self.isEnabled() else colors.disabled, 1.6))
        middle = QPointF(self.width() - 16, self.height() / 2)
        painter.drawPolyline([middle + QPointF(-4, -2), middle + QPointF(0, 2.2), middle + QPointF(4, -2)])


class ChoiceControl(ValueControl):
    """One of the values that an option may have."""

    def __init__(self, binding: Binding, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.list = DropDown(themes, self)
        for choice in binding.option.choices:
            self.list.addItem(_(choice.meaning), choice.value)
        self.list.activated.connect(lambda at: self.chosen.emit(self.list.itemData(at)))
        self.line.addWidget(self.list)
        self.line.addStretch(1)

    def show_value(self, value: Plain) -> None:
        """Show the choice."""
        self.list.choose(str(value), str(value))

    def field(self) -> QWidget:
        """Return the list."""
        return self.list


class FontList(DropDown):
    """The fixed-width fonts that are installed, looked up when somebody wants to see them."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._filled = False

    def fill(self) -> None:
        """Look the fonts up, once."""
        if self._filled:
            return
        self._filled = True
        current = str(self.currentData() or "")
        self.clear()
        self.addItem(_("The best that is installed"), "")
        for family in QFontDatabase.families():
            if QFontDatabase.isFixedPitch(family) and not QFontDatabase.isPrivateFamily(family):
                self.addItem(family, family)
        self.choose(current, current)

    def showPopup(self) -> None:
        """Look the fonts up before they are shown."""
        self.fill()
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look the fonts up before the arrow keys walk through them."""
        self.fill()
        super().keyPressEvent(event)


class FontControl(ValueControl):
    """The family of a font; empty is the best one that is installed."""

    def __init__(self, binding: Binding, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.list = FontList(themes, self)
        self.list.activated.connect(lambda at: self.chosen.emit(self.list.itemData(at)))
        self.line.addWidget(self.list)
        self.line.addStretch(1)

    def show_value(self, value: Plain) -> None:
        """Show the family."""
        self.list.choose(str(value), str(value) or _("The best that is installed"))

    def field(self) -> QWidget:
        """Return the list."""
        return self.list


class TextControl(ValueControl):
    """A line for a text or a number. What is typed counts with Enter, or when the line is left."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self._is_number = isinstance(binding.option.default, int | float)
        self.edit = QLineEdit(self)
        self.edit.setFixedWidth(NUMBER_WIDTH if self._is_number else CONTROL_WIDTH)
        self.edit.textEdited.connect(lambda text: self.complained.emit(binding.parse(text)[1]))
        self.edit.editingFinished.connect(self._finished)
        self.line.addWidget(self.edit)
        if self._is_number:
            self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
            unit = QLabel(_(binding.option.unit), self)
            unit.setProperty("role", "second")
            self.line.addWidget(unit)
        self.line.addStretch(1)

    def show_value(self, value: Plain) -> None:
        """Show the value, unless the person is at something else."""
        if not self.edit.isModified():
            self.edit.setText(self.binding.text_of(value) if self._is_number else str(value))

    def field(self) -> QWidget:
        """Return the line."""
        return self.edit

    def _finished(self) -> None:
        if not self.edit.isModified():
            return
        value, wrong = self.binding.parse(self.edit.text())
        if wrong:
            self.complained.emit(wrong)
            return
        self.edit.setModified(False)
        self.chosen.emit(value)

    def give_up(self) -> None:
        """Forget what was typed."""
        self.edit.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step a number with the arrow keys."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        step = steps.get(Qt.Key(event.key()))
        value, wrong = self.binding.parse(self.edit.text())
        if step is None or wrong or isinstance(value, str | bool):
            super().keyPressEvent(event)
            return
        option = self.binding.option
        low, high = option.minimum or 0, option.maximum if option.maximum is not None else value + step
        self.edit.setModified(False)
        self.chosen.emit(type(value)(min(max(value + step, low), high)))


def make_control(binding: Binding, themes: Themes, parent: QWidget) -> ValueControl:
    """Return the control for an option."""
    if isinstance(binding.option.default, bool):
        return SwitchControl(binding, themes, parent)
    if binding.option.choices:
        return ChoiceControl(binding, themes, parent)
    return TextControl(binding, parent)
