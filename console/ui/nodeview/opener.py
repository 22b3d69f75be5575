"""Opens the pages of nodes, and asks the core to look closely at the nodes that somebody looks at."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.ids import NodeId
from console.model.text import fill
from console.settings.fleet_options import GPU_COLUMNS
from console.settings.language import _
from console.wire import messages as m

if TYPE_CHECKING:
    from collections.abc import Callable

    from console.model.clock import Clock
    from console.model.node import NodeView
    from console.model.node_detail import NodeDetail
    from console.settings.store import SettingsStore
    from console.ui.bridge import Bridge
    from console.ui.nodeview.page import Books, NodePage
    from console.ui.window import Window


class NodeDetails(QObject):
    """Keeps what looked-at nodes said, for pages and the tree. ``knowledge`` is the folder of the books."""

    def __init__(self, window: Window, bridge: Bridge, settings: SettingsStore, knowledge: Path, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._bridge, self._settings = window, bridge, settings
        self._knowledge, self._clock = knowledge, clock
        self._books: Books | None = None
        self._pages: dict[NodeId, NodePage] = {}
        self._known: dict[NodeId, NodeDetail] = {}
        self._wanted: dict[str, frozenset[NodeId]] = {}
        self._asked: frozenset[NodeId] = frozenset()
        window.commands.bind("node_details", self._open_current)
        window.panel.menu_entries.append(self._entries)
        window.panel.view.selectionModel().currentChanged.connect(lambda _now, _old: self._offer())
        bridge.detail_changed.connect(self._heard)
        bridge.welcome.connect(lambda _welcome: self._ask_again())
        window.fleet.totals_changed.connect(self._refresh)
        self._offer()

    def detail(self, node_id: NodeId) -> NodeDetail | None:
        """Return what a node said that is looked at."""
        return self._known.get(node_id)

    def want(self, viewer: str, node_ids: frozenset[NodeId]) -> None:
        """Look closely at these nodes for a part of the window, and for it at no others."""
        self._wanted[viewer] = node_ids
        wanted = frozenset[NodeId]().union(*self._wanted.values())
        if wanted == self._asked:
            return
        self._asked = wanted
        for node_id in [node_id for node_id in self._known if node_id not in wanted]:
            del self._known[node_id]
        self._bridge.send(m.WatchDetails(node_ids=tuple(sorted(wanted))))

    def open(self, node_id: NodeId, gpu: int | None = None, part: str | None = None) -> None:
        """Show the page of a node, with one of its devices and one of its parts in front."""
        view = self._window.fleet.view(node_id)
        if view is None:
            return
        self._window.views.open(f"node:{node_id}", view.node.name, partial(self._make, view))
        page = self._pages[node_id]
        if gpu is not None:
            page.choose_gpu(gpu)
        if part is not None:
            page.show_part(part)

    def _make(self, view: NodeView) -> NodePage:
        # Imported when the first page opens: the window does not wait for it.
        from console.ui.cudafit import CudaBook
        from console.ui.healthbook import HealthBook
        from console.ui.nodeview.page import Books, NodePage, column_names
        from console.ui.xids import XidBook

        if self._books is None:
            folder = self._knowledge
            self._books = Books(
                XidBook(folder / "xid.toml"), CudaBook(folder / "drivers.toml"), HealthBook(folder / "gpu_health.toml")
            )
        columns = column_names(self._settings.get(GPU_COLUMNS))
        node_id = view.node.id
        page = self._pages[node_id] = NodePage(self._window.themes, self._clock, self._books, columns)
        page.setAccessibleName(fill(_("Details of {node}"), {"node": view.node.name}))
        page.shown.connect(lambda: self._look(frozenset({node_id}), frozenset()))
        page.hidden.connect(lambda: self._look(frozenset(), frozenset({node_id})))
        page.columns_chosen.connect(lambda names: self._settings.set(GPU_COLUMNS, " ".join(names)))
        page.terminal_wanted.connect(partial(self._window.desk.open_node, node_id))
        page.destroyed.connect(partial(self._pages.pop, node_id, None))
        page.show_view(view)
        return page

    def _look(self, came: frozenset[NodeId], left: frozenset[NodeId]) -> None:
        self.want("pages", (self._wanted.get("pages", frozenset()) | came) - left)

    def _heard(self, node_id: NodeId, detail: NodeDetail) -> None:
        if node_id not in self._asked:
            return
        self._known[node_id] = detail
        page = self._pages.get(node_id)
        if page is not None:
            page.show_detail(detail)

    def _refresh(self) -> None:
        for node_id, page in self._pages.items():
            view = self._window.fleet.view(node_id)
            if view is not None and page.isVisible():
                page.show_view(view)

    def _ask_again(self) -> None:
        """Tell a core that is new to us what is looked at."""
        if self._asked:
            self._bridge.send(m.WatchDetails(node_ids=tuple(sorted(self._asked))))

    def _entries(self, view: NodeView) -> list[tuple[str, Callable[[], object]]]:
        return [(_("Node details"), partial(self.open, view.node.id))]

    def _open_current(self) -> None:
        node_id = self._window.panel.view.current_node()
        if node_id is not None:
            self.open(node_id)

    def _offer(self) -> None:
        has_node = self._window.panel.view.current_node() is not None
        self._window.commands.offer("node_details", available=has_node)
