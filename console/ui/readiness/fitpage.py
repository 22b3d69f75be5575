"""What would run on a node, and which node suits a model: estimates from what the nodes told last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import NodeView
from console.model.readiness import Fit, Fits, KnownModel, Rank, Workload
from console.model.text import fill
from console.settings.language import _, problem_text
from console.ui.bridge import Bridge
from console.ui.clusters.rows import RowModel
from console.ui.clusters.table import ClusterTable
from console.ui.dialogs import label
from console.ui.formats import whole
from console.ui.readiness.fitcolumns import fits_word, model_columns, node_columns
from console.ui.theme import Themes
from console.ui.tick import TickBox
from console.wire import messages as m

R = TypeVar("R")
CONTEXTS = (2048, 8192, 32768, 131072)
SEQUENCES = (1, 4, 16, 64)
AGAIN_MS, MOST_TRIES = 3000, 20
"""How often, and for how long, it is asked again while nodes have not told yet what they have."""


class WorkloadPage(QWidget, Generic[R]):
    """A table of estimates for a context and a number of users; asks anew when it is shown or these change."""

    def __init__(
        self, themes: Themes, bridge: Bridge, name: str, rows: RowModel[R], fits_of: Callable[[R], Fits | None]
    ) -> None:
        super().__init__()
        self._fits_of = fits_of
        self.bridge = bridge
        self.setAccessibleName(name)
        self._request_id = 0
        self._given: tuple[R, ...] = ()
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 14, 12, 8)
        body.setSpacing(8)
        body.addWidget(label(name, "title", self))
        self.about = label("", "second", self)
        body.addWidget(self.about)
        self.controls = QHBoxLayout()
        self.controls.setSpacing(8)
        body.addLayout(self.controls)
        self.context = self.choice(_("Context"), [(_("{count} tokens"), count) for count in CONTEXTS], 1)
        self.sequences = self.choice(_("At once"), [(_("{count} at once"), count) for count in SEQUENCES], 0)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(_("Filter, e.g. llama weights:fp8"))
        self.filter.setAccessibleName(_("Filter the table"))
        self.filter.setClearButtonEnabled(True)
        self.only_running = TickBox(themes, _("Only what runs"), self)
        self.only_running.setAccessibleName(self.only_running.text())
        self.controls.addWidget(self.filter, 1)
        self.controls.addWidget(self.only_running)
        self.rows = rows
        self.table = ClusterTable(themes, rows, name, self)
        body.addWidget(self.table, 1)
        words = _("Weights, keys and values of the context, and what the engine itself takes on each GPU.")
        self.foot = label(words, "hint", self)
        body.addWidget(self.foot)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask_again)
        self._tries = 0
        self.filter.textChanged.connect(self._find)
        self.only_running.toggled.connect(self._refill)

    def choice(self, name: str, entries: list[tuple[str, int]], current: int) -> QComboBox:
        """Return a list of numbers to choose from, in the line of the controls."""
        made = QComboBox(self)
        made.setAccessibleName(name)
        for template, count in entries:
            made.addItem(fill(template, {"count": whole(count)}), count)
        made.setCurrentIndex(current)
        made.currentIndexChanged.connect(self.ask)
        self.controls.addWidget(made)
        return made

    @property
    def workload(self) -> Workload:
        """Return what is wanted."""
        return Workload(int(self.context.currentData()), int(self.sequences.currentData()))

    def showEvent(self, event: QShowEvent) -> None:
        """Ask anew: meanwhile others may have taken memory, or given it back."""
        super().showEvent(event)
        self._tries = 0
        self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no more."""
        super().hideEvent(event)
        self._again.stop()

    def _ask_again(self) -> None:
        self._tries += 1
        self.ask()

    def ask(self) -> None:
        """Ask the core."""

    def send(self, request: m.Request) -> None:
        """Ask, and drop what was asked before."""
        self._request_id = number = self._request_id + 1
        self.bridge.ask(request, lambda value: self._take(number, value), self._failed)

    def _take(self, number: int, value: m.Value) -> None:
        if number == self._request_id:
            self.take(value)

    def take(self, value: m.Value) -> None:
        """Show an answer."""

    def _failed(self, problem: Problem) -> None:
        self.about.setText(problem_text(problem))

    def _find(self) -> None:
        self.rows.find(self.filter.text())

    def show_rows(self, given: Sequence[R]) -> None:
        """Show what came, or of it only what runs."""
        self._given = tuple(given)
        self._refill()
        knows_all = bool(given) and all(self._fits_of(row) is not None for row in given)
        if not knows_all and self._tries < MOST_TRIES and self.isVisible():
            self._again.start()  # nodes tell what they have one after the other

    def _refill(self) -> None:
        only = self.only_running.isChecked()
        self.rows.forget()
        self.rows.apply(row for row in self._given if not only or self._fits_of(row) in {Fits.YES, Fits.LIMIT})
        self._find()

    def counted(self) -> str:
        """Return how many rows there are of each kind."""
        counts = Counter(self._fits_of(row) for row in self._given)
        return ", ".join(f"{counts[kind]} {fits_word(kind)}" for kind in Fits if counts[kind])


