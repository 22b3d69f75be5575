"""One check of a report: chip, title, evidence with its limit, what to do, where that comes from."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from console.model.service import CheckResult, Verdict
from console.model.text import fill
from console.settings.language import _, translate
from console.ui.dialogs import button, label
from console.ui.fonts import mono_font
from console.ui.formats import decimal
from console.ui.readiness import words
from console.ui.theme import Themes
from console.ui.wizards.chip import VerdictChip, widest_chip
from console.ui.wizards.fitwords import texts_said

COPIED_MS = 2000


class CheckRow(QWidget):
    """A row of the report; what was run stands behind a button."""

    def __init__(self, themes: Themes, result: CheckResult, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.result = result
        title = translate(result.title)
        self.setAccessibleName(f"{words.verdict_word(result.verdict)}: {title}")
        self.setAccessibleDescription("; ".join(filter(None, [result.evidence, words.hint(result)])))
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 9, 12, 9)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, widest_chip())
        grid.setColumnStretch(1, 1)
        grid.addWidget(VerdictChip(themes, result.verdict, parent=self), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(title, "strong", self), 0, 1)
        self._grid = grid
        self._next = 1
        self.command = self._mono(self._ran())
        self.command.hide()
        grid.addWidget(self._actions(), 0, 2)
        seconds = fill(_("{count} s"), {"count": decimal(result.duration_seconds)})
        grid.addWidget(label(seconds, "hint", self, wraps=False), 0, 3, Qt.AlignmentFlag.AlignRight)
        self._add(self._mono(self._evidence()))
        if words.hint(result):
            self._add(label(f"→ {words.hint(result)}", "advice", self))
        if result.amendments:
            found = "; ".join(texts_said(each.texts) for each in result.amendments)
            self._add(label(f"{_('What would make it fit')}: {found}", "second", self))
        if result.fix:
            self._add(self._mono(result.fix))
        self._add(self.command)

    def _evidence(self) -> str:
        limit = fill(_("limit: {limit}"), {"limit": self.result.limit}) if self.result.limit else ""
        return "   ".join(filter(None, [self.result.evidence, limit]))

    def _ran(self) -> str:
        source = f"\n\n{_('Source')}: {self.result.source}" if self.result.source else ""
        return f"{self.result.command}{source}"

    def _add(self, part: QWidget) -> None:
        self._grid.addWidget(part, self._next, 1, 1, 3)
        self._next += 1

    def _mono(self, text: str) -> QLabel:
        shown = label(text, "evidence", self)
        shown.setFont(mono_font("mono_small"))
        # A path or a list without blanks must not make the page wider than the window.
        shown.setMinimumWidth(1)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return shown

    def _actions(self) -> QWidget:
        line = QWidget(self)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.copy_button = self._small(_("Copy command"), line)
        self.copy_button.setVisible(bool(self.result.fix))
        self.copy_button.clicked.connect(self._copy)
        self.more_button = self._small(_("What was run"), line)
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self.command.setVisible)
        layout.addWidget(self.copy_button)
        layout.addWidget(self.more_button)
        return line

    def _small(self, text: str, parent: QWidget) -> QPushButton:
        made = button(text, "entry", parent)
        made.setAccessibleName(f"{text}: {translate(self.result.title)}")
        made.setAutoDefault(False)
        return made

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.result.fix)
        self.copy_button.setText(_("Copied"))
        QTimer.singleShot(COPIED_MS, self.copy_button, lambda: self.copy_button.setText(_("Copy command")))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint a failure; rule off below."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.result.verdict is Verdict.FAIL:
            painter.fillRect(rect, colors.fail_bg)
            painter.fillRect(QRectF(0, 0, 4, rect.height()), colors.fail)
        painter.setPen(QPen(colors.line, 1))
        painter.drawLine(QPointF(0, rect.bottom() - 0.5), QPointF(rect.right(), rect.bottom() - 0.5))
