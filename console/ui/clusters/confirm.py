"""The question before something is done to a cluster: what, and the very command."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.model.node import Environment
from console.settings.language import _
from console.ui.dialogs import button, footer, label, shown_text
from console.ui.environmentcell import beside_title
from console.ui.sheets import Sheet
from console.ui.theme import Themes
from console.ui.tick import TickBox

WIDTH = 620
LINE, MOST_LINES = 16, 12
_MOST_REASON = 200


class CommandSheet(Sheet):
    """Shows the command; the safe answer has the focus. Where a reason is wanted, the command follows what is typed.

    ``accepts`` is a loss that has to be ticked first. What ``command`` returns may have more lines: what it would do.
    """

    agreed = Signal(str)
    """The reason; empty where none is asked for."""

    def __init__(
        self,
        themes: Themes,
        title: str,
        act: str,
        command: Callable[[str], str],
        *,
        note: str = "",
        wants_reason: bool = False,
        accepts: str = "",
        environment: Environment = Environment.UNKNOWN,
    ) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(title)
        self._command, self._wants_reason = command, wants_reason
        self.reason = QLineEdit(self)
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("Reason, for those who come after you"))
        self.reason.setMaxLength(_MOST_REASON)
        self.reason.setVisible(wants_reason)
        self.loss = TickBox(themes, accepts, self)
        self.loss.setAccessibleName(accepts)
        self.loss.setVisible(bool(accepts))
        self.loss.toggled.connect(lambda _on: self._show())
        self._must_accept = bool(accepts)
        self.shown = shown_text("", _("Command"), self, wraps=True)
        lines = command("").count("\n")
        self.shown.setFixedHeight(76 + min(MOST_LINES, lines) * LINE)
        self.missing = label("", "second", self)
        """Why the button cannot be pressed yet."""
        self.act_button = button(act, "danger", self)
        self.cancel_button = button(_("Cancel"), "primary", self)
        self.act_button.clicked.connect(self._agree)
        self.cancel_button.clicked.connect(self.reject)
        self.reason.textChanged.connect(lambda _text: self._show())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addLayout(beside_title(label(title, "title", self), environment, themes, self))
        if note:
            layout.addWidget(label(note, "second", self))
        layout.addWidget(self.reason)
        layout.addWidget(label(_("This command is run:"), "caption", self))
        layout.addWidget(self.shown)
        layout.addWidget(self.loss)
        layout.addWidget(self.missing)
        layout.addSpacing(6)
        layout.addLayout(footer(self.cancel_button, self.act_button))
        self._show()

    def first_focus(self) -> QWidget | None:
        """Return the reason where one is wanted, else the answer that changes nothing."""
        return self.reason if self._wants_reason else self.cancel_button

    def _show(self) -> None:
        self.shown.setPlainText(self._command(self.reason.text()))
        if self._wants_reason and not self.reason.text().strip():
            missing = _("Write the reason first.")
        elif self._must_accept and not self.loss.isChecked():
            missing = _("Tick first what may be lost.")
        else:
            missing = ""
        self.missing.setText(missing)
        self.missing.setVisible(self._wants_reason or self._must_accept)
        self.act_button.setEnabled(not missing)

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit(self.reason.text().strip())
