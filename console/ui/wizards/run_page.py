"""The run: every deploy with its steps. Closing the wizard stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.service import DeployRequest, DeployState, DeployView, Plan
from console.settings.language import _, problem_advice, problem_text
from console.ui.bridge import Bridge
from console.ui.dialogs import label
from console.ui.services.workline import SECOND_MS
from console.ui.theme import Themes
from console.ui.wizards.deploywords import view_word
from console.ui.wizards.openedstep import OpenedStep
from console.ui.wizards.page import Page, scrolled
from console.ui.wizards.runlist import RunList
from console.ui.wizards.runview import DeployPanel
from console.wire import messages as m

BUSY = {DeployState.RUNNING, DeployState.QUEUED, DeployState.UNDOING}
GATHER_MS = 60
"""Many nodes report at once: what they say is shown together."""


class RunPage(Page):
    """Starts plans, or shows deploys that were started before. Of several the chosen one shows its steps."""

    again_wanted = Signal(object)
    """DeployRequest: what failed has been taken back and is to be tried like this."""

    def __init__(self, themes: Themes, bridge: Bridge, names: Callable[[], Mapping[NodeId, str]], clock: Clock) -> None:
        super().__init__(
            themes, _("Run"), _("The core carries this out. It goes on when this sheet or the window is closed.")
        )
        self._bridge, self._names, self._clock = bridge, names, clock
        self.refused: Problem | None = None
        self._known: dict[DeployId, DeployView] = {}
        self._changed: set[DeployId] = set()
        self._refusal, self._advice = label("", "error", self), label("", "hint", self)
        for words in (self._refusal, self._advice):
            words.hide()
            self.body.addWidget(words)
        self.list = RunList(themes, names(), clock, self)
        self.list.hide()
        self.list.chosen_changed.connect(self._show_chosen)
        self.list.together_wanted.connect(self._control_all)
        self.body.addWidget(self.list, 2)
        self.panel: DeployPanel | None = None
        self._holder = QWidget(self)
        self._rows = QVBoxLayout(self._holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addStretch(1)
        self._steps = scrolled(self._holder, self)
        self.body.addWidget(self._steps, 3)
        self.opened = OpenedStep(themes, bridge, self)
        self.opened.hide()
        self.opened.left.connect(self._close_step)
        self.body.addWidget(self.opened, 3)
        self.ids: tuple[DeployId, ...] = ()
        self._again: DeployRequest | None = None
        self._undoing: tuple[DeployId, ...] = ()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self.show_changed)
        self._seconds = QTimer(self)
        self._seconds.setInterval(SECOND_MS)
        self._seconds.timeout.connect(self.list.model.tick)
        bridge.deploy_changed.connect(self._deploy_changed)
        bridge.deploy_forgotten.connect(self._deploy_forgotten)

    def showEvent(self, event: QShowEvent) -> None:
        """Count from now on."""
        super().showEvent(event)
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Count no more."""
        super().hideEvent(event)
        self._seconds.stop()

    def start(self, plans: tuple[Plan, ...]) -> None:
        """Run plans, exactly as they were shown."""
        self._refuse(None)
        self._bridge.ask(m.RunPlans(plans=plans), self._started, self._failed)

    def follow(self, views: tuple[DeployView, ...]) -> None:
        """Show deploys that were started before."""
        self._known.update({view.id: view for view in views})
        self._started(m.DeployIds(tuple(view.id for view in views)))

    def _started(self, value: m.Value) -> None:
        if isinstance(value, m.DeployIds):
            self.ids = value.ids
            self._changed.update(each for each in value.ids if each in self._known)
            self.show_changed()

    def _failed(self, problem: Problem) -> None:
        self._refuse(self._named(problem))
        self.changed.emit()

    def _named(self, problem: Problem) -> Problem:
        """Return the problem with the name of its node: the core speaks of it by its id."""
        node = self._names().get(NodeId(problem.params.get("node", "")))
        return problem if node is None else replace(problem, params={**problem.params, "node": node})

    def _refuse(self, problem: Problem | None) -> None:
        self.refused = problem
        self._refusal.setText(problem_text(problem) if problem else "")
        self._advice.setText(problem_advice(problem) if problem else "")
        for words in (self._refusal, self._advice):
            words.setVisible(bool(words.text()))

    def _deploy_changed(self, view: DeployView) -> None:
        self._known[view.id] = view
        if view.id not in self.ids:
            return
        self._changed.add(view.id)
        if len(self.ids) == 1:
            self.show_changed()
        elif not self._gather.isActive():
            self._gather.start()

    def show_changed(self) -> None:
        """Show what has changed since this was called last."""
        self._gather.stop()
        views = [self._known[each] for each in self.ids if each in self._changed]
        self._changed.clear()
        self.list.show_views(views)
        if len(self.ids) > 1:
            self.list.setVisible(not self.opened.isVisibleTo(self))
            self.list.choose_first()
        self._show_chosen()
        self.changed.emit()
        self._try_again()

    def _remedy(self, deploy_id: str) -> None:
        """Take back what failed of the same cause, so that it can be tried with what the core proposes."""
        view = self._known[DeployId(deploy_id)]
        asked, remedy = view.plan.request, view.remedy
        if asked is None or remedy is None:
            return
        alike = [each for each in self.views() if each.state is view.state and each.remedy == remedy]
        arguments = {**dict(asked.arguments), **dict(remedy.arguments)}
        nodes = tuple(each.plan.node_id for each in alike)
        self._again = replace(asked, node_ids=nodes, arguments=tuple(arguments.items()))
        self._undoing = tuple(each.id for each in alike)
        self._control_all(self._undoing, m.DeployAction.UNDO)

    def _try_again(self) -> None:
        if self._again is None or any(self._known[each].state is not DeployState.UNDONE for each in self._undoing):
            return
        request, self._again = self._again, None
        self._drop_panel()
        self.list.show_views((), self.ids)
        self.list.hide()
        self.ids = ()
        self.again_wanted.emit(request)

    def _show_chosen(self) -> None:
        wanted = self.list.chosen if len(self.ids) > 1 else next(iter(self.ids), None)
        view = self._known.get(wanted) if wanted is not None else None
        if view is not None and view.problem is not None:
            view = replace(view, problem=self._named(view.problem))
        self.opened.follow(view)
        if view is None:
            self._drop_panel()
        elif self.panel is not None and self.panel.deploy_id == view.id:
            self.panel.show_deploy(view)
        else:
            self._drop_panel()
            name = self._names().get(view.plan.node_id, view.plan.node_id)
            self.panel = DeployPanel(self.themes, view, name, self._clock, self._holder)
            self.panel.action_wanted.connect(self._control)
            self.panel.remedy_wanted.connect(self._remedy)
            self.panel.step_wanted.connect(self._open_step)
            self._rows.insertWidget(0, self.panel)

    def _open_step(self, step_id: str) -> None:
        view = self._known.get(DeployId(self.panel.deploy_id)) if self.panel is not None else None
        if view is not None:
            self.list.hide()
            self._steps.hide()
            self.opened.open(view, self._names().get(view.plan.node_id, view.plan.node_id), step_id)

    def _close_step(self) -> None:
        self.opened.hide()
        self._steps.show()
        self.list.setVisible(len(self.ids) > 1)
        if self.panel is not None:
            self.panel.focus_step(self.opened.step_id)

    def _drop_panel(self) -> None:
        if self.panel is not None:
            if self.opened.isVisibleTo(self):
                self._close_step()
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _deploy_forgotten(self, deploy_id: str) -> None:
        gone = DeployId(deploy_id)
        self.ids = tuple(known for known in self.ids if known != gone)
        self.list.show_views((), (gone,))
        self.list.choose_first()
        self._show_chosen()
        self.changed.emit()

    def _control(self, deploy_id: str, action: m.DeployAction) -> None:
        self._control_all((DeployId(deploy_id),), action)

    def _control_all(self, deploy_ids: tuple[DeployId, ...], action: m.DeployAction) -> None:
        for deploy_id in deploy_ids:
            self._bridge.ask(m.ControlDeploy(deploy_id=deploy_id, action=action), lambda _value: None)

    def views(self) -> list[DeployView]:
        """Return the deploys of this page."""
        return [self._known[deploy_id] for deploy_id in self.ids if deploy_id in self._known]

    def primary(self) -> str:
        """Lead to the result."""
        return _("Show result")

    def obstacle(self) -> str:
        """Say that it still runs, or that nothing serves."""
        if self.refused is not None:
            return _("The plan was not started")
        views = self.views()
        if not views or any(view.state in BUSY for view in views):
            return _("The plan is running")
        if any(view.state is DeployState.SERVING for view in views):
            return ""
        has_returned = any(view.problem is not None and view.problem.code == "deploy.returned" for view in views)
        return _("The version before serves") if has_returned else _("No model is serving")

    def summary(self) -> str:
        """Name the states."""
        if self.refused is not None:
            return _("Not started")
        return ", ".join(dict.fromkeys(view_word(view) for view in self.views()))

    def first_focus(self) -> QWidget | None:
        """Return the list, where there is one."""
        return self.list.table if self.list.isVisibleTo(self) else None
