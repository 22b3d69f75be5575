"""Says where a plan is about to run on production, beside the button that runs it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.model.node import Environment
from console.model.text import fill
from console.settings.language import ngettext
from console.ui.dialogs import label
from console.ui.environments import EnvironmentChip
from console.ui.theme import Themes

MOST_NAMED = 4


class ProductionLine(QWidget):
    """A chip and the nodes; it takes no room where none of them is production."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._chip = EnvironmentChip(themes, self)
        self._chip.set_environment(Environment.PRODUCTION)
        self._words = label("", "strong", self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self._chip)
        line.addWidget(self._words, 1)
        self.hide()

    def show_nodes(self, names: Sequence[str]) -> None:
        """Show which nodes of a plan are production."""
        named = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
        words = ngettext(
            "This runs on {count} node of production: {nodes}",
            "This runs on {count} nodes of production: {nodes}",
            len(names),
        )
        self._words.setText(fill(words, {"nodes": named}))
        self.setAccessibleName(self._words.text())
        self.setVisible(bool(names))
