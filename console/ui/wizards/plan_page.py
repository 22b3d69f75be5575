"""The plan: exactly what will be run, what takes it back, and as which files it can be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QWidget

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.service import DeployRequest, Plan
from console.model.text import fill
from console.settings.language import _, ngettext, problem_text, translate
from console.ui.bridge import Bridge
from console.ui.dashboard.segments import Segments
from console.ui.dialogs import label
from console.ui.formats import age_text
from console.ui.settings.controls import DropDown
from console.ui.sheets import open_dialog
from console.ui.theme import Themes
from console.ui.wizards.diffview import DiffView
from console.ui.wizards.page import MARGIN, Page
from console.ui.wizards.plangroups import PlanGroup, group_words, groups
from console.ui.wizards.planview import PlanView
from console.ui.wizards.production import ProductionLine
from console.ui.wizards.renderings import RenderingsView
from console.wire import messages as m

GROUP_WIDTH = 300


class PlanPage(Page):
    """Shows plans that are alike once, the files that each target would have, and offers all of it for export."""

    def __init__(
        self,
        themes: Themes,
        bridge: Bridge,
        names: Callable[[], Mapping[NodeId, str]],
        productive: Callable[[], Collection[NodeId]] = tuple,
    ) -> None:
        """Make it. ``productive`` gives the nodes where a mistake would cost most."""
        super().__init__(themes, _("Plan"), _("This is what will run, in this order. ↶ marks what takes a step back."))
        self._bridge, self._names, self._productive = bridge, names, productive
        self._request: DeployRequest | None = None
        self._planned: DeployRequest | None = None
        self._problem = ""
        self._saved = ""
        self._made = m.Plans((), "")
        self._groups: tuple[PlanGroup, ...] = ()
        self.views = Segments(themes, [_("Steps"), _("Side by side"), _("Changes")], self)
        self.group = DropDown(themes, self)
        self.group.setAccessibleName(_("Nodes with the same plan"))
        self.group.setFixedWidth(GROUP_WIDTH)
        self._figures = label("", "second", self, wraps=False)
        self.production = ProductionLine(themes, self)
        self.view = PlanView(themes, self)
        self.renderings = RenderingsView(themes, self)
        self._stack = QStackedWidget(self)
        self.changes = DiffView(themes, self)
        for part in (self.view, self.renderings, self.changes):
            self._stack.addWidget(part)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.views)
        head.addWidget(self.group)
        head.addWidget(self._figures)
        head.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(self.production)
        self.body.addWidget(self._stack, 1)
        self.views.chosen.connect(self._stack.setCurrentIndex)
        self.group.activated.connect(self._show_group)
        self.renderings.save_wanted.connect(lambda each: self._ask_where(each.title, each.file_name, each.text))

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Return the plans that are shown; none while there are none."""
        return self._made.plans

    def prepare(self, request: DeployRequest) -> None:
        """Take the request that will be planned."""
        self._request = request

    def enter(self) -> None:
        """Plan, unless this very request has been planned already."""
        if self._request is None or self._request == self._planned:
            return
        self._problem, self._saved = "", ""
        self._show(m.Plans((), ""))
        self._bridge.ask(m.MakePlan(deploy=self._request), partial(self._received, self._request), self._failed)

    def _received(self, request: DeployRequest, value: m.Value) -> None:
        if isinstance(value, m.Plans) and request == self._request:
            self._planned = request
            self._show(value)
        self.changed.emit()

    def _failed(self, problem: Problem) -> None:
        self._problem, self._planned = problem_text(problem), None
        self.changed.emit()

    def _show(self, made: m.Plans) -> None:
        self._made, self._groups = made, groups(made.plans)
        names = self._names()
        self.group.clear()
        for number, group in enumerate(self._groups):
            self.group.addItem(group_words(group, names), number)
        self.group.setVisible(len(self._groups) > 1)
        productive = self._productive()
        self.production.show_nodes([names.get(p.node_id, "") for p in made.plans if p.node_id in productive])
        self.views.setVisible(bool(made.plans))
        self.renderings.show_renderings(made.renderings, made.plans[0].target if made.plans else "")
        self._show_group(0)

    def _show_group(self, number: int) -> None:
        if not self._groups:
            self.view.show_plan(None, "")
            self._figures.setText("")
            return
        group = self._groups[number]
        names = group_words(group, self._names())
        self.view.show_plan(group.plan, names)
        self._show_changes(group.plan, names)
        nodes = ngettext("{count} node", "{count} nodes", len(group.node_ids))
        words = [nodes, ngettext("{count} step", "{count} steps", len(group.plan.steps))]
        if group.seconds is not None:
            said = _("about {time}") if group.is_whole else _("at least {time}")
            words.append(fill(said, {"time": age_text(group.seconds)}))
        self._figures.setText(" · ".join(words))

    def _show_changes(self, plan: Plan, names: str) -> None:
        found = self._made.differences.get(plan.node_id)
        self.views.buttons[2].setVisible(found is not None)
        if found is not None:
            lines = [line for each in found for line in (f"@ {translate(each.what)}", *each.lines)]
            head = _("What this changes of what is deployed now") if lines else _("This is deployed already, as it is")
            self.changes.show_lines(f"{names} · {head}", lines)
        elif self._stack.currentWidget() is self.changes:
            self.views.choose(0)
            self._stack.setCurrentIndex(0)

    def primary(self) -> str:
        """Run the plan as it is shown."""
        return _("Run this plan")

    def obstacle(self) -> str:
        """Say why there is no plan yet."""
        if self._problem:
            return self._problem
        return "" if self.plans else _("Making the plan; wheels may have to be fetched first…")

    def summary(self) -> str:
        """Count the steps."""
        steps = sum(len(plan.steps) for plan in self.plans)
        return self._saved or (ngettext("{count} step", "{count} steps", steps) if steps else "")

    def extra(self) -> tuple[str, bool]:
        """Offer the plan as files."""
        return _("Export…"), bool(self._made.script)

    def use_extra(self) -> None:
        """Open the list of what the plan can be exported as, above the button that was pressed."""
        menu = QMenu(self)
        menu.setAccessibleName(_("Export the plan"))
        for words, name, text in self.exports():
            menu.addAction(words, partial(self._ask_where, words, name, text))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(MARGIN, self.height() - menu.sizeHint().height())))

    def exports(self) -> list[tuple[str, str, str]]:
        """Return what the plan can be exported as: words, the name of the file, its text."""
        made = self._made
        found = [
            (_("Shell script"), "deploy.sh", made.script),
            (_("Ansible playbook"), "deploy.yml", made.playbook),
            (_("Request for the command line"), "deploy.toml", made.request_file),
        ]
        found += [(_(each.title), each.file_name, each.text) for each in made.renderings]
        return [(words, name, text) for words, name, text in found if text]

    def _ask_where(self, words: str, name: str, text: str) -> None:
        dialog = QFileDialog(self, fill(_("Save: {what}"), {"what": words}), name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda path: self._save(path, text))
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)

    def _save(self, path: str, text: str) -> None:
        def saved(_value: m.Value) -> None:
            self._saved = fill(_("Saved as {file}"), {"file": path.rsplit("/", 1)[-1]})
            self.changed.emit()

        self._bridge.ask(m.SaveText(path=path, text=text), saved)

    def first_focus(self) -> QWidget | None:
        """Return the text."""
        return self.view
