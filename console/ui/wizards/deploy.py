"""The deploy wizard: nodes, model, engine, target, preflight, plan, run, result. Closing it stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.ids import LOCAL_NODE, NodeId
from console.model.node import Environment, Node, NodeView
from console.model.service import Amendment, DeployRequest, DeployView
from console.settings.language import _
from console.ui.bridge import Bridge
from console.ui.dialogs import button, label
from console.ui.sheets import Sheet
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.wizards.checks_page import ChecksPage
from console.ui.wizards.draft import with_own_machine
from console.ui.wizards.engine_page import EnginePage
from console.ui.wizards.model_page import ModelPage
from console.ui.wizards.nodes_page import NodesPage
from console.ui.wizards.page import MARGIN, Page
from console.ui.wizards.plan_page import PlanPage
from console.ui.wizards.rail import StepRail
from console.ui.wizards.result_page import ResultPage
from console.ui.wizards.run_page import RunPage
from console.ui.wizards.target_page import TargetPage
from console.wire import messages as m

HEIGHT = 868
PAGES = (
    "nodes_page", "model_page", "engine_page", "target_page", "checks_page", "plan_page", "run_page", "result_page",
)  # fmt: skip
"""In their order, as the wizard has them."""
ENGINE, TARGET, PREFLIGHT, PLAN, RUN, RESULT = 2, 3, 4, 5, 6, 7

Views = Callable[[], Iterable[NodeView]]
SomePage = TypeVar("SomePage", bound=Page)


class DeployWizard(Sheet):
    """Leads from nodes to an answer. ``views`` gives the fleet as it is now."""

    service_wanted = Signal(str)
    """DeployId of a service whose page is wanted."""

    def __init__(
        self, themes: Themes, bridge: Bridge, views: Views, clock: Clock, chosen: tuple[NodeId, ...] = ()
    ) -> None:
        super().__init__(themes)
        self.setAccessibleName(_("Deploy model"))
        self._views: Views = lambda: with_own_machine(views())
        self._given: DeployRequest | None = None
        """What is tried again, whatever the first pages say; None once one of them is shown."""
        self._bridge, self._clock = bridge, clock
        self._number = 0
        self._known = m.Catalogue(())
        self._stack = QStackedWidget(self)
        self.nodes_page = self._added(NodesPage(themes, self._views))
        self.model_page = self._added(ModelPage(themes, bridge))
        self.nodes_page.choose(chosen)
        self.model_page.catalogue.connect(self._know)
        self._build()
        self.show_page(0)

    # The later pages are made when they are wanted: all of them at once would hold the window up.

    @cached_property
    def engine_page(self) -> EnginePage:
        """Return the page of the engine."""
        page = EnginePage(self.themes, self._bridge)
        page.show_engines(self._known.engines)
        return self._added(page)

    @cached_property
    def target_page(self) -> TargetPage:
        """Return the page of the target."""
        page = TargetPage(self.themes)
        page.show_targets(self._known.targets)
        return self._added(page)

    @cached_property
    def checks_page(self) -> ChecksPage:
        """Return the page of the preflight."""
        page = self._added(ChecksPage(self.themes, self._bridge, self._names))
        page.left_out.connect(self._leave_out)
        page.amended.connect(self._amend)
        return page

    @cached_property
    def plan_page(self) -> PlanPage:
        """Return the page of the plan."""
        return self._added(PlanPage(self.themes, self._bridge, self._names, self._productive))

    @cached_property
    def run_page(self) -> RunPage:
        """Return the page that shows how it runs."""
        page = self._added(RunPage(self.themes, self._bridge, self._names, self._clock))
        page.again_wanted.connect(self._try_again)
        return page

    @cached_property
    def result_page(self) -> ResultPage:
        """Return the page of what answers."""
        page = self._added(ResultPage(self.themes, self._bridge, self._names, self._node))
        page.service_wanted.connect(self.service_wanted)
        return page

    def _added(self, page: SomePage) -> SomePage:
        self._stack.addWidget(page)
        page.changed.connect(self._refresh)
        return page

    def _page_at(self, number: int) -> Page:
        page: Page = getattr(self, PAGES[number])
        return page

    @classmethod
    def following(
        cls, themes: Themes, bridge: Bridge, views: Views, clock: Clock, deploys: tuple[DeployView, ...]
    ) -> DeployWizard:
        """Return a wizard that shows deploys that were started before."""
        made = cls(themes, bridge, views, clock, tuple(view.plan.node_id for view in deploys))
        made.run_page.follow(deploys)
        made.show_page(RUN)
        return made

    def _build(self) -> None:
        steps = [_("Nodes"), _("Model"), _("Engine"), _("Target"), _("Preflight"), _("Plan"), _("Run"), _("Result")]
        self.rail = StepRail(self.themes, _("Deploy model"), steps, self)
        self.rail.wanted.connect(self.show_page)
        # A choice would take the arrow key, whatever is held with it.
        back = QShortcut(QKeySequence("Alt+Left"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(lambda: self.back_button.click())
        # Whichever button has the keyboard would take itself to be meant.
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            on = QShortcut(QKeySequence(keys), self)
            on.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            on.activated.connect(lambda: self.next_button.click())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addWidget(self._footer())
        layout.addLayout(right, 1)

    def _footer(self) -> QWidget:
        foot = QFrame(self)
        foot.setObjectName("footer")
        self.back_button = button(_("Back"), "", self)
        self.extra_button = button("", "", self)
        self.close_button = button(_("Close"), "", self)
        self.next_button = button("", "primary", self)
        self.next_button.setMinimumWidth(180)
        self._sign = SignLabel(self.themes, Sign.FAILED, 14, self)
        self._reason = label("", "second", self)
        self._reason.setWordWrap(False)
        self.back_button.clicked.connect(lambda: self.show_page(self._number - 1))
        self.extra_button.clicked.connect(self._use_extra)
        self.close_button.clicked.connect(self.reject)
        self.next_button.clicked.connect(self._forward)
        line = QHBoxLayout(foot)
        line.setContentsMargins(MARGIN, 14, MARGIN, 14)
        line.setSpacing(8)
        for widget in (self.back_button, self.extra_button, self.close_button):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self._sign)
        line.addWidget(self._reason)
        line.addWidget(self.next_button)
        return foot

    def hasHeightForWidth(self) -> bool:
        """Keep one height on every page, whatever their texts would need."""
        return False

    def sizeHint(self) -> QSize:
        """Return the size of the sheet where there is room for it."""
        return QSize(self.themes.current.metrics.size.wizard_width, HEIGHT)

    def _productive(self) -> frozenset[NodeId]:
        return frozenset(v.node.id for v in self._views() if v.node.environment is Environment.PRODUCTION)

    def _names(self) -> Mapping[NodeId, str]:
        return {view.node.id: view.node.name for view in self._views()}

    def _node(self, node_id: NodeId) -> Node | None:
        return next((view.node for view in self._views() if view.node.id == node_id), None)

    @property
    def page(self) -> Page:
        """Return the page that is shown."""
        return self._page_at(self._number)

    def show_page(self, number: int) -> None:
        """Show a page; each reads what the ones before it have chosen."""
        self._given = self._given if number >= PREFLIGHT else None
        self._collect(number)
        self._number = number
        self._stack.setCurrentWidget(self.page)
        self.page.enter()
        self._refresh()
        (self.page.first_focus() or self.next_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _know(self, catalogue: m.Catalogue) -> None:
        self._known = catalogue
        if "engine_page" in vars(self):
            self.engine_page.show_engines(catalogue.engines)
        if "target_page" in vars(self):
            self.target_page.show_targets(catalogue.targets)

    def _collect(self, number: int) -> None:
        model = self.model_page.chosen
        if number == ENGINE:
            draft = DeployRequest(self.nodes_page.chosen, self.model_page.model)
            self.engine_page.prepare(draft, self.model_page.weights, model.engine if model else "")
        elif number == TARGET:
            engine = self.engine_page
            self.target_page.prepare(
                self.model_page.model, engine.engine, engine.packaging, lacks_image=engine.lacks_image
            )
            self.target_page.limit(is_own_machine=LOCAL_NODE in self.nodes_page.chosen)
        elif number in {PREFLIGHT, PLAN}:
            request = self._request()
            self.checks_page.prepare(request)
            self.plan_page.prepare(replace(request, fixes=self.checks_page.fixes))
        elif number == RESULT:
            self.result_page.show_result(self.run_page.views())

    def _leave_out(self, node_ids: tuple[NodeId, ...]) -> None:
        self.nodes_page.choose(tuple(each for each in self.nodes_page.chosen if each not in node_ids))
        if self._given is not None:
            self._given = replace(self._given, node_ids=self.nodes_page.chosen)
        self._collect(PREFLIGHT)
        self._refresh()

    def _amend(self, wanted: Amendment) -> None:
        """Ask for something else instead, and check that."""
        self.engine_page.show_arguments(wanted.arguments or ())
        self.engine_page.fit.sequences.setValue(wanted.sequences)
        if self._given is not None:
            self._given = wanted.applied(self._given)
        self.show_page(PREFLIGHT)

    def _try_again(self, request: DeployRequest) -> None:
        self.nodes_page.choose(request.node_ids)
        self.engine_page.show_arguments(request.arguments)
        self._given = request
        self.show_page(PREFLIGHT)

    def _request(self) -> DeployRequest:
        """Return the request as the pages say it."""
        if self._given is not None:
            return self._given
        made = DeployRequest(self.nodes_page.chosen, self.model_page.model)
        return self.target_page.applied(self.engine_page.applied(made))

    def _use_extra(self) -> None:
        self.page.use_extra()

    def _forward(self) -> None:
        number = self._number
        if self.page.obstacle():
            return
        if number == RESULT:
            self.accept()
            return
        if number + 1 == RUN and not self.run_page.ids:
            self.run_page.start(self.plan_page.plans)
        self.show_page(number + 1)

    def _refresh(self) -> None:
        number = self._number
        obstacle = self.page.obstacle()
        # A plan that has been started is not changed any more: only its run and its result are left to see.
        has_run = "run_page" in vars(self)
        started = has_run and (bool(self.run_page.ids) or (number >= RUN and self.run_page.refused is None))
        # Of a deploy of before the first pages know nothing.
        started = started or (number >= PREFLIGHT and self.engine_page.engine is None)
        self.rail.show_step(
            number,
            [self._page_at(place).summary() if place <= number else "" for place in range(len(PAGES))],
            returnable=not started,
        )
        self.back_button.setEnabled(number > 0 and (not started or number in {PLAN, RESULT}))
        text, enabled = self.page.extra()
        self.extra_button.setVisible(bool(text))
        self.extra_button.setText(text)
        self.extra_button.setAccessibleName(text or _("No further action"))
        self.extra_button.setEnabled(enabled)
        self.close_button.setVisible(number != RESULT)
        self.next_button.setText(self.page.primary())
        self.next_button.setAccessibleName(self.page.primary())
        self.next_button.setAccessibleDescription(obstacle)
        self.next_button.setEnabled(not obstacle)
        self._reason.setText(obstacle)
        self._sign.setVisible(bool(obstacle))
        self._sign.set_sign(Sign.FAILED if number == PREFLIGHT and self.checks_page.failed_count else Sign.HOLLOW)

    def first_focus(self) -> QWidget | None:
        """Return the first control of the page."""
        return self.page.first_focus() or self.next_button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter do nothing by itself."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
