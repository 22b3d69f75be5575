"""Readiness in the window: from the menu of a node or the command field to its page, and the report into a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.text import fill
from console.settings.language import _
from console.ui.sheets import open_dialog
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from console.model.ids import NodeId
    from console.model.node import NodeView
    from console.ui.bridge import Bridge
    from console.ui.readiness.page import ReadinessPage
    from console.ui.window import Window


class ReadinessDesk(QObject):
    """Opens a page for a node; several may be open."""

    def __init__(self, window: Window, bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._folder = Path.home()
        window.panel.menu_entries.append(self._entries)
        window.commands.bind("readiness", self._open_current)
        window.commands.bind("rank_nodes", self.rank)
        self._opened: set[str] = set()
        bridge.redaction.connect(self._close)

    def _close(self) -> None:
        """Close what was written under other names."""
        for key in self._opened:
            self._window.views.close_page(key)
        self._opened.clear()

    def _entries(self, view: NodeView) -> Sequence[tuple[str, Callable[[], object]]]:
        return [
            (_("Readiness…"), partial(self.open, view.node.id)),
            (_("What would run here?"), partial(self.what_runs, view.node.id)),
        ]

    def _current(self) -> NodeId | None:
        tab = self._window.desk.active_tab()
        return self._window.panel.view.current_node() or (tab.node_id if tab is not None else None)

    def _open_current(self) -> None:
        node_id = self._current()
        if node_id is None:
            self._window.toast.say(_("Choose a node in the fleet first"), sign=Sign.HOLLOW)
            return
        self.open(node_id)

    def open(self, node_id: NodeId) -> ReadinessPage | None:
        """Show the report of a node; its checks run when the page is new."""
        from console.ui.readiness.page import ReadinessPage

        view = self._window.fleet.view(node_id)
        if view is None:
            return None

        def make() -> ReadinessPage:
            page = ReadinessPage(self._window.themes, self._bridge, view)
            page.export_wanted.connect(partial(self._export, page))
            page.models_wanted.connect(partial(self.what_runs, node_id))
            return page

        title = fill(_("Readiness of {node}"), {"node": view.node.name})
        page = self._opens(f"readiness {node_id}", title, make)
        return page if isinstance(page, ReadinessPage) else None

    def _opens(self, key: str, title: str, make: Callable[[], QWidget]) -> QWidget:
        self._opened.add(key)
        return self._window.views.open(key, title, make)

    def what_runs(self, node_id: NodeId) -> None:
        """Show what would run on a node."""
        from console.ui.readiness.fitpage import FitPage

        view = self._window.fleet.view(node_id)
        if view is None:
            return

        def make() -> FitPage:
            page = FitPage(self._window.themes, self._bridge, view)
            page.rank_wanted.connect(self.rank)
            return page

        title = fill(_("What would run on {node}"), {"node": view.node.name})
        self._opens(f"runs {node_id}", title, make)

    def rank(self, model_id: str = "") -> None:
        """Show which nodes suit a model."""
        from console.ui.readiness.fitpage import RankPage

        def make() -> RankPage:
            page = RankPage(self._window.themes, self._bridge, model_id)
            page.report_wanted.connect(self.open)
            return page

        page = self._opens("rank", _("Nodes for a model"), make)
        if model_id and isinstance(page, RankPage):
            page.choose(model_id)

    # ---- into a file -------------------------------------------------------------------------

    def _export(self, page: ReadinessPage, form: str) -> None:
        from PySide6.QtWidgets import QFileDialog

        from console.ui.readiness.forms import SUFFIXES

        if page.report is None:
            return
        suffix = SUFFIXES[form]
        name = "".join(c if c.isalnum() or c in "-_." else "-" for c in page.report.name)
        dialog = QFileDialog(page, _("Export to"), str(self._folder / f"readiness-{name}.{suffix}"), f"*.{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(partial(self._write, page, form))
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)

    def _write(self, page: ReadinessPage, form: str, path: str) -> None:
        if page.report is None:
            return
        from console.ui.readiness.forms import written

        self._folder = Path(path).parent
        self._bridge.ask(m.SaveText(path=path, text=written(page.report, form)), partial(self._written, path))

    def _written(self, path: str, _value: object) -> None:
        self._window.toast.say(_("Exported"), path)
