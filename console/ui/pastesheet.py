"""The question before a paste that could do harm: the exact text, where it would go, and why it is asked about."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.model.node import Environment
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.dialogs import button, footer, label, shown_text
from console.ui.environments import EnvironmentChip, paint_band
from console.ui.fonts import mono_font
from console.ui.sheets import Sheet
from console.ui.signs import Sign, SignLabel
from console.ui.terminal.pasting import MOST_EXAMINED, Concern, Pasting, one_line
from console.ui.theme import Themes
from console.ui.tick import TickBox

WIDTH = 680
MOST_LINES = 14
"""Lines that are seen at once; the others are scrolled to."""
MOST_REASONS = 4
"""Kinds of danger that are told in words; the text marks all of them."""
MOST_NAMED = 60
"""Characters of a command that stand beside what it does."""


class Place(Struct, frozen=True):
    """Where a paste would go."""

    node: str
    environment: Environment
    count: int = 1
    """Terminals that get it; of several, this is one of those where a mistake would cost most."""


class PasteSheet(Sheet):
    """Cancel has the focus. On production, what is dangerous needs the typed name of the node."""

    tells_truth = True

    agreed = Signal(str)
    """What to paste."""
    silenced = Signal()
    """Do not ask again for this tab."""

    def __init__(
        self, themes: Themes, pasting: Pasting, worries: frozenset[Concern], place: Place, *, enter: bool = False
    ) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        self._pasting, self._worries, self._place = pasting, worries, place
        title = _title(place)
        self.setAccessibleName(title)
        is_dangerous = Concern.DANGER in worries
        kind = "danger" if is_dangerous else ""
        self.cancel_button = button(_("Cancel"), "primary", self)
        self.paste_button = button(_("Paste"), kind, self)
        self.line_button = button(_("Paste as one line"), kind, self)
        self.line_button.setVisible("\n" in pasting.text)
        self.quiet = TickBox(themes, _("Do not ask again for this tab"), self)
        self.quiet.setAccessibleName(self.quiet.text())
        self.typed_name: QLineEdit | None = None
        self.cancel_button.clicked.connect(self.reject)
        self.paste_button.clicked.connect(lambda: self._agree(pasting.text))
        self.line_button.clicked.connect(lambda: self._agree(one_line(pasting.text)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(8)
        layout.addLayout(self._head(title))
        then = [_("Enter is pressed after it.")] if enter else []
        layout.addWidget(label(" ".join([_summary(pasting, worries), *then]), "second", self))
        layout.addSpacing(4)
        self.text = self._shown()
        layout.addWidget(self.text, 1)
        self._tell_dangers(layout)
        layout.addSpacing(4)
        if is_dangerous and place.environment is Environment.PRODUCTION:
            self.quiet.hide()
            layout.addLayout(self._name_wanted())
        else:
            layout.addWidget(self.quiet)
        layout.addSpacing(8)
        layout.addLayout(footer(self.cancel_button, self.paste_button, self.line_button))

    def first_focus(self) -> QWidget | None:
        """Return the answer that pastes nothing."""
        return self.cancel_button

    def _head(self, title: str) -> QHBoxLayout:
        chip = EnvironmentChip(self.themes, self)
        chip.set_environment(self._place.environment)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(label(title, "title", self), 1)
        line.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    def _shown(self) -> QPlainTextEdit:
        view = shown_text("", _("Text to paste"), self, wraps=True)
        view.setFont(mono_font("mono_small"))
        colors = self.themes.current.colors
        stripped, danger = QTextCharFormat(), QTextCharFormat()
        stripped.setForeground(colors.warn)
        stripped.setBackground(colors.warn_bg)
        danger.setForeground(colors.fail)
        danger.setBackground(colors.fail_bg)
        danger.setFontWeight(QFont.Weight.Bold)
        danger.setFontUnderline(True)
        cursor = QTextCursor(view.document())
        for piece in self._pasting.pieces:
            look = stripped if piece.is_stripped else danger if piece.danger else QTextCharFormat()
            cursor.insertText(piece.text, look)
        if Concern.LENGTH in self._worries:
            cursor.insertText(" …")
        view.moveCursor(QTextCursor.MoveOperation.Start)
        lines = min(max(self._pasting.line_count + 1, 3), MOST_LINES)
        view.setFixedHeight(lines * QFontMetrics(view.font()).lineSpacing() + 14)
        return view

    def _tell_dangers(self, layout: QVBoxLayout) -> None:
        """Say of each kind of danger once what its first command would do."""
        told: dict[str, str] = {}
        for piece in self._pasting.dangers:
            told.setdefault(piece.danger, " ".join(piece.text.split())[:MOST_NAMED])
        for what, command in list(told.items())[:MOST_REASONS]:
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(SignLabel(self.themes, Sign.WARNING, 14, self))
            line.addWidget(label(command, "evidence", self, wraps=False))
            line.addWidget(label(_(what), "advice", self), 1)
            layout.addLayout(line)

    def _name_wanted(self) -> QVBoxLayout:
        edit = self.typed_name = QLineEdit(self)
        words = fill(_("Type {node} to paste on production"), {"node": self._place.node})
        edit.setAccessibleName(words)
        edit.setPlaceholderText(self._place.node)
        self._check_name("")
        edit.textChanged.connect(self._check_name)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(label(words, "advice", self))
        column.addWidget(edit)
        return column

    def _check_name(self, typed: str) -> None:
        for answer in (self.paste_button, self.line_button):
            answer.setEnabled(typed.strip() == self._place.node)

    def _agree(self, text: str) -> None:
        if self.quiet.isChecked():
            self.silenced.emit()
        self.accept()
        self.agreed.emit(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, and the band of the environment down the left side."""
        super().paintEvent(event)
        theme = self.themes.current
        painter = QPainter(self)
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.metrics.radius.dialog, 10)
        painter.setClipPath(ground)
        band = QRectF(0, 0, theme.metrics.size.env_band, self.height())
        paint_band(painter, band, self._place.environment, theme.colors)


def _title(place: Place) -> str:
    if place.count > 1:
        return ngettext("Paste into {count} terminal?", "Paste into {count} terminals?", place.count)
    return fill(_("Paste into {node}?"), {"node": place.node}) if place.node else _("Paste?")


def _summary(pasting: Pasting, worries: frozenset[Concern]) -> str:
    """Return why it is asked, most serious first."""
    count = f"{MOST_EXAMINED // 1024}"
    stripped = ngettext(
        "{count} character that could press keys or deceive is taken out.",
        "{count} characters that could press keys or deceive are taken out.",
        pasting.stripped_count,
    )
    why = {
        Concern.DANGER: _("It has commands that can do harm."),
        Concern.CONTROL: stripped,
        Concern.LINES: ngettext(
            "{count} line: a shell runs each as it comes.",
            "{count} lines: a shell runs each as it comes.",
            pasting.line_count,
        ),
        Concern.NEWLINE: _("It ends its line: a shell runs it at once."),
        Concern.LENGTH: fill(_("It is long: only the first {count} KB are looked at."), {"count": count}),
    }
    return " ".join(words for worry, words in why.items() if worry in worries)
