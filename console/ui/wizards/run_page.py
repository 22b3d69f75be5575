"""The run: every deploy with its steps. Closing the wizard stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.service import DeployState, DeployView, Plan
from console.settings.language import _, problem_advice, problem_text
from console.ui.bridge import Bridge
from console.ui.dialogs import label
from console.ui.theme import Themes
from console.ui.wizards.page import Page, scrolled
from console.ui.wizards.runview import DeployPanel, deploy_word
from console.wire import messages as m

BUSY = {DeployState.RUNNING, DeployState.QUEUED, DeployState.UNDOING}


class RunPage(Page):
    """Starts plans, or shows deploys that were started before."""

    def __init__(self, themes: Themes, bridge: Bridge, names: Callable[[], Mapping[NodeId, str]]) -> None:
        super().__init__(
            themes, _("Run"), _("The core carries this out. It goes on when this sheet or the window is closed.")
        )
        self._bridge, self._names = bridge, names
        self._plans: tuple[Plan, ...] = ()
        self.refused: Problem | None = None
        self._known: dict[DeployId, DeployView] = {}
        self._panels: dict[DeployId, DeployPanel] = {}
        self._list = QWidget(self)
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addStretch(1)
        self._refusal, self._advice = label("", "error", self), label("", "hint", self)
        for words in (self._refusal, self._advice):
            words.hide()
            self.body.addWidget(words)
        self.body.addWidget(scrolled(self._list, self), 1)
        self.ids: tuple[DeployId, ...] = ()
        bridge.deploy_changed.connect(self._deploy_changed)
        bridge.deploy_forgotten.connect(self._deploy_forgotten)

    def start(self, plans: tuple[Plan, ...]) -> None:
        """Run plans, exactly as they were shown."""
        self._plans = plans
        self._refuse(None)
        self._bridge.ask(m.RunPlans(plans=plans), self._started, self._failed)

    def follow(self, views: tuple[DeployView, ...]) -> None:
        """Show deploys that were started before."""
        self._known.update({view.id: view for view in views})
        self._started(m.DeployIds(tuple(view.id for view in views)))

    def _started(self, value: m.Value) -> None:
        if isinstance(value, m.DeployIds):
            self.ids = value.ids
            for deploy_id in value.ids:
                if deploy_id in self._known:
                    self._show(self._known[deploy_id])
            self.changed.emit()

    def _failed(self, problem: Problem) -> None:
        node = self._names().get(NodeId(problem.params.get("node", "")))
        # The core speaks of the node by its id.
        self._refuse(problem if node is None else replace(problem, params={**problem.params, "node": node}))
        self.changed.emit()

    def _refuse(self, problem: Problem | None) -> None:
        self.refused = problem
        self._refusal.setText(problem_text(problem) if problem else "")
        self._advice.setText(problem_advice(problem) if problem else "")
        for words in (self._refusal, self._advice):
            words.setVisible(bool(words.text()))

    def _deploy_changed(self, view: DeployView) -> None:
        self._known[view.id] = view
        if view.id in self.ids:
            self._show(view)
            self.changed.emit()

    def _deploy_forgotten(self, deploy_id: str) -> None:
        panel = self._panels.pop(DeployId(deploy_id), None)
        if panel is not None:
            panel.hide()
            panel.deleteLater()
        self.ids = tuple(known for known in self.ids if known != deploy_id)
        self.changed.emit()

    def _show(self, view: DeployView) -> None:
        panel = self._panels.get(view.id)
        if panel is not None:
            panel.show_deploy(view)
            return
        name = self._names().get(view.plan.node_id, view.plan.node_id)
        panel = DeployPanel(self.themes, view, name, self._list)
        panel.action_wanted.connect(self._control)
        self._panels[view.id] = panel
        self._rows.insertWidget(self._rows.count() - 1, panel)

    def _control(self, deploy_id: str, action: m.DeployAction) -> None:
        self._bridge.ask(m.ControlDeploy(deploy_id=DeployId(deploy_id), action=action), lambda _value: None)

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
        return "" if any(view.state is DeployState.SERVING for view in views) else _("No model is serving")

    def summary(self) -> str:
        """Name the states."""
        if self.refused is not None:
            return _("Not started")
        return ", ".join(dict.fromkeys(deploy_word(view.state) for view in self.views()))
