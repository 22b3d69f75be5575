"""Whether a request fits: a bar for each GPU, what limits it, what would help at the press of a button."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.fit import Change, Estimate, NodeEstimate
from console.model.service import DeployRequest
from console.model.text import fill
from console.settings.language import _, problem_text
from console.ui.bridge import Bridge
from console.ui.dialogs import button, label
from console.ui.settings.controls import DropDown
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.wizards import fitwords as words
from console.ui.wizards.fitbar import FitBar, Swatch
from console.wire import messages as m

PAUSE_MS = 150
"""How long nothing has to change before it is asked: a number is typed digit by digit."""
MOST_SEQUENCES = 4096
NODE_WIDTH = 150


class FitView(QWidget):
    """Asks the core whenever the request changes; what it proposes, it proposes in the words of the engine."""

    arguments_wanted = Signal(object)
    """Pairs of arguments, among them ``gpus``, that would make it fit."""
    changed = Signal()
    """A new estimate stands there."""

    def __init__(self, themes: Themes, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._bridge = themes, bridge
        self.setAccessibleName(_("Fit"))
        self._request: DeployRequest | None = None
        self._number = 0
        self.nodes: tuple[NodeEstimate, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.ask)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addLayout(self._make_controls(themes))
        head = QHBoxLayout()
        head.setSpacing(8)
        self.sign = SignLabel(themes, Sign.HOLLOW, 16, self)
        self.headline = label("", "strong", self)
        head.addWidget(self.sign)
        head.addWidget(self.headline, 1)
        body.addLayout(head)
        self.about = label("", "hint", self)
        body.addWidget(self.about)
        self._bars = QVBoxLayout()
        self._bars.setSpacing(2)
        body.addLayout(self._bars)
        self._legend = QHBoxLayout()
        self._legend.setSpacing(6)
        body.addLayout(self._legend)
        self.help = label(_("What would make it fit"), "strong", self)
        body.addWidget(self.help)
        self._changes = QVBoxLayout()
        self._changes.setSpacing(4)
        body.addLayout(self._changes)
        self.confidence = label("", "second", self)
        self.band = label("", "hint", self)
        body.addWidget(self.confidence)
        body.addWidget(self.band)
        body.addStretch(1)
        self._show_node()

    def _make_controls(self, themes: Themes) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self.node = DropDown(themes, self)
        self.node.setAccessibleName(_("Node"))
        self.node.setFixedWidth(NODE_WIDTH)
        self.node.currentIndexChanged.connect(self._show_node)
        self.sequences = QSpinBox(self)
        self.sequences.setRange(1, MOST_SEQUENCES)
        self.sequences.setAccessibleName(_("At once"))
        self.sequences.valueChanged.connect(lambda _value: self._timer.start())
        self.precision = DropDown(themes, self)
        self.precision.setAccessibleName(_("Weights"))
        self.precision.setFixedWidth(NODE_WIDTH)
        self.precision.addItem(_("as they are"), "")
        self.precision.setToolTip(_("For the estimate: which weights are deployed is chosen with the model."))
        self.precision.currentIndexChanged.connect(lambda _row: self._timer.start())
        for title, control in (
            (_("Node"), self.node),
            (_("At once"), self.sequences),
            (_("Weights"), self.precision),
        ):
            name = label(title, "second", self, wraps=False)
            name.setBuddy(control)
            line.addWidget(name)
            line.addWidget(control)
            line.addSpacing(8)
        self.count = label("", "second", self, wraps=False)
        line.addWidget(self.count)
        line.addStretch(1)
        return line

    # ---- asking ------------------------------------------------------------------------------

    def show_request(self, request: DeployRequest) -> None:
        """Tell of this request from now on; it is asked once nothing has changed for a moment."""
        if request != self._request:
            self._request = request
            self._timer.start()

    def ask(self) -> None:
        """Ask now: meanwhile others may have taken memory, or given it back."""
        self._timer.stop()
        if self._request is None or not self._request.node_ids or not self._request.model:
            return
        self._number = number = self._number + 1
        if not self.nodes:
            self.sign.set_sign(Sign.BUSY)
            self.headline.setText(_("Estimating…"))
        wish = m.EstimateFit(
            deploy=replace(self._request, sequences=self.sequences.value()),
            precision=str(self.precision.currentData() or ""),
        )
        self._bridge.ask(wish, partial(self._take, number), partial(self._failed, number))

    def _take(self, number: int, value: m.Value) -> None:
        if number != self._number or not isinstance(value, m.Fitted):
            return
        self.nodes = value.nodes
        chosen = self.node.currentData()
        blocker = QSignalBlocker(self.node)
        self.node.clear()
        for node in value.nodes:
            self.node.addItem(node.name, node.node_id)
        bad = next((row for row, node in enumerate(value.nodes) if node.estimate and not node.estimate.fits), 0)
        kept = self.node.findData(chosen)
        self.node.setCurrentIndex(kept if kept >= 0 else bad)
        blocker.unblock()
        self._offer(value.precisions)
        self.count.setText(words.summary(value.nodes) if len(value.nodes) > 1 else "")
        self._show_node()
        self.changed.emit()

    def _offer(self, precisions: tuple[str, ...]) -> None:
        chosen = self.precision.currentData()
        blocker = QSignalBlocker(self.precision)
        while self.precision.count() > 1:
            self.precision.removeItem(1)
        for name in precisions:
            self.precision.addItem(name, name)
        self.precision.setCurrentIndex(max(0, self.precision.findData(chosen)))
        blocker.unblock()

    def _failed(self, number: int, problem: Problem) -> None:
        if number == self._number:
            self.nodes = ()
            self._show_node()
            self.headline.setText(problem_text(problem))

    # ---- showing -----------------------------------------------------------------------------

    @property
    def current(self) -> NodeEstimate | None:
        """Return what is shown."""
        chosen = self.node.currentData()
        return next((node for node in self.nodes if node.node_id == chosen), None)

    @property
    def fits(self) -> bool | None:
        """Tell whether it fits on every node; None where that is not known of one."""
        found = [node.estimate.fits if node.estimate is not None else None for node in self.nodes]
        if not found or None in found:
            return None
        return all(found)

    def _show_node(self) -> None:
        node = self.current
        self.sign.set_sign(words.sign(node))
        self.headline.setText(words.headline(node) if node is not None else "")
        found = node.estimate if node is not None else None
        self.about.setText(words.wanted(found) if found is not None else "")
        for layout in (self._bars, self._legend, self._changes):
            _clear(layout)
        if found is not None:
            self._fill(found)
        self.help.setVisible(found is not None and not found.fits)
        self.confidence.setText(words.confidence(found) if found is not None and found.gpus else "")
        self.band.setText(words.band_words(found.band, found.engine) if found is not None else "")

    def _fill(self, found: Estimate) -> None:
        for use in found.gpus:
            self._bars.addWidget(FitBar(self._themes, use, self))
        seen = {piece.key: piece.title for use in found.gpus for piece in words.pieces(use) if piece.count}
        for key, title in seen.items():
            self._legend.addWidget(Swatch(self._themes, key, self))
            self._legend.addWidget(label(title, "hint", self, wraps=False))
            self._legend.addSpacing(6)
        self._legend.addStretch(1)
        for change in found.changes:
            self._changes.addWidget(self._line(change))
        if not found.fits and not found.changes:
            self._changes.addWidget(label(_("Nothing here: it takes other GPUs, or another model."), "second", self))

    def _line(self, change: Change) -> QWidget:
        line = QWidget(self)
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        said = words.change_words(change)
        figures = [words.change_figures(change)]
        if change.arguments is not None:
            press = button(_("Apply"), parent=line)
            press.setProperty("small", "true")
            press.setAccessibleName(fill(_("Apply: {change}"), {"change": said}))
            press.setAccessibleDescription(words.change_figures(change))
            press.clicked.connect(partial(self._apply, change))
            box.addWidget(press, 0, Qt.AlignmentFlag.AlignTop)
        else:
            figures.append(_("needs other weights, or an engine that can be told"))
        # A change may be many words: on a button they would make the page wider than what is seen of it.
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(label(said, "", line))
        told.addWidget(label(" · ".join(figures), "second", line))
        box.addLayout(told, 1)
        return line

    def _apply(self, change: Change) -> None:
        blocker = QSignalBlocker(self.sequences)
        self.sequences.setValue(change.demand.sequences)
        blocker.unblock()
        self._timer.start()
        if change.arguments:
            self.arguments_wanted.emit(change.arguments)


def _clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (gone := item.widget()) is not None:
            gone.hide()
            gone.deleteLater()
