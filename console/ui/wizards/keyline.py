"""The key of a registry that gives an engine to nobody without one: asked for by the core, kept in the key ring."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.model.text import fill
from console.settings.language import _, problem_text
from console.ui.bridge import Bridge
from console.ui.dialogs import button, label
from console.wire import messages as m


class KeyLine(QWidget):
    """Hidden where no key is needed; the key itself never comes through here."""

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._registry = ""
        self.ask_button = button("", "", self)
        self.ask_button.setProperty("small", "true")
        self.ask_button.clicked.connect(self._ask)
        self.note = label("", "hint", self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(10)
        line.addWidget(self.ask_button)
        line.addWidget(self.note, 1)
        self.show_registry("")

    def show_registry(self, registry: str) -> None:
        """Offer to give the key of a registry; of none where it is empty."""
        if registry != self._registry:
            self.note.setText(_("Image and weights are given to nobody without it. It stays in the key ring."))
        self._registry = registry
        words = fill(_("Key for {registry}…"), {"registry": registry or "-"})
        self.ask_button.setText(words)
        self.ask_button.setAccessibleName(words)
        self.setVisible(bool(registry))

    def _ask(self) -> None:
        registry = self._registry

        def answered(value: m.Value) -> None:
            if registry == self._registry:
                self.note.setText(_("A key is there.") if value is True else _("There is no key."))

        request = m.AskHubToken(host=registry)
        self._bridge.ask(request, answered, lambda problem: self.note.setText(problem_text(problem)))
