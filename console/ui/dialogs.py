"""Questions to the person: leaving, about. The safe answer has the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from console import __version__
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.sheets import Sheet
from console.ui.theme import Themes
from console.wire.messages import WouldEnd

DIALOG_WIDTH = 520


def label(text: str, role: str = "", parent: QWidget | None = None, *, wraps: bool = True) -> QLabel:
    """Return a plain label in a role of the style sheet."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if role:
        made.setProperty("role", role)
    return made


def button(text: str, kind: str = "", parent: QWidget | None = None) -> QPushButton:
    """Return a button: normal, ``primary`` or ``danger``."""
    made = QPushButton(text, parent)
    made.setAccessibleName(text)
    made.setAutoDefault(True)
    if kind:
        made.setProperty("kind", kind)
    return made


def shown_text(text: str, name: str, parent: QWidget | None = None, *, wraps: bool = False) -> QPlainTextEdit:
    """Return a text to read, mark and copy; Tab leaves it."""
    made = QPlainTextEdit(text, parent)
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    if not wraps:
        made.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    made.setAccessibleName(name)
    return made


def footer(safe: QPushButton, *others: QPushButton) -> QHBoxLayout:
    """Return the last line of a dialog: other answers left, the safe one right."""
    line = QHBoxLayout()
    line.setSpacing(8)
    for other in others:
        line.addWidget(other)
    line.addStretch(1)
    line.addWidget(safe)
    return line


class LeaveDialog(Sheet):
    """Says what leaving would end, and offers to leave it running."""

    keep_wanted = Signal()
    """Close the window; the core goes on."""
    end_wanted = Signal()

    def __init__(self, themes: Themes, would_end: WouldEnd) -> None:
        super().__init__(themes)
        self.setFixedWidth(DIALOG_WIDTH + 60)
        self.setAccessibleName(_("Leave Leitstand?"))
        parts = []
        if would_end.sessions:
            parts.append(ngettext("{count} open session", "{count} open sessions", would_end.sessions))
        if would_end.deploys:
            parts.append(ngettext("{count} running deployment", "{count} running deployments", would_end.deploys))
        what = fill(_("Leaving ends {what}."), {"what": _(" and ").join(parts)})
        keep = _("What runs can go on without the window: the next start shows it again.")
        self.stay_button = button(_("Stay"), "primary", self)
        self.keep_button = button(_("Close window, keep running"), "", self)
        self.end_button = button(_("End all and leave"), "danger", self)
        self.stay_button.clicked.connect(self.reject)
        self.keep_button.clicked.connect(self._keep)
        self.end_button.clicked.connect(self._end)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label(_("Leave Leitstand?"), "title", self))
        layout.addWidget(label(what, "strong", self))
        layout.addWidget(label(keep, "second", self))
        layout.addSpacing(12)
        layout.addLayout(footer(self.stay_button, self.end_button, self.keep_button))

    def first_focus(self) -> QWidget | None:
        """Return the answer that ends nothing."""
        return self.stay_button

    def _keep(self) -> None:
        self.accept()
        self.keep_wanted.emit()

    def _end(self) -> None:
        self.accept()
        self.end_wanted.emit()


class AboutDialog(Sheet):
    """Name, version, licence."""

    def __init__(self, themes: Themes) -> None:
        super().__init__(themes)
        self.setFixedWidth(DIALOG_WIDTH)
        self.setAccessibleName(_("About Leitstand"))
        self.close_button = button(_("Close"), "primary", self)
        self.close_button.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label("Leitstand", "title", self))
        layout.addWidget(label(fill(_("Version {version}"), {"version": __version__}), "mono", self))
        layout.addWidget(label(_("A desktop console for AI data centres."), "second", self))
        layout.addWidget(label(_("Free software under the Apache License 2.0."), "second", self))
        layout.addSpacing(12)
        layout.addLayout(footer(self.close_button))

    def first_focus(self) -> QWidget | None:
        """Return the only button."""
        return self.close_button
