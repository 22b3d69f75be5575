"""The preflight: each check with its evidence, before anything is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.service import CheckResult, DeployRequest, Verdict
from console.model.text import fill
from console.settings.language import _, ngettext, problem_text, translate
from console.ui.bridge import Bridge
from console.ui.dialogs import button, label
from console.ui.fonts import mono_font
from console.ui.formats import decimal
from console.ui.readiness.words import verdict_word
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.wizards.checks import CheckRow, counts, report, rows
from console.ui.wizards.chip import VerdictChip, widest_chip
from console.ui.wizards.page import Page, scrolled
from console.wire import messages as m


class CheckView(QWidget):
    """One check: chip, title, count, duration; evidence as measured; what to do."""

    def __init__(self, themes: Themes, row: CheckRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._verdict = themes, row.verdict
        title = translate(row.title)
        self.setAccessibleName(f"{verdict_word(row.verdict)}: {title}")
        self.setAccessibleDescription("; ".join(line for _names, line in row.evidence))
        grid = QGridLayout(self)
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
        line = 1
        for names, evidence in row.evidence:
            shown = label(f"{names}  {evidence}", "evidence", self)
            shown.setFont(mono_font("mono_small"))
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(shown, line, 1, 1, 3)
            line += 1
        for hint in row.hints:
            shown = label(f"→ {translate(hint)}", "advice", self)
            grid.addWidget(shown, line, 1, 1, 3)
            line += 1

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


class ChecksPage(Page):
    """Runs the preflight and shows each result as it comes."""

    def __init__(self, themes: Themes, bridge: Bridge, names: Callable[[], Mapping[NodeId, str]]) -> None:
        super().__init__(
            themes,
            _("Preflight"),
            _("Each check only reads from the chosen nodes; nothing is changed. Evidence is kept with the plan."),
        )
        self._bridge, self._names = bridge, names
        self._request: DeployRequest | None = None
        self._checked: DeployRequest | None = None
        self._request_id = 0
        self._total = 0
        self._problem = ""
        self.results: list[CheckResult] = []
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._again = button(_("Run the checks again"), "", self)
        self._again.setProperty("small", "true")
        self._again.clicked.connect(self._run)
        self.body.addLayout(self._head)
        self._list = QWidget(self)
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(0)
        self.body.addWidget(scrolled(self._list, self), 1)
        bridge.preflight_result.connect(self._result)

    def prepare(self, request: DeployRequest) -> None:
        """Take the request that will be checked."""
        self._request = request

    def enter(self) -> None:
        """Run the checks unless this very request has been checked already."""
        if self._request != self._checked:
            self._run()

    def _run(self) -> None:
        if self._request is None:
            return
        self.results, self._total, self._problem, self._checked = [], 0, "", self._request
        self._show()
        self._request_id = self._bridge.ask(m.RunPreflight(deploy=self._request), self._done, self._failed)

    def _result(self, event: m.PreflightResult) -> None:
        if event.request_id == self._request_id:
            self.results.append(event.result)
            self._total = event.total
            self._show()

    def _done(self, value: m.Value) -> None:
        if isinstance(value, m.PreflightDone):
            self._request_id = 0
            self.results, self._total = list(value.results), len(value.results)
            self._show()

    def _failed(self, problem: Problem) -> None:
        self._request_id, self._checked, self._problem = 0, None, problem_text(problem)
        self._show()

    def _show(self) -> None:
        found = rows(self.results, self._names())
        _clear(self._rows)
        for row in found:
            self._rows.addWidget(CheckView(self.themes, row, self._list))
        self._rows.addStretch(1)
        self._show_head(found)
        self.changed.emit()

    def _show_head(self, found: list[CheckRow]) -> None:
        self._head.removeWidget(self._again)
        _clear(self._head)
        for verdict, count in counts(found).items():
            self._head.addWidget(VerdictChip(self.themes, verdict, count, self))
        if self.is_running:
            self._head.addWidget(SignLabel(self.themes, Sign.BUSY, 14, self))
            done = {"done": str(len(self.results)), "total": str(self._total) if self._total else "…"}
            self._head.addWidget(label(fill(_("Checking, {done} of {total}"), done), "hint", self, wraps=False))
        if self._problem:
            self._head.addWidget(label(self._problem, "error", self))
        self._head.addStretch(1)
        self._head.addWidget(self._again)
        self._again.setEnabled(not self.is_running)

    @property
    def is_running(self) -> bool:
        """Tell whether checks are under way."""
        return self._request_id != 0

    @property
    def failed_count(self) -> int:
        """Return how many checks stand in the way."""
        return counts(rows(self.results, {})).get(Verdict.FAIL, 0)

    def primary(self) -> str:
        """Lead to the plan."""
        return _("Continue to plan")

    def obstacle(self) -> str:
        """Say what has to be resolved first."""
        if self.is_running:
            return _("The checks are running")
        if self._problem or not self.results:
            return _("The checks have not been completed")
        failed = self.failed_count
        return (
            ngettext("Resolve {count} failed check to continue", "Resolve {count} failed checks to continue", failed)
            if failed
            else ""
        )

    def summary(self) -> str:
        """Count what was found."""
        found = counts(rows(self.results, {}))
        return ", ".join(f"{count} {verdict_word(verdict)}" for verdict, count in found.items())

    def extra(self) -> tuple[str, bool]:
        """Offer the report."""
        return _("Copy report"), bool(self.results)

    def use_extra(self) -> None:
        """Put the report on the clipboard."""
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(report(self.results, self._names()))


def _clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
