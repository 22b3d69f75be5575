"""Brings the pages of clusters into the window: actions, what the core tells of them, the sheet that adds one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.cluster import ClusterKind, ClusterView
from console.model.ids import NodeId
from console.model.node import Environment
from console.settings.language import _, ngettext
from console.ui.environmentcell import worst
from console.wire import messages as m

if TYPE_CHECKING:
    from console.model.clock import Clock
    from console.ui.bridge import Bridge
    from console.ui.clusters.addsheet import AddClusterSheet
    from console.ui.clusters.page import ClusterPage
    from console.ui.window import Window

KINDS = tuple(ClusterKind)


class ClusterDesk(QObject):
    """Opens a page when it is wanted; what it needs is imported then."""

    def __init__(self, window: Window, bridge: Bridge, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._bridge, self._clock = window, bridge, clock
        self._views: tuple[ClusterView, ...] = ()
        for kind in KINDS:
            window.commands.bind(kind.value, partial(self.show, kind))
        window.commands.bind("reload_clusters", self._reload)
        bridge.clusters.connect(self._take)
        bridge.welcome.connect(lambda _welcome: self._welcomed())

    def show(self, kind: ClusterKind, name: str = "") -> ClusterPage:
        """Show the page of a kind of cluster, with one of them in front."""
        from console.ui.clusters.addsheet import KINDS as TITLES

        self._window.views.open(kind.value, TITLES[kind], partial(self._make, kind))
        page = self._page(kind)
        if page is None:
            raise AssertionError(kind)
        if name:
            page.choose(name)
        return page

    def _make(self, kind: ClusterKind) -> ClusterPage:
        window = self._window
        page: ClusterPage
        if kind is ClusterKind.KUBERNETES:
            from console.ui.clusters.kubernetes import KubernetesPage

            page = KubernetesPage(window.themes, self._bridge, self._clock, window.sheets, window.toast)
            page.shell_wanted.connect(lambda node_id: window.desk.open_node(NodeId(node_id)))
        elif kind is ClusterKind.PROMETHEUS:
            from console.ui.clusters.prometheus import PrometheusPage

            page = PrometheusPage(window.themes, self._bridge, self._clock)
        else:
            from console.ui.clusters.slurm import SlurmPage

            page = SlurmPage(window.themes, self._bridge, self._clock, window.sheets, window.toast)
            page.shell_wanted.connect(window.desk.open_destination)
        page.add_wanted.connect(partial(self._add, kind))
        page.environment_of = self._environment_of
        page.take(self._views)
        return page

    def _environment_of(self, names: Sequence[str]) -> Environment:
        """Return what a mistake on nodes costs that a cluster calls so; the fleet may have them with a domain."""
        wanted = {name.casefold().partition(".")[0] for name in names}
        views = self._window.fleet.views()
        return worst(v.node.environment for v in views if v.node.name.casefold().partition(".")[0] in wanted)

    def _page(self, kind: ClusterKind) -> ClusterPage | None:
        from console.ui.clusters.page import ClusterPage

        page = self._window.views.page(kind.value)
        return page if isinstance(page, ClusterPage) else None

    def _take(self, views: tuple[ClusterView, ...]) -> None:
        self._views = views
        for page in self._pages():
            page.take(views)

    def _welcomed(self) -> None:
        for page in self._pages():
            page.watch_again()

    def _pages(self) -> list[ClusterPage]:
        return [page for kind in KINDS if self._window.views.page(kind.value) and (page := self._page(kind))]

    def _reload(self) -> None:
        self._bridge.ask(m.ReloadClusters(), self._reloaded)

    def _reloaded(self, count: m.Value) -> None:
        if isinstance(count, int):
            words = ngettext("{count} cluster is known", "{count} clusters are known", count)
            self._window.toast.say(_("The clusters are read"), words)

    def _add(self, kind: ClusterKind) -> None:
        from console.ui.clusters.addsheet import AddClusterSheet

        sheet = AddClusterSheet(self._window.themes, kind, lambda: KINDS)
        sheet.wanted.connect(partial(self._added, sheet))
        self._window.sheets.present(sheet)

    def _added(self, sheet: AddClusterSheet, fields: dict[str, str], secret: str) -> None:
        kind = sheet.kind

        def done(name: m.Value) -> None:
            sheet.accept()
            self.show(kind, str(name))

        self._bridge.ask(m.AddCluster(fields=fields, secret=secret), done, sheet.fail)
