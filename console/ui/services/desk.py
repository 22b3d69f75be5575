"""Services in the window: their page, and what opens it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.ids import NodeId
from console.model.node import NodeView
from console.settings.language import _
from console.ui.services.book import ServiceBook

if TYPE_CHECKING:
    from console.model.clock import Clock
    from console.ui.bridge import Bridge
    from console.ui.services.page import ServicesPage
    from console.ui.window import Window

KEY = "services"


class ServicesDesk(QObject):
    """Keeps what is known of services; the page is imported when it is wanted."""

    def __init__(self, window: Window, bridge: Bridge, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._bridge, self._clock = window, bridge, clock
        self.book = ServiceBook(bridge, self)
        window.commands.bind(KEY, self.open)
        window.panel.menu_entries.append(self._entries)
        window.fleet.totals_changed.connect(self._refresh)

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
