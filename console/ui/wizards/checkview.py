"""One check over all nodes: chip, title, count, duration; evidence as measured; what to do."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from console.model.service import Amendment, Verdict
from console.model.text import fill
from console.settings.language import _, ngettext, translate
from console.ui.dialogs import button, label
from console.ui.fonts import mono_font
from console.ui.formats import decimal
from console.ui.readiness.words import verdict_word
from console.ui.theme import Themes
from console.ui.tick import TickBox
from console.ui.wizards.checks import MOST_LINES, CheckRow
from console.ui.wizards.chip import VerdictChip, widest_chip
from console.ui.wizards.fitwords import texts_said

COPIED_MS = 2000


class CheckView(QWidget):
    """A row of the preflight. What differs on many nodes is told of the worst ones; each node has its own report."""

    amendment_wanted = Signal(object)
    """An Amendment that is to be asked for instead."""
    mend_wanted = Signal(str, bool)
    """The check, and whether a step of the plan is to put it right."""

    def __init__(self, themes: Themes, row: CheckRow, parent: QWidget, *, is_chosen: bool = False) -> None:
        super().__init__(parent)
        self._themes, self._verdict = themes, row.verdict
        self.row = row
        title = translate(row.title)
        self.setAccessibleName(f"{verdict_word(row.verdict)}: {title}")
        self.setAccessibleDescription("; ".join(line for _names, line in row.evidence))
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(12, 9, 12, 9)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, widest_chip())
        grid.setColumnStretch(1, 1)
        grid.addWidget(VerdictChip(themes, row.verdict, parent=self), 0, 0)
        grid.addWidget(label(title, "strong", self), 0, 1)
        count = fill(_("{passed}/{count} nodes"), {"passed": str(row.passed), "count": str(row.count)})
        grid.addWidget(label(count, "second", self, wraps=False), 0, 2)
        seconds = fill(_("{count} s"), {"count": decimal(row.duration_seconds)})
        grid.addWidget(label(seconds, "hint", self, wraps=False), 0, 3, Qt.AlignmentFlag.AlignRight)
        self._line = 1
        for names, evidence in row.evidence:
            self._add(self._mono(f"{names}  {evidence}"))
        if row.more:
            self._add(label(ngettext("{count} more line", "{count} more lines", row.more), "hint", self))
        for hint in row.hints[:MOST_LINES]:
            self._add(label(f"→ {translate(hint)}", "advice", self))
        for names, fix in row.fixes[:MOST_LINES]:
            grid.addWidget(self._mono(f"{names}  {fix}"), self._line, 1)
            grid.addWidget(self._copy_button(fix, title), self._line, 2, 1, 2, Qt.AlignmentFlag.AlignRight)
            self._line += 1
        if row.amendments:
            self._add(label(_("What would make it fit"), "second", self))
        for amendment in row.amendments:
            self._add(self._amendment(amendment))
        if row.safe:
            self._add(self._mend_box(row, title, is_chosen=is_chosen))

    def _amendment(self, amendment: Amendment) -> QWidget:
        """Offer what would make it pass: at the press of a button where the engine can be told."""
        said = texts_said(amendment.texts)
        if amendment.arguments is None:
            return label(f"{said} · {_('needs other weights, or an engine that can be told')}", "second", self)
        line = QWidget(self)
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        press = button(_("Apply"), "", line)
        press.setProperty("small", "true")
        press.setAccessibleName(fill(_("Apply: {change}"), {"change": said}))
        press.setAutoDefault(False)
        press.clicked.connect(lambda: self.amendment_wanted.emit(amendment))
        box.addWidget(press, 0, Qt.AlignmentFlag.AlignTop)
        # Not on the button: a change of many words would make the page wider than what is seen of it.
        box.addWidget(label(said, "", line), 1)
        return line

    def _mend_box(self, row: CheckRow, title: str, *, is_chosen: bool) -> TickBox:
        words = ngettext("Put it right first, on {count} node", "Put it right first, on {count} nodes", row.safe)
        if row.as_root:
            words += " · " + _("as root")
        self.mend = TickBox(self._themes, words, self)
        self.mend.setAccessibleName(f"{words}: {title}")
        self.mend.setChecked(is_chosen)
        self.mend.toggled.connect(lambda wanted: self.mend_wanted.emit(row.check, wanted))
        return self.mend

    def _add(self, part: QWidget) -> None:
        self._grid.addWidget(part, self._line, 1, 1, 3)
        self._line += 1

    def _mono(self, text: str) -> QLabel:
        shown = label(text, "evidence", self)
        shown.setFont(mono_font("mono_small"))
        # A path or a list without blanks must not make the page wider than the window.
        shown.setMinimumWidth(1)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return shown

    def _copy_button(self, fix: str, title: str) -> QPushButton:
        words = _("Copy command")
        made = button(words, "entry", self)
        made.setAccessibleName(f"{words}: {title}")
        made.setAutoDefault(False)

        def copy() -> None:
            QGuiApplication.clipboard().setText(fix)
            made.setText(_("Copied"))
            QTimer.singleShot(COPIED_MS, made, lambda: made.setText(words))

        made.clicked.connect(copy)
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint a failure; rule off below."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self._verdict is Verdict.FAIL:
            painter.fillRect(rect, colors.fail_bg)
            painter.fillRect(QRectF(0, 0, 4, rect.height()), colors.fail)
        painter.setPen(QPen(colors.line, 1))
        painter.drawLine(QPointF(0, rect.bottom() - 0.5), QPointF(rect.right(), rect.bottom() - 0.5))
