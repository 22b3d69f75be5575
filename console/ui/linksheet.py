"""The question before a link is opened: the whole of it, and what does not look right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from console.model.text import fill
from console.settings.language import _
from console.ui.dialogs import button, footer, label, shown_text
from console.ui.fonts import mono_font
from console.ui.linkpolicy import Judgement
from console.ui.sheets import Sheet
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.tick import TickBox

WIDTH = 620
MOST_LINES = 10


class LinkSheet(Sheet):
    """Cancel has the focus. A link that does not look right is asked about each time."""

    agreed = Signal(bool)
    """Open it; True: links to this host are not asked about any more."""

    def __init__(self, themes: Themes, judgement: Judgement) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        self._judgement = judgement
        title = _("Open this link?")
        self.setAccessibleName(title)
        self.cancel_button = button(_("Cancel"), "primary", self)
        self.open_button = button(_("Open"), "", self)
        self.copy_button = button(_("Copy"), "", self)
        subject = judgement.host or f"{judgement.scheme}:"
        self.always = TickBox(themes, fill(_("Open links to {host} without asking"), {"host": subject}), self)
        self.always.setAccessibleName(self.always.text())
        self.always.setVisible(not judgement.concerns)
        self.cancel_button.clicked.connect(self.reject)
        self.open_button.clicked.connect(self._agree)
        self.copy_button.clicked.connect(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(title, "title", self))
        self.address = self._shown()
        layout.addWidget(self.address)
        for concern in judgement.concerns:
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(SignLabel(themes, Sign.WARNING, 14, self))
            line.addWidget(label(concern, "advice", self), 1)
            layout.addLayout(line)
        layout.addWidget(self.always)
        layout.addSpacing(8)
        layout.addLayout(footer(self.cancel_button, self.open_button, self.copy_button))

    def first_focus(self) -> QWidget | None:
        """Return the answer that opens nothing."""
        return self.cancel_button

    def _shown(self) -> QPlainTextEdit:
        view = shown_text(self._judgement.uri, _("Address"), self, wraps=True)
        view.setFont(mono_font("mono_small"))
        view.setWordWrapMode(view.wordWrapMode().WrapAnywhere)
        metrics = QFontMetrics(view.font())
        lines = metrics.horizontalAdvance(self._judgement.uri) // (WIDTH - 80) + 1
        view.setFixedHeight(min(lines, MOST_LINES) * metrics.lineSpacing() + 14)
        return view

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit(self.always.isChecked())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._judgement.uri)
        self.reject()
