"""Stands before what shows real names while names are hidden, so that it is not seen by chance."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.settings.language import _
from console.ui.dialogs import button, footer, label
from console.ui.sheets import Sheet
from console.ui.theme import Themes

WIDTH = 520


class Curtain(Sheet):
    """Accepted: the sheet behind it may be seen, from then on. Refused: the sheet is refused with it."""

    def __init__(self, themes: Themes, sheet: Sheet | None) -> None:
        super().__init__(themes)
        self.behind = sheet
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Names are hidden"))
        self.show_button = button(_("Show what is true"), "", self)
        self.cancel_button = button(_("Cancel"), "primary", self)
        self.show_button.clicked.connect(self._agree)
        self.cancel_button.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label(_("Names are hidden"), "title", self))
        words = _("What comes now shows real names of hosts, users and folders, because it is about them.")
        layout.addWidget(label(words, "", self))
        layout.addWidget(label(_("Show it when nobody else sees the screen."), "second", self))
        layout.addSpacing(12)
        layout.addLayout(footer(self.cancel_button, self.show_button))

    def first_focus(self) -> QWidget | None:
        """Return the answer that shows nothing."""
        return self.cancel_button

    def _agree(self) -> None:
        if self.behind is not None:
            self.behind.tells_truth = False
        self.accept()
