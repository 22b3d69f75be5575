"""The question before host keys are removed: which lines, and what that does."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.hostkey import HostKeyLine
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.dialogs import button, footer, label
from console.ui.models.hostkeys import spoken
from console.ui.sheets import Sheet
from console.ui.theme import Themes

WIDTH = 680
_MOST = 6


class RemoveKeysSheet(Sheet):
    """Keeping is the answer of Enter and Escape."""

    confirmed = Signal()

    def __init__(self, themes: Themes, lines: tuple[HostKeyLine, ...]) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        title = ngettext("Remove {count} host key?", "Remove {count} host keys?", len(lines))
        self.setAccessibleName(title)
        self.keep_button = button(_("Keep"), "primary", self)
        self.remove_button = button(_("Remove"), "danger", self)
        self.keep_button.clicked.connect(self.reject)
        self.remove_button.clicked.connect(self._remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(title, "title", self))
        for line in lines[:_MOST]:
            layout.addWidget(label(spoken(line), "mono", self))
        if len(lines) > _MOST:
            more = fill(_("… and {count} more"), {"count": str(len(lines) - _MOST)})
            layout.addWidget(label(more, "second", self))
        layout.addSpacing(4)
        for text in self._consequences(lines):
            layout.addWidget(label(text, "second", self))
        layout.addSpacing(12)
        layout.addLayout(footer(self.keep_button, self.remove_button))

    def _consequences(self, lines: tuple[HostKeyLine, ...]) -> list[str]:
        markers = {line.marker for line in lines if not line.wrong}
        words = []
        if "" in markers:
            words.append(_("The next connection asks about the key of such a host as about an unknown one."))
        if "revoked" in markers:
            words.append(_("A revoked key is refused no longer."))
        if "cert-authority" in markers:
            words.append(_("Hosts that the authority vouches for become unknown."))
        words.append(_("The other lines of the file stay as they are. The removal can be taken back."))
        return words

    def first_focus(self) -> QWidget | None:
        """Return the answer that changes nothing."""
        return self.keep_button

    def _remove(self) -> None:
        self.accept()
        self.confirmed.emit()
