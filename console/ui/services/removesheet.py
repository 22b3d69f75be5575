"""The question before a service is removed: everything that is taken back, command by command."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.node import Environment
from console.model.service import DeployView
from console.model.text import fill
from console.settings.language import _
from console.ui.dialogs import button, footer, label, shown_text
from console.ui.environmentcell import beside_title
from console.ui.services.words import undone_by_removal
from console.ui.sheets import Sheet
from console.ui.theme import Themes

WIDTH, HEIGHT = 680, 240


class RemoveSheet(Sheet):
    """The answer that changes nothing has the focus."""

    agreed = Signal()

    def __init__(
        self, themes: Themes, view: DeployView, node_name: str, environment: Environment = Environment.UNKNOWN
    ) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        # What took another's place is not only removed: that one serves again.
        goes_back = bool(view.plan.replaces)
        asked = (
            _("Go back to the version before of {name} on {node}?") if goes_back else _("Remove {name} from {node}?")
        )
        title = fill(asked, {"name": view.plan.service_name, "node": node_name})
        self.setAccessibleName(title)
        self.shown = shown_text(undone_by_removal(view), _("Commands"), self, wraps=True)
        self.shown.setFixedHeight(HEIGHT)
        self.act_button = button(_("Go back") if goes_back else _("Remove"), "danger", self)
        self.cancel_button = button(_("Keep"), "primary", self)
        self.act_button.clicked.connect(self._agree)
        self.cancel_button.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addLayout(beside_title(label(title, "title", self), environment, themes, self))
        words = _("Each step is taken back, the last one first. Nothing of the service stays on the node.")
        if goes_back:
            words = _("Each step is taken back, the last one first. Then the version before serves again.")
        layout.addWidget(label(words, "second", self))
        layout.addWidget(self.shown)
        layout.addSpacing(6)
        layout.addLayout(footer(self.cancel_button, self.act_button))

    def first_focus(self) -> QWidget | None:
        """Return the answer that changes nothing."""
        return self.cancel_button

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit()
