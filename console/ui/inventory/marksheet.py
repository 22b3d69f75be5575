"""Marks of nodes and groups, edited: environment, colour, tags, notes. What differs among several is left alone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.marks import LONGEST_NOTES, LONGEST_TAG, MOST_TAGS, Mark, MarkChange
from console.model.node import Environment
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.dialogs import button, footer, label
from console.ui.environments import environment_word
from console.ui.models.markcolors import MARK_COLORS, color_name
from console.ui.settings.controls import DropDown
from console.ui.sheets import Sheet
from console.ui.theme import Themes

WIDTH, NOTES_HEIGHT, FIELD_WIDTH = 600, 96, 436
_DIFFERENT = "different"
_ENVIRONMENTS = (Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT)


class MarkWords(Struct, frozen=True):
    """What the sheet says of what is marked, in the language of the window."""

    title: str
    detail: str = ""
    others: str = ""
    """What other sources say, which stays."""


class MarkSheet(Sheet):
    """Stays until the change is written: what was typed is not lost to a file that cannot be written."""

    tells_truth = True

    save_wanted = Signal(object)
    """MarkChange"""

    def __init__(self, themes: Themes, words: MarkWords, marks: Sequence[Mark], file: str) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(words.title)
        self._marks = tuple(marks)
        self.environment = self._list(_("Environment"))
        self.color = self._list(_("Colour"))
        self.tags = QLineEdit(self)
        self.tags.setMaxLength(MOST_TAGS * LONGEST_TAG)
        self.notes = QPlainTextEdit(self)
        self.notes.setTabChangesFocus(True)
        self.notes.setProperty("role", "words")
        self.notes.setFixedHeight(NOTES_HEIGHT)
        self._problem, self._advice = label("", "error", self), label("", "hint", self)
        self.save_button = button(_("Save"), "primary", self)
        self.cancel_button = button(_("Cancel"), "", self)
        self._fill()
        self._compose(words, file)
        self.notes.textChanged.connect(self._check)
        self.tags.textChanged.connect(self._check)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.reject)

    def first_focus(self) -> QWidget | None:
        """Return the first list."""
        return self.environment

    def rebase(self, marks: Sequence[Mark]) -> None:
        """Start from what stands in the file by now; what was typed stays."""
        self._marks = tuple(marks)

    def show_problem(self, problem: Problem) -> None:
        """Say why nothing was written."""
        self._tell(problem_text(problem), problem_advice(problem))
        self.save_button.setEnabled(True)

    # ---- what it is made of ------------------------------------------------------------------

    def _list(self, name: str) -> DropDown:
        made = DropDown(self.themes, self)
        made.setAccessibleName(name)
        return made

    def _compose(self, words: MarkWords, file: str) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for name, widget in (
            (_("Environment"), self.environment),
            (_("Colour"), self.color),
            (_("Tags"), self.tags),
            (_("Notes"), self.notes),
        ):
            widget.setAccessibleName(name)
            widget.setFixedWidth(FIELD_WIDTH)
            form.addRow(label(name, "second", self, wraps=False), widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(words.title, "title", self))
        for text in filter(None, (words.detail, fill(_("Written into {file}."), {"file": file}))):
            layout.addWidget(label(text, "second", self))
        layout.addSpacing(6)
        layout.addLayout(form)
        if words.others:
            layout.addWidget(label(words.others, "hint", self))
        for part in (self._problem, self._advice):
            part.hide()
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addLayout(footer(self.save_button, self.cancel_button))

    def _fill(self) -> None:
        environments = {mark.environment for mark in self._marks}
        self._offer(self.environment, _("No mark of your own"), "", several=len(environments) > 1)
        for environment in _ENVIRONMENTS:
            self.environment.addItem(environment_word(environment), environment.value)
        if len(environments) == 1 and (only := environments.pop()) is not None:
            self.environment.choose(only.value, environment_word(only))
        colors = {mark.color for mark in self._marks}
        self._offer(self.color, _("No colour of your own"), "", several=len(colors) > 1)
        own = [color for color in sorted(colors) if color and color not in MARK_COLORS]
        for color in (*MARK_COLORS, *own):
            self.color.addItem(_swatch(color), color_name(color), color)
        if len(colors) == 1:
            self.color.choose(only_color := colors.pop(), only_color)
        self.tags.setText(", ".join(self._common_tags()))
        some = sorted({tag for mark in self._marks for tag in mark.tags} - {*self._common_tags()})
        words = _("Separated by commas")
        if some:
            words = fill(_("Only some have {tags}: these stay"), {"tags": ", ".join(some)})
        self.tags.setPlaceholderText(words)
        self.tags.setToolTip(words)
        notes = {mark.notes for mark in self._marks}
        self._notes_before = notes.pop() if len(notes) == 1 else ""
        self.notes.setPlainText(self._notes_before)
        if len({mark.notes for mark in self._marks}) > 1:
            self.notes.setPlaceholderText(_("Notes differ: they stay unless you write something here"))

    @staticmethod
    def _offer(control: DropDown, none: str, value: str, *, several: bool) -> None:
        if several:
            control.addItem(_("Different: leave as it is"), _DIFFERENT)
        control.addItem(none, value)

    def _common_tags(self) -> tuple[str, ...]:
        if not self._marks:
            return ()
        first, *others = (mark.tags for mark in self._marks)
        return tuple(tag for tag in first if all(tag in tags for tags in others))

    # ---- what becomes of it ------------------------------------------------------------------

    def change(self) -> MarkChange:
        """Return what is to be written: only what a person changed."""
        environment, color = str(self.environment.currentData()), str(self.color.currentData())
        wanted = None if environment in {"", _DIFFERENT} else Environment(environment)
        is_same = environment == _DIFFERENT or {mark.environment for mark in self._marks} == {wanted}
        typed = tuple(dict.fromkeys(filter(None, (" ".join(tag.split()) for tag in self.tags.text().split(",")))))
        common = self._common_tags()
        notes = self.notes.toPlainText().strip()
        return MarkChange(
            environment=None if is_same else wanted or Environment.UNKNOWN,
            color=color if color != _DIFFERENT and {mark.color for mark in self._marks} != {color} else None,
            notes=notes if notes != self._notes_before else None,
            add_tags=tuple(tag for tag in typed if tag not in common),
            remove_tags=tuple(tag for tag in common if tag not in typed),
        )

    def _check(self) -> None:
        notes = len(self.notes.toPlainText())
        tags = [tag.strip() for tag in self.tags.text().split(",")]
        longest = max(map(len, tags))
        words = ""
        if notes > LONGEST_NOTES:
            words = fill(_("Notes have at most {most} characters; these have {count}."),
                         {"most": str(LONGEST_NOTES), "count": str(notes)})  # fmt: skip
        elif longest > LONGEST_TAG or len(tags) > MOST_TAGS:
            limits = {"count": str(MOST_TAGS), "most": str(LONGEST_TAG)}
            words = fill(_("At most {count} tags of {most} characters each."), limits)
        self._tell(words, "")
        self.save_button.setEnabled(not words)

    def _tell(self, text: str, advice: str) -> None:
        for part, words in ((self._problem, text), (self._advice, advice)):
            part.setText(words)
            part.setVisible(bool(words))
        self.adjustSize()

    def _save(self) -> None:
        self.save_button.setEnabled(False)
        self.save_wanted.emit(self.change())


def _swatch(color: str) -> QIcon:
    pixmap = QPixmap(14, 14)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawRoundedRect(1, 1, 12, 12, 3, 3)
    painter.end()
    return QIcon(pixmap)
