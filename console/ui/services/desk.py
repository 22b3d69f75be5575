"""Services in the window: their page, and what opens it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject

from console.model.ids import DeployId, NodeId
from console.model.node import NodeView
from console.model.service import DeployState
from console.settings.language import _
from console.ui.models.rows import RowKind
from console.ui.services.book import ServiceBook

if TYPE_CHECKING:
    from console.model.clock import Clock
    from console.ui.bridge import Bridge
    from console.ui.services.page import ServicesPage
    from console.ui.services.pastpage import PastPage
    from console.ui.window import Window
    from console.ui.wizards.deploy import DeployWizard

KEY, PAST = "services", "deploy_history"
MOST_ASKED = 16
"""Services that are asked for their figures because the rows of their nodes stand open."""


class ServicesDesk(QObject):
    """Keeps what is known of services; the page is imported when it is wanted."""

    def __init__(self, window: Window, bridge: Bridge, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._bridge, self._clock = window, bridge, clock
        self.book = ServiceBook(bridge, self)
        self._nodes: dict[DeployId, NodeId] = {}
        """Where each service stands in the tree."""
        self._open: set[NodeId] = set()
        window.commands.bind(KEY, self.open)
        window.commands.bind(PAST, self.open_past)
        window.panel.menu_entries.append(self._entries)
        window.fleet.totals_changed.connect(self._refresh)
        view = window.panel.view
        view.service_wanted.connect(lambda key: self.open().choose(DeployId(key)))
        view.expanded.connect(lambda index: self._looked(index, is_open=True))
        view.collapsed.connect(lambda index: self._looked(index, is_open=False))
        for signal in (self.book.changed, self.book.gone, self.book.figures_changed):
            signal.connect(self._show_in_tree)

    def _entries(self, view: NodeView) -> list[tuple[str, Callable[[], object]]]:
        node_id = view.node.id
        has_some = any(each.plan.node_id == node_id for each in self.book.deploys.values())
        return [(_("Services"), partial(self.open_node, node_id))] if has_some else []

    def open(self) -> ServicesPage:
        """Show the page."""
        from console.ui.services.page import ServicesPage

        page = self._window.views.open(KEY, _("Services"), self._make)
        return page if isinstance(page, ServicesPage) else self._make()

    def open_node(self, node_id: NodeId) -> None:
        """Show the services of a node."""
        self.open().choose_node(node_id)

    def open_past(self) -> PastPage:
        """Show the history of all deploys."""
        from console.ui.services.pastpage import PastPage

        page = self._window.views.open(PAST, _("History of deployments"), self._make_past)
        return page if isinstance(page, PastPage) else self._make_past()

    def _make_past(self) -> PastPage:
        from console.ui.services.pastpage import PastPage

        self.book.learn()
        page = PastPage(self._window.themes, self._bridge, self.book, self._name)
        page.deploy_wanted.connect(lambda key: self.open().choose(DeployId(key)))
        return page

    def _name(self, node_id: NodeId) -> str:
        view = self._window.fleet.view(node_id)
        return view.node.name if view is not None else str(node_id)

    def follow(self, wizard: DeployWizard) -> DeployWizard:
        """Let the result of a wizard lead to the page, and return the wizard."""
        wizard.service_wanted.connect(partial(self._leave, wizard))
        return wizard

    def _leave(self, wizard: DeployWizard, deploy_id: str) -> None:
        wizard.accept()
        self.open().choose(DeployId(deploy_id))

    def _make(self) -> ServicesPage:
        from console.ui.services.page import ServicesPage, Surroundings

        window = self._window
        around = Surroundings(
            window.themes, self._bridge, self.book, self._clock, window.fleet.view, window.sheets.present
        )
        page = ServicesPage(around)
        page.deploy_wanted.connect(window.commands["deploy"].trigger)
        return page

    def _refresh(self) -> None:
        if self._window.views.front == KEY:
            from console.ui.services.page import ServicesPage

            page = self._window.views.page(KEY)
            if isinstance(page, ServicesPage):
                page.refresh()

    # ---- in the tree -------------------------------------------------------------------------

    def _show_in_tree(self, deploy_id: str) -> None:
        """Lay the rows of a node out anew; the tree is told only where one of them differs."""
        from console.ui.services.treerows import service_row

        view = self.book.deploys.get(DeployId(deploy_id))
        if view is not None:
            self._nodes[view.id] = view.plan.node_id
        node_id = self._nodes.get(DeployId(deploy_id))
        if node_id is None:
            return
        if view is None:
            del self._nodes[DeployId(deploy_id)]
        here = [each for each in self.book.deploys.values() if each.plan.node_id == node_id]
        there = [each for each in here if each.state is not DeployState.UNDONE]
        rows = tuple(service_row(each, self.book.figures.get(each.id)) for each in there)
        self._window.fleet.set_services(node_id, rows)
        self._want()

    def _looked(self, index: QModelIndex, *, is_open: bool) -> None:
        row = self._window.fleet.row_of(index)
        if row is not None and row.kind is RowKind.NODE and row.view is not None:
            (self._open.add if is_open else self._open.discard)(row.view.node.id)
            self._want()

    def _want(self) -> None:
        found = [view.id for view in self.book.deploys.values() if view.plan.node_id in self._open]
        self.book.want("tree", frozenset(found[:MOST_ASKED]))
