"""The preflight: each check with its evidence, over all nodes or of one, before anything is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.service import CheckResult, DeployRequest, Verdict
from console.settings.language import _, ngettext, problem_text
from console.ui.bridge import Bridge
from console.ui.readiness.rowview import CheckRow as NodeCheck
from console.ui.readiness.words import verdict_word
from console.ui.theme import Themes
from console.ui.wizards.checks import RANK, CheckRow, counts, report, rows, verdicts_of
from console.ui.wizards.checkshead import ChecksHead
from console.ui.wizards.checkview import CheckView
from console.ui.wizards.page import Page, scrolled
from console.wire import messages as m

GATHER_MS = 80
"""Results come by the hundred: they are shown together."""


class ChecksPage(Page):
    """Runs the preflight and shows each result as it comes."""

    left_out = Signal(object)
    """tuple of NodeIds that are not to get the model after all."""

    amended = Signal(object)
    """An Amendment: what is to be asked for instead."""

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
        self._asked: tuple[NodeId, ...] = ()
        self._problem = ""
        self._found: list[CheckRow] = []
        self._progress = (0, 0)
        self.results: list[CheckResult] = []
        self.mended: set[str] = set()
        """Checks that the plan is to put right first."""
        self.head = ChecksHead(themes, self)
        self.head.again.connect(self._run)
        self.head.node_chosen.connect(self._show_rows)
        self.head.leave_out.connect(lambda: self.left_out.emit(self.failing))
        self.body.addWidget(self.head)
        self._list = QWidget(self)
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(0)
        self.body.addWidget(scrolled(self._list, self), 1)
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._show)
        bridge.preflight_result.connect(self._result)

    def prepare(self, request: DeployRequest) -> None:
        """Take the request that will be checked. Results of before stand where only nodes have been left out."""
        request = replace(request, fixes=())  # what is put right is checked as it is
        self._request = request
        before = self._checked
        if before is None or before == request or self.is_running:
            return
        same = replace(before, node_ids=()) == replace(request, node_ids=())
        if same and request.node_ids and set(request.node_ids) < set(before.node_ids):
            self._checked = request
            self.results = [result for result in self.results if result.node_id in request.node_ids]
            self._show()

    def enter(self) -> None:
        """Run the checks unless this very request has been checked already."""
        if self._request != self._checked:
            self.head.choose_all()
            self._run()

    def _run(self) -> None:
        """Check all nodes, or again the one whose report is shown."""
        if self._request is None:
            return
        node = self.head.node
        self._asked = (node,) if node is not None and self._request == self._checked else self._request.node_ids
        self.results = [result for result in self.results if result.node_id not in self._asked]
        if len(self._asked) == len(self._request.node_ids):
            self.results = []
        self._problem, self._checked, self._progress = "", self._request, (0, 0)
        request = replace(self._request, node_ids=self._asked)
        self._request_id = self._bridge.ask(m.RunPreflight(deploy=request), self._done, self._failed)
        self._show()

    def _result(self, event: m.PreflightResult) -> None:
        if event.request_id == self._request_id:
            self.results.append(event.result)
            self._progress = (self._progress[0] + 1, event.total)
            if not self._gather.isActive():
                self._gather.start()

    def _done(self, value: m.Value) -> None:
        if isinstance(value, m.PreflightDone):
            self._request_id = 0
            others = [result for result in self.results if result.node_id not in self._asked]
            self.results = [*others, *value.results]
            self._show()

    def _failed(self, problem: Problem) -> None:
        self._request_id, self._checked, self._problem = 0, None, problem_text(problem)
        self._show()

    def _show(self) -> None:
        self._gather.stop()
        self._found = rows(self.results, self._names())
        self.head.show_nodes(verdicts_of(self.results), self._names())
        self._show_rows()
        self.head.show_state(counts(self._found), self._progress if self.is_running else None, self._problem)
        self.head.show_failing(0 if self.is_running else len(self.failing))
        self.changed.emit()

    def _show_rows(self) -> None:
        before = self._drop_rows()
        node = self.head.node
        if node is None:
            # While they come they stay where they are; then what needs a person stands first.
            found = self._found if self.is_running else sorted(self._found, key=lambda row: RANK[row.verdict])
            for row in found:
                shown = before.get(row.check)
                if shown is not None and shown.row == row:
                    self._rows.addWidget(before.pop(row.check))
                else:
                    self._rows.addWidget(self._view(row))
        else:
            of_node = [result for result in self.results if result.node_id == node]
            for result in sorted(of_node, key=lambda each: RANK[each.verdict]):
                self._rows.addWidget(NodeCheck(self.themes, result, self._list))
        self._rows.addStretch(1)
        for gone in before.values():
            gone.hide()
            gone.deleteLater()

    def _view(self, row: CheckRow) -> CheckView:
        made = CheckView(self.themes, row, self._list, is_chosen=row.check in self.mended)
        made.mend_wanted.connect(self._mend)
        made.amendment_wanted.connect(self.amended)
        return made

    def _mend(self, check: str, wanted: bool) -> None:
        self.mended = self.mended | {check} if wanted else self.mended - {check}
        self.changed.emit()

    @property
    def fixes(self) -> tuple[str, ...]:
        """Return the checks that the plan is to put right first, in their order."""
        return tuple(row.check for row in self._found if row.safe and row.check in self.mended)

    def _drop_rows(self) -> dict[str, CheckView]:
        """Empty the list; return what may still be right, by the check that it shows."""
        kept: dict[str, CheckView] = {}
        while (item := self._rows.takeAt(0)) is not None:
            shown = item.widget()
            if isinstance(shown, CheckView):
                kept[shown.row.check] = shown
            elif shown is not None:
                shown.hide()
                shown.deleteLater()
        return kept

    @property
    def failing(self) -> tuple[NodeId, ...]:
        """Return the nodes that could be left out because they fail: not all of them."""
        verdicts = verdicts_of(self.results)
        failed = tuple(node_id for node_id, verdict in verdicts.items() if verdict is Verdict.FAIL)
        return failed if len(failed) < len(verdicts) else ()

    @property
    def is_running(self) -> bool:
        """Tell whether checks are under way."""
        return self._request_id != 0

    @property
    def failed_count(self) -> int:
        """Return how many checks stand in the way."""
        fixes = self.fixes
        failed = [row for row in self._found if row.verdict is Verdict.FAIL]
        return sum(not (row.is_mendable and row.check in fixes) for row in failed)

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
        return ", ".join(f"{count} {verdict_word(verdict)}" for verdict, count in counts(self._found).items())

    def extra(self) -> tuple[str, bool]:
        """Offer the report."""
        return _("Copy report"), bool(self.results)

    def use_extra(self) -> None:
        """Put the report on the clipboard."""
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(report(self.results, self._names()))
