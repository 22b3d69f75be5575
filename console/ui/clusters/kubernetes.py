"""The page of a Kubernetes cluster: nodes and pods, logs, a shell in a pod, cordon and drain."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from console.model.cluster import ClusterKind
from console.model.errors import Problem
from console.model.kubernetes import (
    Fate,
    KubeAction,
    KubeNode,
    KubePod,
    PodPlace,
    drain_plan,
    drained,
    fate,
    kube_command,
)
from console.model.text import fill
from console.settings.language import _, ngettext, problem_text
from console.ui.clusters.confirm import CommandSheet
from console.ui.clusters.deeds import DeedHistory
from console.ui.clusters.kubecolumns import node_columns, pod_columns
from console.ui.clusters.page import ClusterPage, Deed, Section
from console.ui.clusters.rows import RowModel
from console.ui.clusters.table import ClusterTable
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from collections.abc import Callable

    from console.model.clock import Clock
    from console.ui.bridge import Bridge
    from console.ui.sheets import SheetHost
    from console.ui.theme import Themes
    from console.ui.toast import Toast

PODS = 1
_NODE = "node"


class KubernetesPage(ClusterPage):
    """Two tables; details and logs beside them."""

    shell_wanted = Signal(str)
    """The node id of a shell in a pod."""

    def __init__(self, themes: Themes, bridge: Bridge, clock: Clock, sheets: SheetHost, toast: Toast) -> None:
        super().__init__(themes, bridge, clock, ClusterKind.KUBERNETES, _("Kubernetes"))
        self._sheets, self._toast = sheets, toast
        self.nodes = RowModel[KubeNode](node_columns(self.now), lambda node: node.name)
        self.pods = RowModel[KubePod](pod_columns(self.now), lambda pod: pod.uid)
        self._streams = count(1)
        self._stream = 0
        """The log that is followed; 0: none."""
        self._drain_stream = 0
        """The drain whose lines are shown; 0: none."""
        self._asked = 0
        self._repeat: Callable[[], None] | None = None
        self._add_sections()
        self.history = DeedHistory(self, bridge)
        self.pane.again.connect(self._read_again)
        self.pane.closed.connect(self._stop)
        bridge.kube_changed.connect(self._changed)
        bridge.cluster_log.connect(self._log_came)

    def _add_sections(self) -> None:
        def one(rows: list[object]) -> bool:
            return len(rows) == 1

        nodes = (
            Deed(_("Show its pods"), self._show_pods, one, on_bar=True),
            Deed(_("Details"), self._node_details, one, on_bar=True),
            Deed(
                _("Cordon…"),
                partial(self._ask, KubeAction.CORDON),
                lambda rows: one(rows) and not rows[0].cordoned,
                on_bar=True,
            ),
            Deed(_("Uncordon…"), partial(self._ask, KubeAction.UNCORDON), lambda rows: one(rows) and rows[0].cordoned),
            Deed(_("Drain…"), self._ask_drain, one, on_bar=True),
        )
        self.add_section(Section(_("Nodes"), ClusterTable(self.themes, self.nodes, _("Nodes"), self), nodes))
        pods = (
            Deed(_("Details"), self._pod_details, one, on_bar=True),
            Deed(_("Log"), partial(self._choose, self._log), one, on_bar=True),
            Deed(_("Log before the restart"), partial(self._choose, self._log_before), self._has_restarted),
            Deed(
                _("Shell"),
                partial(self._choose, self._shell),
                lambda rows: one(rows) and rows[0].phase == "Running",
                on_bar=True,
            ),
        )
        self.add_section(Section(_("Pods"), ClusterTable(self.themes, self.pods, _("Pods"), self), pods))

    @staticmethod
    def _has_restarted(rows: list[KubePod]) -> bool:
        return len(rows) == 1 and rows[0].restarts > 0

    # ---- what comes in -----------------------------------------------------------------------

    def _changed(self, change: m.KubeChanged) -> None:
        if change.cluster != self.cluster:
            return
        if change.is_first:
            self.nodes.forget()
            self.pods.forget()
        if change.nodes or change.gone_nodes:
            self.nodes.apply(change.nodes, change.gone_nodes)
        if change.pods or change.gone_pods:
            self.pods.apply(change.pods, change.gone_pods)

    # ---- what is shown beside ----------------------------------------------------------------

    def _show_pods(self, rows: list[KubeNode]) -> None:
        self.find_in(_NODE, rows[0].name)
        self.show_section(PODS)

    def _node_details(self, rows: list[KubeNode]) -> None:
        title = fill(_("Node {node}"), {"node": rows[0].name})
        self._read(title, m.KubeDetails(cluster=self.cluster, node=rows[0].name))

    def _pod_details(self, rows: list[KubePod]) -> None:
        pod = rows[0]
        title = fill(_("Pod {pod}"), {"pod": pod.name})
        self._read(title, m.KubeDetails(cluster=self.cluster, namespace=pod.namespace, pod=pod.name))

    def _read(self, title: str, request: m.Request) -> None:
        self._stop()
        self.pane.begin(title, _("Reading…"))
        self._repeat = partial(self._read, title, request)
        number = self.bridge.ask(
            request, lambda value: self._came(number, str(value)), lambda p: self._came(number, problem_text(p))
        )
        self._asked = number

    def _came(self, number: int, text: str) -> None:
        if number == self._asked:
            self.pane.note("")
            self.pane.fill(text)

    def _read_again(self) -> None:
        if self._repeat is not None:
            self._repeat()

    # ---- logs and shells ---------------------------------------------------------------------

    def _choose(self, act: Callable[[PodPlace], None], rows: list[KubePod]) -> None:
        """Act on the container of a pod; where there are several, a person says on which."""
        pod = rows[0]
        places = [PodPlace(self.cluster, pod.namespace, pod.name, name) for name in pod.containers]
        if len(places) == 1:
            act(places[0])
            return
        menu = QMenu(self)
        for place in places:
            menu.addAction(place.container, partial(act, place))
        menu.popup(QCursor.pos())

    def _shell(self, place: PodPlace) -> None:
        self.shell_wanted.emit(place.node_id)

    def _log(self, place: PodPlace) -> None:
        self._follow_log(place, previous=False)

    def _log_before(self, place: PodPlace) -> None:
        self._follow_log(place, previous=True)

    def _follow_log(self, place: PodPlace, *, previous: bool) -> None:
        self._stop()
        self._asked = 0
        self._stream = next(self._streams)
        words = _("Log of {pod} before its restart") if previous else _("Log of {pod}")
        self.pane.begin(fill(words, {"pod": place.label}), "" if previous else _("follows"))
        self._repeat = partial(self._follow_log, place, previous=previous)
        request = m.FollowLog(stream=self._stream, place=place, previous=previous)
        stream = self._stream
        self.bridge.ask(request, lambda _none: None, lambda problem: self._log_failed(stream, problem))

    def _log_came(self, event: m.ClusterLog) -> None:
        if event.stream not in {self._stream, self._drain_stream}:
            return
        if event.text:
            self.pane.add(event.text)
        if event.is_over:
            self._stream = self._drain_stream = 0
            self.pane.note(_("has ended") if event.problem is None else problem_text(event.problem))

    def _log_failed(self, stream: int, problem: Problem) -> None:
        if stream == self._stream:
            self._stream = 0
            self.pane.note(problem_text(problem))

    def _stop(self) -> None:
        """Follow nothing any more; a drain goes on."""
        self._drain_stream = 0
        if self._stream:
            self.bridge.send(m.StopLog(cluster=self.cluster, stream=self._stream))
            self._stream = 0

    # ---- what is done ------------------------------------------------------------------------

    def _context(self) -> str:
        return "" if self.view is None else self.view.cluster.context

    def _ask(self, action: KubeAction, rows: list[KubeNode]) -> None:
        name, context = rows[0].name, self._context()
        if action is KubeAction.CORDON:
            title, act = fill(_("Cordon {node}?"), {"node": name}), _("Cordon")
            note = _("Pods that run there go on; no new ones start.")
        else:
            title, act = fill(_("Uncordon {node}?"), {"node": name}), _("Uncordon")
            note = _("New pods start there again.")
        sheet = CommandSheet(self.themes, title, act, lambda _reason: kube_command(action, name, context), note=note)
        sheet.agreed.connect(lambda _reason: self._run(action, name))
        self._sheets.present(sheet)

    def _run(self, action: KubeAction, node: str) -> None:
        request = m.RunKube(cluster=self.cluster, action=action, node=node)
        self.bridge.ask(request, lambda command: self._done(action, node, str(command)))

    def _done(self, action: KubeAction, node: str, command: str) -> None:
        """Say what was done, and offer the way back where there is one."""
        rows = [row for row in self.nodes.values() if row.name == node]
        if action is KubeAction.UNCORDON or not rows:
            self._toast.say(_("Done"), command, Sign.TICK)
            return
        back = partial(self._ask, KubeAction.UNCORDON, rows)
        self._toast.say(_("Done"), command, Sign.TICK, _("Take back…"), back)

    def _ask_drain(self, rows: list[KubeNode]) -> None:
        """Show what becomes of each pod; what nobody starts again has to be ticked."""
        name, pods, context = rows[0].name, self.pods.values(), self._context()
        lost = [pod for pod in drained(name, pods) if fate(pod) is Fate.LOST]
        accepts = ngettext("{count} pod may be lost", "{count} pods may be lost", len(lost)) if lost else ""
        sheet = CommandSheet(
            self.themes,
            fill(_("Drain {node}?"), {"node": name}),
            _("Drain"),
            lambda _reason: drain_plan(name, pods, context),
            note=_("No new pods start there. Those there are evicted as their disruption budgets allow."),
            wants_reason=True,
            accepts=accepts,
            environment=self.environment_of((name,)),
        )
        sheet.agreed.connect(lambda reason: self._drain(name, reason, force=bool(lost)))
        self._sheets.present(sheet)

    def _drain(self, node: str, reason: str, *, force: bool) -> None:
        """Drain the node; its lines stand beside. Closing them stops nothing."""
        self._stop()
        self._asked = 0
        stream = self._drain_stream = next(self._streams)
        title = fill(_("Drain of {node}"), {"node": node})
        self.pane.begin(title, _("goes on when this is closed; Uncordon… ends it"), can_repeat=False)
        request = m.DrainKube(stream=stream, cluster=self.cluster, node=node, force=force, reason=reason)
        self.bridge.ask(request, lambda _none: None, lambda problem: self._drain_failed(stream, problem))

    def _drain_failed(self, stream: int, problem: Problem) -> None:
        if stream == self._drain_stream:
            self.pane.note(problem_text(problem))
