"""What was done with a service, when and by whom; and whether it still is what was deployed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.ids import DeployId
from console.model.record import Compared, Deed
from console.model.service import DeployState, DeployView
from console.model.text import N_, fill
from console.settings.language import _, ngettext, problem_advice, problem_text, translate
from console.ui.bridge import Bridge
from console.ui.clusters.rows import Column, RowModel
from console.ui.clusters.table import ClusterTable
from console.ui.dialogs import label
from console.ui.services.copying import small_button
from console.ui.services.words import UNKNOWN, moment_text
from console.ui.signs import Sign
from console.ui.theme import Themes
from console.ui.wizards.deploywords import action_word, deploy_sign, deploy_word
from console.wire import messages as m


def deed_words(action: str) -> str:
    """Return what somebody did."""
    name, _space, number = action.partition(" ")
    if name == "scale":
        return fill(_("Copies: {count}"), {"count": number})
    known = {each.value for each in m.DeployAction}
    return action_word(m.DeployAction(name)) if name in known else _("Deploy")


def result_text(deed: Deed) -> str:
    """Return what came of it."""
    state = deploy_word(deed.state) if deed.state is not None else UNKNOWN
    return state if deed.problem is None else f"{state}: {problem_text(deed.problem)}"


DEED_COLUMNS: tuple[Column[Deed], ...] = (
    Column("when", N_("Moment"), 172, lambda deed: moment_text(deed.at),
           sign=lambda deed: deploy_sign(deed.state) if deed.state is not None else Sign.BUSY),
    Column("who", N_("Who"), 120, lambda deed: deed.who or UNKNOWN),
    Column("what", N_("What"), 130, lambda deed: deed_words(deed.action)),
    Column("result", N_("Result"), 220, result_text),
)  # fmt: skip
COMPARED_COLUMNS: tuple[Column[Compared], ...] = (
    Column("what", N_("What"), 220, lambda each: translate(each.what),
           sign=lambda each: Sign.WARNING if each.differs else Sign.TICK),
    Column("drift", N_("Drift"), 132, lambda each: _("Differs") if each.differs else _("As deployed")),
    Column("found", N_("Found"), 200, lambda each: " ".join(each.found.split())),
    Column("place", N_("Where"), 260, lambda each: each.place),
)  # fmt: skip


class RecordView(QWidget):
    """The history is read when somebody looks; the node is compared when somebody wants it."""

    def __init__(self, themes: Themes, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._view: DeployView | None = None
        self._read: tuple[DeployId, DeployState] | None = None
        """Of what the history is shown or asked for."""
        self.setAccessibleName(_("History and drift"))
        self.deeds = ClusterTable(themes, RowModel(DEED_COLUMNS, lambda deed: f"{deed.at}"), _("History"), self)
        model = RowModel(COMPARED_COLUMNS, lambda each: f"{each.place} {each.what.template}")
        self.compared = ClusterTable(themes, model, _("Compared with what was deployed"), self)
        self.compare_button = small_button(_("Compare now"), self)
        self.compare_button.clicked.connect(self._compare)
        self.repair_button = small_button(action_word(m.DeployAction.REPAIR), self)
        self.repair_button.clicked.connect(self._repair)
        self._failed = label("", "error", self)
        self._failed.hide()
        self._note = label("", "hint", self)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._note, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.repair_button)
        line.addWidget(self.compare_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._failed)
        layout.addWidget(self.deeds, 1)
        layout.addLayout(line)
        layout.addWidget(self.compared, 1)
        self._forget()

    def show_deploy(self, view: DeployView) -> None:
        """Show the history of a service; it is read again when its state has changed."""
        if self._view is not None and view.id != self._view.id:
            self._forget()
        self._view = view
        if self.isVisible():
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what somebody looks at."""
        super().showEvent(event)
        self._ask()

    def _forget(self) -> None:
        for table in (self.deeds, self.compared):
            table.rows.forget()
            table.rows.settle()
        self._read = None
        self._note.setText(_("Compares the files, the steps that can be checked and the service with the plan."))
        self.compare_button.setEnabled(True)
        self.repair_button.hide()
        self._failed.hide()

    def _ask(self) -> None:
        view = self._view
        if view is None or (view.id, view.state) == self._read:
            return
        self._read = view.id, view.state
        self._bridge.ask(m.ReadDeeds(deploy_id=view.id), partial(self._take, view.id), partial(self._fail, view.id))

    def _compare(self) -> None:
        view = self._view
        if view is None:
            return
        self.compare_button.setEnabled(False)
        self._note.setText(_("Reading…"))
        request = m.CompareDeploy(deploy_id=view.id)
        self._bridge.ask(request, partial(self._take, view.id), partial(self._fail, view.id))

    def _repair(self) -> None:
        view = self._view
        if view is None:
            return
        self._forget()
        request = m.ControlDeploy(deploy_id=view.id, action=m.DeployAction.REPAIR)
        self._bridge.ask(request, lambda _value: None, partial(self._fail, view.id))

    def _take(self, deploy_id: DeployId, value: m.Value) -> None:
        if self._view is None or deploy_id != self._view.id:
            return
        if isinstance(value, m.Deeds):
            self.deeds.rows.forget()
            self.deeds.rows.apply(value.deeds)
            self.deeds.rows.settle()
        elif isinstance(value, m.DeployCompared):
            self.compared.rows.forget()
            # What differs stands first.
            self.compared.rows.apply(sorted(value.compared, key=lambda each: not each.differs))
            self.compared.rows.settle()
            count = sum(each.differs for each in value.compared)
            words = ngettext("{count} thing differs", "{count} things differ", count)
            self._note.setText(words if count else _("Everything is as it was deployed."))
            self.compare_button.setEnabled(True)
            self.repair_button.setVisible(bool(count) and self._view.state is DeployState.SERVING)

    def _fail(self, deploy_id: DeployId, problem: Problem) -> None:
        if self._view is not None and deploy_id == self._view.id:
            self._failed.setText(f"{problem_text(problem)} {problem_advice(problem)}".strip())
            self._failed.show()
            self._note.setText("")
            self.compare_button.setEnabled(True)
