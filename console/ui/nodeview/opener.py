"""Opens the pages of nodes, and asks the core to look closely at the nodes that somebody looks at."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject

from console.model.ids import NodeId
from console.model.text import fill
from console.settings.fleet_options import GPU_COLUMNS
from console.settings.language import _
from console.ui.models.rows import RowKind
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


MOST_OPEN = 16
"""Nodes that are looked at because their rows stand open; each costs a channel of its connection."""


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
        bridge.redaction.connect(lambda _is_on: self._ask_again())
        window.fleet.totals_changed.connect(self._refresh)
        window.panel.view.expanded.connect(self._opened)
        window.panel.view.collapsed.connect(self._closed)
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

    def open(self, node_id: NodeId, gpu: int | None = None, part: str | None = None, row: str = "") -> None:
        """Show the page of a node, with one of its devices and a row of one of its parts in front."""
        view = self._window.fleet.view(node_id)
        if view is None:
            return
        self._window.views.open(f"node:{node_id}", view.node.name, partial(self._make, view))
        page = self._pages[node_id]
        if gpu is not None:
            page.choose_gpu(gpu)
        if part is not None:
            page.show_part(part, row)

    def _make(self, view: NodeView) -> NodePage:
        # Imported when the first page opens: the window does not wait for it.
        from console.ui.nodeview.page import NodePage, column_names

        columns = column_names(self._settings.get(GPU_COLUMNS))
        node_id = view.node.id
        page = self._pages[node_id] = NodePage(self._window.themes, self._clock, self._read_books(), columns)
        page.setAccessibleName(fill(_("Details of {node}"), {"node": view.node.name}))
        page.shown.connect(lambda: self._look(frozenset({node_id}), frozenset()))
        page.hidden.connect(lambda: self._look(frozenset(), frozenset({node_id})))
        page.columns_chosen.connect(lambda names: self._settings.set(GPU_COLUMNS, " ".join(names)))
        page.terminal_wanted.connect(partial(self._window.desk.open_node, node_id))
        page.destroyed.connect(partial(self._pages.pop, node_id, None))
        page.show_view(view)
        if node_id in self._known:
            page.show_detail(self._known[node_id])
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
        if node_id in self._wanted.get("tree", frozenset()):
            self._show_inner(node_id, detail)

    # ---- below the node in the tree ----------------------------------------------------------

    def _opened(self, index: QModelIndex) -> None:
        """Look at a node whose row was opened: what runs on it stands below its GPUs."""
        row = self._window.fleet.row_of(index)
        if row is None or row.kind is not RowKind.NODE or row.view is None:
            return
        node_id = row.view.node.id
        before = self._wanted.get("tree", frozenset())
        if node_id not in before and len(before) < MOST_OPEN:
            self.want("tree", before | {node_id})
            if node_id in self._known:
                self._show_inner(node_id, self._known[node_id])

    def _closed(self, index: QModelIndex) -> None:
        row = self._window.fleet.row_of(index)
        if row is not None and row.kind is RowKind.NODE and row.view is not None:
            self.want("tree", self._wanted.get("tree", frozenset()) - {row.view.node.id})
            self._window.fleet.set_inner(row.view.node.id, ())

    def _show_inner(self, node_id: NodeId, detail: NodeDetail) -> None:
        from console.ui.models.inner import inner_rows
        from console.ui.nodeview.cells import Tone

        view = self._window.fleet.view(node_id)
        driver = view.snapshot.driver_version if view is not None and view.snapshot is not None else None
        books = self._read_books()

        def verdict(cuda: str) -> tuple[bool, str]:
            tone, words = books.cuda.words(driver, cuda)
            return tone is Tone.FAIL, words

        self._window.fleet.set_inner(node_id, inner_rows(detail, verdict))

    def _read_books(self) -> Books:
        from console.ui.cudafit import CudaBook
        from console.ui.healthbook import HealthBook
        from console.ui.nodeview.page import Books
        from console.ui.xids import XidBook

        if self._books is None:
            folder = self._knowledge
            self._books = Books(
                XidBook(folder / "xid.toml"), CudaBook(folder / "drivers.toml"), HealthBook(folder / "gpu_health.toml")
            )
        return self._books

    def _refresh(self) -> None:
        for node_id, page in self._pages.items():
            view = self._window.fleet.view(node_id)
            if view is None:
                continue
            is_renamed = view.node.name != page.node_name
            if is_renamed:
                self._window.views.rename(f"node:{node_id}", view.node.name)
                page.setAccessibleName(fill(_("Details of {node}"), {"node": view.node.name}))
            if is_renamed or page.isVisible():
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
