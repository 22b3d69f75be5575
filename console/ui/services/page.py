"""The page of services: on the left all that were deployed, on the right the chosen one with its parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.model.clock import Clock
from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.node import Environment
from console.model.service import DeployView
from console.settings.language import _, problem_advice, problem_text
from console.ui.bridge import Bridge
from console.ui.clusters.rows import RowModel
from console.ui.clusters.table import ClusterTable
from console.ui.dialogs import button, label
from console.ui.services.book import ServiceBook
from console.ui.services.columns import service_columns
from console.ui.services.loadtest import LoadTest
from console.ui.services.logview import LogView
from console.ui.services.overview import NodeOf, Overview
from console.ui.services.recordview import RecordView
from console.ui.services.removesheet import RemoveSheet
from console.ui.services.snippets import Snippets
from console.ui.services.steplist import StepList
from console.ui.services.tryit import TryIt
from console.ui.services.workline import WorkLine
from console.ui.sheets import Sheet
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.turning import follow
from console.ui.wizards.deploywords import view_sign
from console.wire import messages as m

LIST_WIDTH, PART_WIDTH = 400, 540


class Part(Protocol):
    """A part of the page that shows one service."""

    def show_deploy(self, view: DeployView) -> None:
        """Show a service, or how it is now."""
        ...


class Surroundings(Struct, frozen=True):
    """What the page needs of the window."""

    themes: Themes
    bridge: Bridge
    book: ServiceBook
    clock: Clock
    node_of: NodeOf
    present: Callable[[Sheet], object]


class ServicesPage(QWidget):
    """Asks for the figures of the chosen service while it is seen, and not otherwise."""

    deploy_wanted = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around, self._book = around, around.book
        self._chosen: DeployId | None = None
        self.setAccessibleName(_("Services"))
        columns = service_columns(self._name, self._book.title)
        self.table = ClusterTable(around.themes, RowModel(columns, lambda view: view.id), _("Services"), self)
        self.table.chosen_changed.connect(self._choice_changed)
        self.parts: dict[str, Part] = {}
        self._stack = QStackedWidget(self)
        self._tabs: dict[str, QToolButton] = {}
        self._bar = QHBoxLayout()
        self._bar.setSpacing(4)
        self._refused = label("", "error", self)
        self._refused.hide()
        self._right = self._make_right()
        self._make_parts()
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(self._right)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 2)
        self._split.setSizes([LIST_WIDTH, PART_WIDTH])
        self._nothing = self._make_nothing()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.addWidget(self._split)
        layout.addWidget(self._nothing)
        self._book.changed.connect(self._changed)
        self._book.gone.connect(self._gone)
        self._book.learned.connect(self.table.rows.settle)
        self.table.rows.apply(self._book.deploys.values())
        self.table.rows.settle()
        self._choose_some()

    # ---- its parts ---------------------------------------------------------------------------

    def _make_right(self) -> QWidget:
        right = QWidget(self)
        self._sign = SignLabel(self._around.themes, Sign.HOLLOW, 14, right)
        self._name_label = label("", "section", right, wraps=False)
        self._state = WorkLine(self._around.clock, right)
        self._where = label("", "second", right, wraps=False)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._sign)
        head.addWidget(self._name_label)
        head.addWidget(self._state)
        head.addWidget(self._where)
        head.addStretch(1)
        layout = QVBoxLayout(right)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(self._bar)
        layout.addWidget(self._refused)
        layout.addWidget(self._stack, 1)
        return right

    def _make_parts(self) -> None:
        around = self._around
        self.overview = Overview(around.themes, around.book, around.node_of, around.clock, self)
        self.overview.action_wanted.connect(self._act)
        self.overview.scale_wanted.connect(self._scale)
        self.try_it = TryIt(around.themes, around.bridge, around.book, self)
        self._add("overview", _("Overview"), self.overview, self.overview)
        self._add("try", _("Try it"), self.try_it, self.try_it)
        snippets = Snippets(around.book, around.node_of, self)
        self._add("snippets", _("Snippets"), snippets, snippets)
        load = LoadTest(around.themes, around.bridge, self)
        self._add("load", _("Load test"), load, load)
        log = LogView(around.bridge, around.clock, self)
        self._add("log", _("Log"), log, log)
        steps = StepList(around.themes, around.bridge, self)
        self._add("steps", _("Steps"), steps, steps)
        record = RecordView(around.themes, around.bridge, self)
        self._add("record", _("History and drift"), record, record)
        self._bar.addStretch(1)
        self.show_part("overview")

    def _add(self, key: str, title: str, part: Part, widget: QWidget) -> None:
        self.parts[key] = part
        self._stack.addWidget(widget)
        tab = QToolButton(self)
        tab.setCheckable(True)
        tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the ring goes where a person presses
        tab.setText(title)
        tab.setAccessibleName(title)
        follow(tab, lambda: self._stack.currentWidget() is widget, partial(self.show_part, key))
        self._tabs[key] = tab
        self._bar.addWidget(tab)

    def _make_nothing(self) -> QWidget:
        block = QWidget(self)
        self.first_button = button(_("Deploy model…"), "primary", block)
        self.first_button.clicked.connect(self.deploy_wanted)
        layout = QVBoxLayout(block)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(label(_("Nothing has been deployed yet"), "section", block))
        layout.addWidget(label(_("Services stand here once a model has been deployed on a node."), "second", block))
        layout.addSpacing(8)
        layout.addWidget(self.first_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(3)
        return block

    def show_part(self, key: str) -> None:
        """Show another part of the chosen service."""
        self._stack.setCurrentIndex(list(self.parts).index(key))
        for other, tab in self._tabs.items():
            tab.setChecked(other == key)

    # ---- which service -----------------------------------------------------------------------

    @property
    def chosen(self) -> DeployView | None:
        """Return the service that is shown."""
        return self._book.deploys.get(self._chosen) if self._chosen is not None else None

    def choose(self, deploy_id: DeployId) -> None:
        """Show a service."""
        self.table.choose(deploy_id)

    def choose_node(self, node_id: NodeId) -> None:
        """Show the newest service of a node."""
        found = [view.id for view in self._book.deploys.values() if view.plan.node_id == node_id]
        if found:
            self.choose(found[-1])

    def _choose_some(self) -> None:
        """Show a service where none is shown, the newest first; or say that there are none."""
        has_some = bool(self._book.deploys)
        self._split.setVisible(has_some)
        self._nothing.setVisible(not has_some)
        self.setFocusProxy(self.table if has_some else self.first_button)
        if has_some and self.chosen is None:
            self.choose(list(self._book.deploys)[-1])

    def _choice_changed(self) -> None:
        rows = self.table.chosen()
        if rows:
            is_other = rows[-1].id != self._chosen
            self._chosen = rows[-1].id
            if is_other:
                self._refused.hide()
            self._show()
            self._want()

    def _changed(self, deploy_id: str) -> None:
        self.table.rows.apply([self._book.deploys[DeployId(deploy_id)]])
        if self.chosen is None:
            self.table.rows.settle()
        self._choose_some()
        if deploy_id == self._chosen:
            self._show()

    def _gone(self, deploy_id: str) -> None:
        self.table.rows.apply([], [deploy_id])
        self.table.rows.settle()
        if deploy_id == self._chosen:
            self._chosen = None
        self._choose_some()
        self._want()

    def _show(self) -> None:
        view = self.chosen
        if view is None:
            return
        self._sign.set_sign(view_sign(view))
        self._name_label.setText(view.plan.service_name)
        self._state.show_deploy(view)
        self._where.setText(f"· {self._name(view.plan.node_id)}")
        for part in self.parts.values():
            part.show_deploy(view)

    def _name(self, node_id: NodeId) -> str:
        node = self._around.node_of(node_id)
        return node.node.name if node is not None else str(node_id)

    # ---- what is done with it ----------------------------------------------------------------

    def _act(self, action: str) -> None:
        view, deed = self.chosen, m.DeployAction(action)
        if view is None:
            return
        if deed not in {m.DeployAction.UNDO, m.DeployAction.ROLLBACK}:
            self._control(view.id, deed)
            return
        node = self._around.node_of(view.plan.node_id)
        environment = Environment.UNKNOWN if node is None else node.node.environment
        sheet = RemoveSheet(self._around.themes, view, self._name(view.plan.node_id), environment)
        sheet.agreed.connect(partial(self._control, view.id, deed))
        self._around.present(sheet)

    def _scale(self, replicas: int) -> None:
        if self._chosen is not None:
            self._refused.hide()
            request = m.ScaleService(deploy_id=self._chosen, replicas=replicas)
            self._around.bridge.ask(request, lambda _value: None, self._refuse)

    def _control(self, deploy_id: DeployId, action: m.DeployAction) -> None:
        self._refused.hide()
        request = m.ControlDeploy(deploy_id=deploy_id, action=action)
        self._around.bridge.ask(request, lambda _value: None, self._refuse)

    def _refuse(self, problem: Problem) -> None:
        self._refused.setText(f"{problem_text(problem)} {problem_advice(problem)}".strip())
        self._refused.show()

    # ---- while somebody looks ----------------------------------------------------------------

    def refresh(self) -> None:
        """Read again what the fleet knows, where somebody looks."""
        if self.isVisible():
            self.overview.refresh()

    def _want(self) -> None:
        is_seen = self.isVisible() and self._chosen is not None
        self._book.want("page", frozenset({self._chosen}) if is_seen and self._chosen else frozenset())

    def showEvent(self, event: QShowEvent) -> None:
        """Hear the figures from now on."""
        super().showEvent(event)
        self._book.learn()
        self._want()
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hear them no more."""
        super().hideEvent(event)
        self._want()
