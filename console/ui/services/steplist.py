"""The steps of a deploy and the log of the chosen one: also long after it ran."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from console.model.ids import DeployId
from console.model.service import DeployView, StepState, StepView
from console.model.text import N_
from console.settings.language import _, translate
from console.ui.bridge import Bridge
from console.ui.clusters.rows import Column, RowModel
from console.ui.clusters.table import ClusterTable
from console.ui.services.steplog import StepLog
from console.ui.services.stepwords import step_sign, step_word, took_text
from console.ui.services.words import UNKNOWN
from console.ui.theme import Themes


class NumberedStep(Struct, frozen=True):
    """A step and its place in the plan, from 1."""

    number: int
    view: StepView


STEP_COLUMNS: tuple[Column[NumberedStep], ...] = (
    Column("step", N_("Step"), 400, lambda each: f"{each.number}. {translate(each.view.step.title)}",
           key=lambda each: each.number, sign=lambda each: step_sign(each.view.state)),
    Column("state", N_("State"), 92, lambda each: step_word(each.view.state)),
    Column("code", N_("Exit code"), 76, lambda each: _code(each.view), is_right=True),
    Column("took", N_("Took"), 84, lambda each: took_text(each.view) or UNKNOWN,
           key=lambda each: each.view.duration_seconds or 0.0, is_right=True),
)  # fmt: skip


def _code(step: StepView) -> str:
    return UNKNOWN if step.exit_code is None else str(step.exit_code)


class StepList(QWidget):
    """Opens at the step that runs or failed, else at the first; who chooses another one stays there."""

    def __init__(self, themes: Themes, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Steps"))
        self._view: DeployView | None = None
        model = RowModel(STEP_COLUMNS, lambda each: each.view.step.id)
        self.table = ClusterTable(themes, model, _("Steps"), self)
        self.table.chosen_changed.connect(self._show_chosen)
        self.log = StepLog(themes, bridge, self)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        self.log.setContentsMargins(0, 8, 0, 0)
        split.addWidget(self.log)
        split.setSizes([220, 400])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(split)

    def show_deploy(self, view: DeployView) -> None:
        """Show the steps of a deploy, or how they are now."""
        before: DeployId | None = self._view.id if self._view is not None else None
        self._view = view
        # The rows begin at the first one where the keyboard is in them; its log is not read for that.
        with QSignalBlocker(self.table):
            if view.id != before:
                self.table.rows.forget()
            self.table.rows.apply(NumberedStep(at, step) for at, step in enumerate(view.steps, start=1))
            self.table.rows.settle()
        if view.id != before:
            self.table.choose(_first(view))
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self.table.chosen()
        if self._view is not None and chosen:
            self.log.show_step(self._view, chosen[-1].view)


def _first(view: DeployView) -> str:
    wanted = [step.step.id for step in view.steps if step.state in {StepState.FAILED, StepState.RUNNING}]
    return next(iter(wanted or [step.step.id for step in view.steps]), "")
