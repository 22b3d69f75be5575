"""The readiness report of a node: counts, checks as they come, what to do, and the report as a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.node import NodeView
from console.model.readiness import ReadinessReport
from console.model.service import CheckResult, Verdict
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.bridge import Bridge
from console.ui.dialogs import button, label
from console.ui.readiness import words
from console.ui.readiness.forms import TITLES
from console.ui.readiness.rowview import CheckRow
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.tick import TickBox
from console.ui.wizards.chip import VerdictChip
from console.ui.wizards.page import scrolled
from console.wire import messages as m


class ReadinessPage(QWidget):
    """Runs the checks of one node when it is first shown, and again when a person asks."""

    export_wanted = Signal(str)
    """What to write it as: a key of TITLES."""
    models_wanted = Signal()
    """What would run here?"""

    def __init__(self, themes: Themes, bridge: Bridge, view: NodeView) -> None:
        super().__init__()
        self._themes, self._bridge, self._node = themes, bridge, view.node
        self.report: ReadinessReport | None = None
        self._rows: dict[str, CheckRow] = {}
        self._request_id = 0
        self._total = 0
        self._problem: Problem | None = None
        name = fill(_("Readiness of {node}"), {"node": view.node.name})
        self.setAccessibleName(name)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 14, 8, 8)
        body.setSpacing(8)
        body.addWidget(label(name, "title", self))
        self._about = label(view.node.address_shown or view.node.host, "second", self)
        body.addWidget(self._about)
        self._counts = QHBoxLayout()
        self._counts.setSpacing(8)
        body.addLayout(self._counts)
        body.addLayout(self._controls())
        self._list = QWidget(self)
        self._layout = QVBoxLayout(self._list)
        self._layout.setContentsMargins(0, 0, 8, 0)
        self._layout.setSpacing(0)
        self._layout.addStretch(1)
        area = scrolled(self._list, self)
        area.setAccessibleName(_("Checks"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.addWidget(area, 1)
        self._foot = label("", "hint", self)
        body.addWidget(self._foot)
        bridge.readiness_result.connect(self._came)

    def _controls(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self.only_open = TickBox(self._themes, _("Only what is not PASS"), self)
        self.only_open.setAccessibleName(self.only_open.text())
        self.only_open.toggled.connect(self._filter)
        self.again_button = self._button(_("Run the checks again"), self.run)
        self.models_button = self._button(_("What would run here?"), self.models_wanted.emit)
        self.export_button = self._button(_("Export"), self._export)
        line.addWidget(self.only_open)
        line.addStretch(1)
        for control in (self.models_button, self.export_button, self.again_button):
            line.addWidget(control)
        return line

    def _button(self, text: str, call: Callable[[], object]) -> QPushButton:
        made = button(text, "", self)
        made.setProperty("small", "true")
        made.clicked.connect(lambda: call())
        return made

    def showEvent(self, event: QShowEvent) -> None:
        """Run the checks the first time."""
        super().showEvent(event)
        if self.report is None and not self.is_running and self._problem is None:
            self.run()

    @property
    def is_running(self) -> bool:
        """Tell whether checks are under way."""
        return self._request_id != 0

    def run(self) -> None:
        """Run every check; what was found before is gone."""
        if self.is_running:
            return
        self.report, self._problem, self._total = None, None, 0
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {}
        self._foot.setText("")
        self._request_id = self._bridge.ask(m.RunReadiness(node_id=self._node.id), self._done, self._failed)
        self._show()

    def _came(self, event: m.ReadinessResult) -> None:
        if event.request_id == self._request_id and self.is_running:
            self._total = event.total
            self._take(event.result, len(self._rows))
            self._show()

    def _take(self, result: CheckResult, place: int) -> None:
        row = self._rows.get(result.check)
        if row is None:
            row = self._rows[result.check] = CheckRow(self._themes, result, self._list)
        self._layout.removeWidget(row)
        self._layout.insertWidget(place, row)
        row.setVisible(self._wants(row))

    def _done(self, value: m.Value) -> None:
        self._request_id = 0
        if not isinstance(value, m.ReadinessDone):
            return
        self.report = report = value.report
        for place, result in enumerate(words.ordered(report)):
            self._take(result, place)
        self._about.setText("   ".join(filter(None, [report.address, report.system, words.taken(report)])))
        notes = [words.skipped(report), *words.problems(report), words.knowledge(report)]
        self._foot.setText("\n".join(filter(None, notes)))
        self._show()

    def _failed(self, problem: Problem) -> None:
        self._request_id, self._problem = 0, problem
        self._show()

    def _wants(self, row: CheckRow) -> bool:
        return not (self.only_open.isChecked() and row.result.verdict is Verdict.PASS)

    def _filter(self) -> None:
        for row in self._rows.values():
            row.setVisible(self._wants(row))

    def count(self, verdict: Verdict) -> int:
        """Return how many checks have a verdict so far."""
        return sum(row.result.verdict is verdict for row in self._rows.values())

    def _show(self) -> None:
        while (item := self._counts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for part in self._head():
            self._counts.addWidget(part)
        self._counts.addStretch(1)
        self.again_button.setEnabled(not self.is_running)
        self.export_button.setEnabled(self.report is not None)

    def _head(self) -> list[QWidget]:
        parts: list[QWidget] = [
            VerdictChip(self._themes, verdict, self.count(verdict), self)
            for verdict in words.ORDER
            if self.count(verdict)
        ]
        if self.is_running:
            done = {"done": str(len(self._rows)), "total": str(self._total) if self._total else "…"}
            parts.append(SignLabel(self._themes, Sign.BUSY, 14, self))
            parts.append(self._line(fill(_("Checking, {done} of {total}"), done), "hint"))
        if self._problem is not None:
            text = " ".join(filter(None, [problem_text(self._problem), problem_advice(self._problem)]))
            parts.append(self._line(text, "error"))
        return parts

    def _line(self, text: str, role: str) -> QLabel:
        return label(text, role, self, wraps=False)

    def _export(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for form, title in TITLES.items():
            menu.addAction(f"{title}…", partial(self.export_wanted.emit, form))
        menu.popup(self.export_button.mapToGlobal(self.export_button.rect().bottomLeft()))
