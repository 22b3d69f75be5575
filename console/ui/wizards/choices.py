"""A few choices, each with what it means beside it; one that does not go says why."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from console.ui.dialogs import label


class Choice(Struct, frozen=True):
    """Something to choose. Its words are translated already."""

    id: str
    title: str
    meaning: str
    obstacle: str = ""
    """Why it cannot be chosen; empty when it can."""


class ChoiceList(QWidget):
    """A radio button a choice, a line each."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._choices: tuple[Choice, ...] = ()
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(lambda _number: self.changed.emit())
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.buttons: dict[str, QRadioButton] = {}

    def show_choices(self, choices: Sequence[Choice], wanted: str) -> None:
        """Show other choices; ``wanted`` is chosen where it can be, else the first that can."""
        possible = [choice.id for choice in choices if not choice.obstacle]
        chosen = wanted if wanted in possible else next(iter(possible), "")
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self._fill()
        if chosen:
            self.buttons[chosen].setChecked(True)

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for button in self._group.buttons():
            self._group.removeButton(button)
        self.buttons = {}
        for line, choice in enumerate(self._choices):
            radio = self.buttons[choice.id] = QRadioButton(choice.title, self)
            radio.setAccessibleName(choice.title)
            radio.setAccessibleDescription(choice.obstacle or choice.meaning)
            radio.setEnabled(not choice.obstacle)
            self._group.addButton(radio, line)
            self._grid.addWidget(radio, line, 0, Qt.AlignmentFlag.AlignTop)
            meaning = label(choice.obstacle or choice.meaning, "hint", self)
            meaning.setMinimumHeight(24)
            self._grid.addWidget(meaning, line, 1, Qt.AlignmentFlag.AlignVCenter)

    @property
    def chosen(self) -> str:
        """The id of what is chosen; empty while nothing can be."""
        number = self._group.checkedId()
        return self._choices[number].id if 0 <= number < len(self._choices) else ""

    def title(self) -> str:
        """Return what the chosen one is called."""
        return next((choice.title for choice in self._choices if choice.id == self.chosen), "")

    def first_focus(self) -> QWidget | None:
        """Return the chosen one."""
        return self._group.checkedButton()