class FitPage(WorkloadPage[Fit]):
    """Every model on every engine, on one node."""

    rank_wanted = Signal(str)
    """The id of a model."""

    def __init__(self, themes: Themes, bridge: Bridge, view: NodeView) -> None:
        name = fill(_("What would run on {node}"), {"node": view.node.name})
        rows: RowModel[Fit] = RowModel(model_columns(), lambda fit: f"{fit.model_id} {fit.engine_id}")
        self._node_id = view.node.id
        super().__init__(themes, bridge, name, rows, lambda fit: fit.fits)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.opened.connect(self._rank)

    def ask(self) -> None:
        """Ask for this node."""
        self.send(m.WhatRuns(node_id=self._node_id, workload=self.workload))

    def take(self, value: m.Value) -> None:
        """Show the models."""
        if not isinstance(value, m.WhatWouldRun):
            return
        self.show_rows(value.fits)
        if not value.fits:
            self.about.setText(_("The node has not told yet what it has: wait for its values."))
            return
        hint = _("Enter ranks the nodes for a model.")
        self.about.setText(f"{self.counted()}. {hint}")

    def _rank(self) -> None:
        for fit in self.table.chosen()[:1]:
            self.rank_wanted.emit(fit.model_id)


def _rank_fits(rank: Rank) -> Fits | None:
    return rank.fit.fits if rank.fit is not None else None


class RankPage(WorkloadPage[Rank]):
    """Every node for one model, each with the engine that suits it best."""

    report_wanted = Signal(str)
    """NodeId"""

    def __init__(self, themes: Themes, bridge: Bridge, model_id: str = "") -> None:
        rows: RowModel[Rank] = RowModel(node_columns(), lambda rank: rank.node_id)
        self._wanted = model_id
        self.models = QComboBox()
        super().__init__(themes, bridge, _("Nodes for a model"), rows, _rank_fits)
        self.models.setParent(self)
        self.models.setAccessibleName(_("Model"))
        self.models.setMinimumWidth(220)
        self.controls.insertWidget(0, self.models)
        self.models.currentIndexChanged.connect(self.ask)
        self.table.opened.connect(self._report)

    def choose(self, model_id: str) -> None:
        """Rank for this model."""
        self._wanted = model_id
        place = self.models.findData(model_id)
        if place >= 0:
            self.models.setCurrentIndex(place)

    def ask(self) -> None:
        """Ask for the chosen model; first of all which there are."""
        if not self.models.count():
            self.send(m.ListKnownModels())
            return
        self.send(m.RankNodes(model_id=str(self.models.currentData()), workload=self.workload))

    def take(self, value: m.Value) -> None:
        """Show the models to choose from, or the nodes."""
        if isinstance(value, m.KnownModels):
            self._offer(value.models)
        elif isinstance(value, m.Ranking):
            self.show_rows(value.ranks)
            counted = self.counted()
            hint = _("Best first. Enter opens the readiness of a node.")
            self.about.setText(f"{counted}. {hint}" if counted else _("No node has told yet what it has."))

    def _offer(self, models: tuple[KnownModel, ...]) -> None:
        blocker = QSignalBlocker(self.models)
        for model in models:
            self.models.addItem(model.name, model.id)
            self.models.setItemData(self.models.count() - 1, model.license, Qt.ItemDataRole.ToolTipRole)
        self.models.setCurrentIndex(max(0, self.models.findData(self._wanted)))
        blocker.unblock()
        self.ask()

    def _report(self) -> None:
        for rank in self.table.chosen()[:1]:
            self.report_wanted.emit(NodeId(rank.node_id))
