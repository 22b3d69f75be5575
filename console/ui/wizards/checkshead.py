"""The line over the checks: how many have which verdict, whose report is shown, what can be done about failures."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.model.ids import NodeId
from console.model.service import Verdict
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.dialogs import button, label
from console.ui.readiness.words import verdict_word
from console.ui.settings.controls import DropDown
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.wizards.chip import VerdictChip

NODE_WIDTH = 190


class ChecksHead(QWidget):
    """Chips, the choice of a node, and the buttons."""

    again = Signal()
    leave_out = Signal()
    """The nodes that fail are not to get the model."""
    node_chosen = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        self._nodes: dict[NodeId, Verdict] = {}
        self._chip_texts: object = None
        self.nodes = DropDown(themes, self)
        self.nodes.setFixedWidth(NODE_WIDTH)
        self.nodes.setAccessibleName(_("Whose report is shown"))
        self._had_focus = False
        self.again_button = button(_("Run the checks again"), "", self)
        self.leave_button = button("", "", self)
        for made in (self.again_button, self.leave_button):
            made.setProperty("small", "true")
        self.nodes.activated.connect(self._chosen)
        self.again_button.clicked.connect(self._pressed)
        self.leave_button.clicked.connect(self.leave_out)
        self._busy = SignLabel(themes, Sign.BUSY, 14, self)
        self._progress = label("", "hint", self, wraps=False)
        self._problem = label("", "error", self)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addLayout(self._chips)
        line.addWidget(self._busy)
        line.addWidget(self._progress)
        line.addStretch(1)
        for part in (self.nodes, self.leave_button, self.again_button):
            line.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(line)
        box.addWidget(self._problem)
        self.show_nodes({}, {})
        self.show_failing(0)

    @property
    def node(self) -> NodeId | None:
        """Return the node whose report is shown; None: all of them."""
        chosen = self.nodes.currentData()
        return NodeId(chosen) if chosen else None

    def choose_all(self) -> None:
        """Show all nodes together."""
        self.nodes.setCurrentIndex(0)
        self._name_again()

    def _chosen(self) -> None:
        self._name_again()
        self.node_chosen.emit()

    def _name_again(self) -> None:
        words = _("Run the checks again") if self.node is None else _("Check this node again")
        self.again_button.setText(words)
        self.again_button.setAccessibleName(words)

    def show_nodes(self, verdicts: Mapping[NodeId, Verdict], names: Mapping[NodeId, str]) -> None:
        """Offer the report of each node, the worst first; the one that is shown stays."""
        if verdicts == self._nodes and self.nodes.count():
            return
        self._nodes = dict(verdicts)
        shown = self.node
        self.nodes.clear()
        self.nodes.addItem(ngettext("Summary of {count} node", "Summary of {count} nodes", len(verdicts)), "")
        for node_id, verdict in verdicts.items():
            self.nodes.addItem(f"{names.get(node_id, node_id)}: {verdict_word(verdict)}", node_id)
        self.nodes.setCurrentIndex(max(0, self.nodes.findData(shown)) if shown else 0)
        self.nodes.setVisible(len(verdicts) > 0)
        self._name_again()

    def show_state(self, found: Mapping[Verdict, int], progress: tuple[int, int] | None, problem: str) -> None:
        """Show the counts, how far running checks are, and what kept them from running."""
        if tuple(found.items()) != self._chip_texts:
            self._chip_texts = tuple(found.items())
            while (item := self._chips.takeAt(0)) is not None:
                if (gone := item.widget()) is not None:
                    gone.hide()
                    gone.deleteLater()
            for verdict, count in found.items():
                self._chips.addWidget(VerdictChip(self._themes, verdict, count, self))
        self._busy.setVisible(progress is not None)
        done, total = progress or (0, 0)
        shown = {"done": str(done), "total": str(total) if total else "…"}
        self._progress.setText(fill(_("Checking, {done} of {total}"), shown) if progress is not None else "")
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._let_again(is_possible=progress is None)

    def _pressed(self) -> None:
        self._had_focus = self.again_button.hasFocus()
        self.again.emit()

    def _let_again(self, *, is_possible: bool) -> None:
        """Let the checks be started or not; the keyboard comes back to the button that it has lost meanwhile."""
        self.again_button.setEnabled(is_possible)
        if is_possible and self._had_focus:
            self._had_focus = False
            focus = QApplication.focusWidget()
            # Qt puts it on what scrolls. Who has chosen another control is not called back.
            if focus is None or isinstance(focus, QScrollArea):
                self.again_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_failing(self, count: int) -> None:
        """Offer to leave out so many nodes; none: do not."""
        words = ngettext("Leave out {count} node that fails", "Leave out {count} nodes that fail", count)
        self.leave_button.setText(words)
        self.leave_button.setAccessibleName(words)
        self.leave_button.setVisible(count > 0)
