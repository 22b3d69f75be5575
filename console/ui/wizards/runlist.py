"""Deploys on many nodes, a line each: state, step, how far, how long; what can be done to several at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.ids import DeployId, NodeId
from console.model.service import DeployState, DeployView, StepState, StepView
from console.settings.language import _, ngettext, translate
from console.ui.clusters.rows import Column, RowModel, Share
from console.ui.clusters.table import ClusterTable
from console.ui.dashboard.segments import Segments
from console.ui.dialogs import button, label
from console.ui.formats import duration_text
from console.ui.theme import Themes
from console.ui.wizards.deploywords import actions_of, view_sign, view_word, working_since
from console.wire.messages import DeployAction

FAILED = frozenset({DeployState.FAILED, DeployState.INTERRUPTED, DeployState.CANCELLED})
_OVER = frozenset({StepState.DONE, StepState.FAILED, StepState.UNDONE, StepState.SKIPPED})
_TOGETHER = (DeployAction.CANCEL, DeployAction.RESUME, DeployAction.UNDO)
"""What can be done to all that are shown. Stopping what serves is done one by one."""


def current_step(view: DeployView) -> tuple[int, StepView] | None:
    """Return the place of the step that runs or failed, else of the last one that is over; None before the first."""
    for place, step in enumerate(view.steps):
        if step.state in {StepState.RUNNING, StepState.FAILED}:
            return place, step
    over = [(place, step) for place, step in enumerate(view.steps) if step.state in _OVER]
    return over[-1] if over else None


def step_text(view: DeployView) -> str:
    """Return which of how many steps a deploy is at."""
    found = current_step(view)
    if found is None:
        return ""
    place, step = found
    return f"{place + 1}/{len(view.steps)}  {translate(step.step.title)}"


def share_done(view: DeployView) -> float:
    """Return how much of the steps is done, 0 to 1."""
    if not view.steps:
        return 0.0
    done = sum(step.state is StepState.DONE for step in view.steps)
    part = sum(step.progress or 0.0 for step in view.steps if step.state is StepState.RUNNING)
    return min((done + part) / len(view.steps), 1.0)


def seconds_spent(view: DeployView) -> float:
    """Return how long the steps took that are over."""
    return sum(step.duration_seconds or 0.0 for step in view.steps)


def seconds_so_far(view: DeployView, clock: Clock) -> float:
    """Return how long a deploy has been at work; of one that is not, how long its steps took."""
    since = working_since(view)
    return max(0.0, clock.now().timestamp() - since) if since else seconds_spent(view)


def columns(names: Mapping[NodeId, str], clock: Clock) -> tuple[Column[DeployView], ...]:
    """Return the columns of the list."""

    def seconds(view: DeployView) -> float:
        return seconds_so_far(view, clock)

    def name(view: DeployView) -> str:
        return names.get(view.plan.node_id, view.plan.node_id)

    return (
        Column("node", _("Node"), 170, name, sign=lambda view: view_sign(view)),
        Column("state", _("State"), 110, lambda view: view_word(view)),
        Column(
            "done", _("Done"), 130, lambda view: f"{share_done(view) * 100:.0f} %", share_done, is_right=True,
            share=lambda view: Share(share_done(view), 1.0),
        ),
        Column(
            "time", _("Time"), 74, lambda view: duration_text(seconds(view)), seconds, is_right=True, moves=True
        ),
        Column("step", _("Step"), 360, step_text),
    )  # fmt: skip


class RunList(QWidget):
    """Shows all deploys of a run, or those that failed."""

    chosen_changed = Signal()
    together_wanted = Signal(object, object)
    """tuple of DeployIds and the DeployAction."""

    def __init__(self, themes: Themes, names: Mapping[NodeId, str], clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._views: dict[DeployId, DeployView] = {}
        self._offered: tuple[tuple[DeployAction, int], ...] = ()
        self.buttons: dict[DeployAction, QPushButton] = {}
        self.model = RowModel(columns(names, clock), lambda view: view.id)
        self.table = ClusterTable(themes, self.model, _("Nodes"), self)
        self.filter = Segments(themes, [_("All"), _("Failed")], self)
        self._counts = label("", "second", self, wraps=False)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.filter)
        head.addWidget(self._counts)
        head.addStretch(1)
        head.addLayout(self._buttons)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        self.filter.chosen.connect(lambda _place: self._show_all())
        self.table.chosen_changed.connect(self.chosen_changed)

    @property
    def chosen(self) -> DeployId | None:
        """Return the deploy whose steps are to be shown."""
        rows = self.table.chosen()
        return rows[0].id if rows else None

    def show_views(self, changed: Iterable[DeployView], gone: Iterable[DeployId] = ()) -> None:
        """Take deploys that are new or changed, and drop others."""
        for view in changed:
            self._views[view.id] = view
        for deploy_id in gone:
            self._views.pop(deploy_id, None)
        self._show_all()

    def _show_all(self) -> None:
        only_failed = self.filter.buttons[1].isChecked()
        shown = [view for view in self._views.values() if not only_failed or view.state in FAILED]
        keys = {view.id for view in shown}
        self.model.apply(shown, [view.id for view in self.model.values() if view.id not in keys])
        self._count()
        self._offer(shown)

    def _count(self) -> None:
        views = self._views.values()
        words: dict[str, int] = {}
        for view in views:
            words[view_word(view)] = words.get(view_word(view), 0) + 1
        nodes = ngettext("{count} node", "{count} nodes", len(views))
        self._counts.setText(" · ".join([nodes, *(f"{count} {word}" for word, count in words.items())]))

    def _offer(self, shown: list[DeployView]) -> None:
        able = {action: [v.id for v in shown if action in actions_of(v)] for action in _TOGETHER}
        # What serves is undone one by one, not with those that failed.
        able[DeployAction.UNDO] = [view.id for view in shown if view.state in FAILED]
        offered = tuple((action, len(ids)) for action, ids in able.items() if ids)
        if offered == self._offered:
            return
        self._offered = offered
        for action in _TOGETHER:
            count = len(able[action])
            if action not in self.buttons:
                self.buttons[action] = self._button(action)
            words = together_word(action, count)
            self.buttons[action].setText(words)
            self.buttons[action].setAccessibleName(words)
            self.buttons[action].setVisible(count > 0)

    def _button(self, action: DeployAction) -> QPushButton:
        made = button("", "danger" if action is DeployAction.UNDO else "", self)
        made.setProperty("small", "true")
        made.clicked.connect(partial(self._together, action))
        self._buttons.addWidget(made)
        return made

    def _together(self, action: DeployAction) -> None:
        failed_only = action is DeployAction.UNDO
        ids = tuple(
            view.id
            for view in self.model.values()
            if (view.state in FAILED if failed_only else action in actions_of(view))
        )
        self.together_wanted.emit(ids, action)

    def choose_first(self) -> None:
        """Choose the first that is shown, unless one is chosen."""
        self.model.settle()
        if self.chosen is None and self.model.rowCount():
            self.table.choose(self.model.at(0).id)


def together_word(action: DeployAction, count: int) -> str:
    """Return what a button for an action on several deploys says."""
    if action is DeployAction.CANCEL:
        return ngettext("Cancel {count}", "Cancel all {count}", count)
    if action is DeployAction.RESUME:
        return ngettext("Resume {count}", "Resume all {count}", count)
    return ngettext("Undo {count} that failed", "Undo {count} that failed", count)
