"""The port forwards in the window: the page, and the way there from a node."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.forward import ForwardView
from console.model.node import NodeView
from console.settings.language import _
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.forwardpage import ForwardPage
    from console.ui.window import Window

KEY = "forwards"


class ForwardDesk(QObject):
    """Keeps what the core tells, whether the page is open or not."""

    def __init__(self, window: Window, bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._views: tuple[ForwardView, ...] = ()
        window.commands.bind("forwards", lambda: self.show_forwards(""))
        window.panel.menu_entries.append(self._entries)
        bridge.forwards.connect(self._take)

    def show_forwards(self, node_name: str) -> None:
        """Show the page, with the first forward of a node chosen."""
        from console.ui.forwardpage import ForwardPage

        page = self._window.views.open(KEY, _("Port forwards"), self._make)
        if isinstance(page, ForwardPage):
            page.choose_node(node_name)

    def _make(self) -> ForwardPage:
        from console.ui.forwardpage import ForwardPage

        page = ForwardPage(self._window.themes)
        page.close_wanted.connect(lambda number: self._bridge.send(m.CloseForward(number=number)))
        page.reopen_wanted.connect(lambda number: self._bridge.send(m.ReopenForward(number=number)))
        page.take(self._views)
        return page

    def _entries(self, view: NodeView) -> list[tuple[str, Callable[[], object]]]:
        if not any(forward.node_id == view.node.id for forward in self._views):
            return []
        return [(_("Port forwards"), partial(self.show_forwards, view.node.name))]

    def _take(self, views: tuple[ForwardView, ...]) -> None:
        from console.ui.forwardpage import ForwardPage

        self._views = views
        page = self._window.views.page(KEY)
        if isinstance(page, ForwardPage):
            page.take(views)
