"""The head of the history: whom it shows, over how long, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.model.text import fill
from console.settings.language import _
from console.ui.dashboard.segments import Segments
from console.ui.history.subjects import Span, Subject
from console.ui.theme import Themes


class NameField(QLineEdit):
    """Takes ``gpu-a01``, ``gpu-a01/3`` or the fleet, and offers what there is."""

    def __init__(self, names: Callable[[], list[str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._names = names
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda _words: self.returnPressed.emit(), Qt.ConnectionType.QueuedConnection)
        self.setCompleter(completer)
        self.setPlaceholderText(_("Compare: gpu-a01 or gpu-a01/3"))
        self.setAccessibleName(_("Node or GPU to compare"))
        self.setMinimumWidth(190)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Learn the names of now."""
        super().focusInEvent(event)
        self._model.setStringList(self._names())


class Choosing(QWidget):
    """One line of controls, and one of those who are compared."""

    span_chosen = Signal(int)
    """Place of the span."""
    added = Signal(str)
    removed = Signal(object)
    """Subject"""
    paused = Signal(bool)
    reset_wanted = Signal()
    export_wanted = Signal(str)
    """``png``, ``svg`` or ``csv``"""

    def __init__(self, themes: Themes, spans: Sequence[Span], names: Callable[[], list[str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.spans = Segments(themes, [span.words for span in spans], self)
        self.spans.setAccessibleName(_("Stretch of time"))
        self.spans.chosen.connect(self.span_chosen)
        self.field = NameField(names, self)
        self.field.returnPressed.connect(self._add)
        self.pause = self._button(_("Pause"))
        self.pause.setCheckable(True)
        self.pause.toggled.connect(self.paused)
        self.whole = self._button(_("Whole stretch"))
        self.whole.clicked.connect(self.reset_wanted)
        self._chips = QHBoxLayout()
        self._shown: list[QPushButton] = []
        self._chips.setSpacing(4)
        self._chips.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.field)
        row.addStretch(1)
        for part in (self.spans, self.pause, self.whole):
            row.addWidget(part)
        for suffix in ("png", "svg", "csv"):
            button = self._button(suffix.upper())
            button.setAccessibleName(fill(_("Export as {form}"), {"form": suffix.upper()}))
            button.setToolTip(button.accessibleName())
            button.clicked.connect(partial(self.export_wanted.emit, suffix))
            row.addWidget(button)
        both = QVBoxLayout(self)
        both.setContentsMargins(10, 6, 10, 6)
        both.setSpacing(6)
        both.addLayout(row)
        both.addLayout(self._chips)

    def _button(self, words: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setAccessibleName(words)
        button.setProperty("small", "true")
        return button

    def _add(self) -> None:
        words = self.field.text().strip()
        if words:
            self.added.emit(words)

    def show_subjects(self, named: Sequence[tuple[Subject, str]]) -> None:
        """Show who is compared; a click takes one away."""
        for gone in self._shown:
            gone.hide()
            gone.deleteLater()
        self._shown = []
        for place, (subject, name) in enumerate(named):
            chip = self._button(f"{name}  \N{MULTIPLICATION SIGN}")
            chip.setAccessibleName(fill(_("Remove {name}"), {"name": name}))
            chip.setToolTip(chip.accessibleName())
            chip.setEnabled(len(named) > 1)
            chip.clicked.connect(partial(self.removed.emit, subject))
            self._chips.insertWidget(place, chip)
            self._shown.append(chip)

    def show_state(self, *, place: int, paused: bool, zoomed: bool) -> None:
        """Show which span it is, and whether it stands still."""
        self.spans.choose(place)
        self.pause.blockSignals(True)  # noqa: FBT003 - the signature of Qt
        self.pause.setChecked(paused)
        self.pause.blockSignals(False)  # noqa: FBT003 - the same
        self.whole.setEnabled(zoomed)
