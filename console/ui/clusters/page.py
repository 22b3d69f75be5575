"""What the pages of clusters share: which cluster, how it is and how old that is, tables, a filter, a text beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.model.cluster import ClusterKind, ClusterView
from console.model.node import Environment, NodeState
from console.model.text import N_, fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.clusters.table import ClusterTable
from console.ui.clusters.textpane import TextPane
from console.ui.dialogs import button, label
from console.ui.formats import age_text
from console.ui.icons import IconButton
from console.ui.signs import SignLabel, sign_of
from console.wire import messages as m

if TYPE_CHECKING:
    from console.model.clock import Clock
    from console.ui.bridge import Bridge
    from console.ui.theme import Themes

TICK_MS = 1000


class Deed(Struct, frozen=True):
    """Something that can be done to the rows that are selected."""

    words: str
    act: Callable[[list[Any]], object]
    fits: Callable[[list[Any]], bool] = bool
    """Whether it can be done to these rows."""
    on_bar: bool = False
    """Whether it has a button, not only a place in the menu."""


class Section(Struct, frozen=True):
    """A table of the page, its name and what can be done in it. The first deed opens a row."""

    name: str
    table: ClusterTable
    deeds: Sequence[Deed] = ()


NOTHING_YET = {
    ClusterKind.SLURM: (
        N_("No Slurm cluster yet"),
        N_("Its queue, partitions and nodes are read on a login node, with its own commands."),
    ),
    ClusterKind.KUBERNETES: (
        N_("No Kubernetes cluster yet"),
        N_("Its nodes and pods are read from its API, with a kubeconfig of this machine or of a node."),
    ),
    ClusterKind.PROMETHEUS: (
        N_("No Prometheus yet"),
        N_("Fills tree, dashboards and history from dcgm-exporter and node-exporter; no node is asked."),
    ),
}


def nothing_yet(kind: ClusterKind, first: QPushButton, parent: QWidget) -> QWidget:
    """Return what stands in place of the tables where there is no cluster: what it is for, how the first is added."""
    block = QWidget(parent)
    layout = QVBoxLayout(block)
    layout.setSpacing(8)
    layout.addStretch(2)
    title, meaning = NOTHING_YET[kind]
    layout.addWidget(label(_(title), "section", block))
    layout.addWidget(label(_(meaning), "second", block))
    words = _("Clusters stand in clusters.toml in the folder of the settings; the first one can be added here.")
    layout.addWidget(label(words, "hint", block))
    layout.addSpacing(8)
    layout.addWidget(first, 0, Qt.AlignmentFlag.AlignLeft)
    layout.addStretch(3)
    return block


class ClusterPage(QWidget):
    """Asks its cluster while it is seen, and not otherwise."""

    add_wanted = Signal()

    def __init__(self, themes: Themes, bridge: Bridge, clock: Clock, kind: ClusterKind, title: str) -> None:
        super().__init__()
        self.themes, self.bridge, self._clock, self._kind = themes, bridge, clock, kind
        self._views: dict[str, ClusterView] = {}
        self.environment_of: Callable[[Sequence[str]], Environment] = lambda _names: Environment.UNKNOWN
        """What a mistake on nodes of the cluster would cost, by their names in it."""
        self._watched = ""
        self._sections: list[Section] = []
        self._buttons: list[tuple[Deed, QPushButton]] = []
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self._build_head()
        self._build_body()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    # ---- its parts ---------------------------------------------------------------------------

    def _build_head(self) -> None:
        self.chooser = QComboBox(self)
        self.chooser.setAccessibleName(_("Cluster"))
        self.chooser.setMinimumWidth(160)
        self.chooser.currentTextChanged.connect(lambda _name: self._follow())
        self._sign = SignLabel(self.themes, sign_of(NodeState.IDLE), 14, self)
        self._state = label("", "second", self, wraps=False)
        self.filter = QLineEdit(self)
        self.filter.setAccessibleName(_("Filter rows"))
        self.filter.setPlaceholderText(_("Filter: words, -without, column:word"))
        self.filter.setMinimumWidth(180)
        self.filter.setMaximumWidth(340)
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._find)
        self._again = IconButton(self.themes, "ph.arrow-clockwise", _("Ask again"), self)
        self._again.clicked.connect(lambda: self.bridge.send(m.AskAgain(cluster=self.cluster)))
        self._more = IconButton(self.themes, "ph.plus", _("Add cluster…"), self)
        self._more.clicked.connect(self.add_wanted)
        self.first_button = button(_("Add cluster…"), "primary", self)
        self.first_button.clicked.connect(self.add_wanted)
        self._problem = label("", "error", self)
        self._advice = label("", "hint", self)

    def _build_body(self) -> None:
        self._names = QHBoxLayout()
        self._names.setSpacing(4)
        self._group = QButtonGroup(self)
        self._deeds = QHBoxLayout()
        self._deeds.setSpacing(8)
        self._stack = QStackedWidget(self)
        self.pane = TextPane(self.themes, self)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self._stack)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self._nothing = nothing_yet(self._kind, self.first_button, self)
        head = QHBoxLayout()
        head.setSpacing(8)
        shown: tuple[QWidget, ...] = (self.chooser, self._sign, self._state)
        for part in shown:
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.filter, 2)
        found: tuple[QWidget, ...] = (self._again, self._more)
        for part in found:
            head.addWidget(part)
        bar = QHBoxLayout()
        bar.addLayout(self._names)
        bar.addStretch(1)
        bar.addLayout(self._deeds)
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._problem)
        column.addWidget(self._advice)
        column.addLayout(bar)
        column.addWidget(split, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.addWidget(self._body)
        layout.addWidget(self._nothing)

    def add_section(self, section: Section) -> None:
        """Take a table in; the first one is shown."""
        place = len(self._sections)
        self._sections.append(section)
        self._stack.addWidget(section.table)
        name = QToolButton(self)
        name.setCheckable(True)
        name.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name.setText(section.name)
        name.setAccessibleName(section.name)
        name.toggled.connect(partial(self._turn, place))
        self._group.addButton(name, place)
        self._names.addWidget(name)
        section.table.opened.connect(self._open)
        section.table.chosen_changed.connect(self._offer)
        section.table.menu_wanted.connect(self._menu)
        section.table.rows.layoutChanged.connect(self._count)
        section.table.rows.dataChanged.connect(lambda *_: self._offer())
        if place == 0:
            self.show_section(0)

    def _turn(self, place: int, is_on: bool) -> None:
        """Follow a name: a click checks it, and so does a screen reader, which does not click."""
        if is_on and place != self._stack.currentIndex():
            self.show_section(place)
            self.section.table.setFocus(Qt.FocusReason.TabFocusReason)

    def show_section(self, place: int) -> None:
        """Show another table."""
        for _deed, old in self._buttons:
            self._deeds.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        self._stack.setCurrentIndex(place)
        self._group.button(place).setChecked(True)
        self._lead()
        self._buttons = [(deed, self._make_button(deed)) for deed in self.section.deeds if deed.on_bar]
        self._offer()

    def _make_button(self, deed: Deed) -> QPushButton:
        made = button(deed.words, "", self)
        made.setProperty("small", "true")
        made.clicked.connect(partial(self._do, deed))
        self._deeds.addWidget(made)
        return made

    def _lead(self) -> None:
        """Let the page begin, for the keyboard, at its rows, or at the button that adds the first cluster."""
        self.setFocusProxy(self.section.table if self._views else self.first_button)

    @property
    def section(self) -> Section:
        """Return what is shown."""
        return self._sections[self._stack.currentIndex()]

    @property
    def cluster(self) -> str:
        """Return the name of the cluster that is shown, empty where there is none."""
        return self.chooser.currentText()

    @property
    def view(self) -> ClusterView | None:
        """Return how the cluster is."""
        return self._views.get(self.cluster)

    # ---- which cluster, and how it is --------------------------------------------------------

    def take(self, views: Sequence[ClusterView]) -> None:
        """Take the clusters that there are."""
        self._views = {view.cluster.name: view for view in views if view.cluster.kind is self._kind}
        names = list(self._views)
        if [self.chooser.itemText(place) for place in range(self.chooser.count())] != names:
            before = self.cluster
            blocked = QSignalBlocker(self.chooser)
            self.chooser.clear()
            self.chooser.addItems(names)
            self.chooser.setCurrentText(before if before in names else (names[0] if names else ""))
            blocked.unblock()
            self._follow()
        begins = self.first_button.hasFocus() and bool(names)
        self._body.setVisible(bool(names))
        self._nothing.setVisible(not names)
        self._lead()
        if begins:
            self.section.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()

    def choose(self, name: str) -> None:
        """Show a cluster."""
        self.chooser.setCurrentText(name)

    def watch_again(self) -> None:
        """Say once more what is looked at: the core is another one."""
        self._watched = ""
        self._follow()

    def forget(self) -> None:
        """Drop what the tables hold."""
        for section in self._sections:
            section.table.rows.forget()
        self.pane.put_away()

    def _follow(self) -> None:
        """Let the core ask the cluster that is seen, and no other."""
        wanted = self.cluster if self.isVisible() else ""
        if wanted == self._watched:
            return
        if self._watched:
            self.bridge.send(m.WatchCluster(cluster=self._watched, watching=False))
        if wanted:
            self.forget()
            self.bridge.send(m.WatchCluster(cluster=wanted, watching=True))
        self._watched = wanted
        self._say()

    def _say(self) -> None:
        view = self.view
        if view is None:
            return
        self._sign.set_sign(sign_of(view.state))
        for section in self._sections:
            section.table.is_known = view.taken_at is not None
        parts = [view.version] if view.version else []
        if view.taken_at is not None:
            parts.append(fill(_("as of {age} ago"), {"age": age_text(max(0.0, self.now() - view.taken_at))}))
        elif view.state is NodeState.CONNECTING:
            parts.append(_("Connecting…"))
        self._state.setText(" · ".join(parts))
        problem = view.problem
        for part, words in (
            (self._problem, problem_text(problem) if problem else ""),
            (self._advice, problem_advice(problem) if problem else ""),
        ):
            part.setText(words)
            part.setVisible(bool(words))

    def now(self) -> float:
        """Return seconds since 1970."""
        return self._clock.now().timestamp()

    def _tick(self) -> None:
        self._say()
        self.section.table.rows.tick()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the cluster be asked."""
        super().showEvent(event)
        self._timer.start()
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no more: nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        self._follow()

    # ---- rows --------------------------------------------------------------------------------

    def find_in(self, column: str, word: str) -> None:
        """Show only rows with ``word`` in a column."""
        self.filter.setText(f"{column}:{word}")

    def _find(self, text: str) -> None:
        for section in self._sections:
            section.table.rows.find(text)

    def _count(self) -> None:
        for place, section in enumerate(self._sections):
            rows = section.table.rows
            shown = rows.rowCount()
            count = str(rows.total) if shown == rows.total else f"{shown}/{rows.total}"
            words = f"{section.name} {count}"
            self._group.button(place).setText(words)
            self._group.button(place).setAccessibleName(words)
        self._offer()

    def _offer(self) -> None:
        chosen = self.section.table.chosen()
        for deed, made in self._buttons:
            made.setEnabled(bool(chosen) and deed.fits(chosen))

    def _open(self) -> None:
        if self.section.deeds:
            self._do(self.section.deeds[0])

    def _do(self, deed: Deed) -> None:
        chosen = self.section.table.chosen()
        if chosen and deed.fits(chosen):
            deed.act(chosen)

    def menu(self) -> QMenu:
        """Return what can be done to the rows that are selected."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self.section.table.chosen()
        for deed in self.section.deeds:
            if chosen and deed.fits(chosen):
                menu.addAction(deed.words, partial(self._do, deed))
        return menu

    def _menu(self, at: QPoint) -> None:
        menu = self.menu()
        if menu.actions():
            menu.popup(at)
