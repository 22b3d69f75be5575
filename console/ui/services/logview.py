"""What a service said last, read when somebody looks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.errors import Problem
from console.model.ids import DeployId
from console.model.service import DeployView
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.bridge import Bridge
from console.ui.dialogs import label, shown_text
from console.ui.services.copying import copy, small_button
from console.wire import messages as m


class LogView(QWidget):
    """The last lines, the newest at the bottom."""

    def __init__(self, bridge: Bridge, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._clock = bridge, clock
        self._view: DeployView | None = None
        self.text = shown_text("", _("Log of the service"), self)
        self._read: DeployId | None = None
        """Whose lines are shown or asked for."""
        self.setAccessibleName(_("Log"))
        self._note = label("", "hint", self, wraps=False)
        self.again = small_button(_("Read again"), self)
        self.again.clicked.connect(self._ask)
        self.copy_button = small_button(_("Copy"), self, _("Copy the log"))
        self.copy_button.clicked.connect(lambda: copy(self.text.toPlainText()))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._note, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.again)
        head.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.text, 1)

    def show_deploy(self, view: DeployView) -> None:
        """Show the log of a service; it is read when it is another one than before."""
        self._view = view
        if self.isVisible() and view.id != self._read:
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Read anew what somebody looks at."""
        super().showEvent(event)
        if self._view is not None:
            self._ask()

    def _ask(self) -> None:
        view = self._view
        if view is None:
            return
        if view.id != self._read:
            self.text.clear()
        self._read = view.id
        self._note.setText(_("Reading…"))
        request = m.ReadServiceLog(deploy_id=view.id)
        self._bridge.ask(
            request, lambda value: self._take(view.id, str(value)), lambda problem: self._fail(view.id, problem)
        )

    def _take(self, deploy_id: DeployId, text: str) -> None:
        if deploy_id != self._read:
            return
        at = f"{self._clock.now().astimezone():%H:%M:%S}"
        self._note.setText(fill(_("Read at {time}"), {"time": at}) if text.strip() else _("It has said nothing."))
        self.text.setPlainText(text.rstrip())
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.moveCursor(QTextCursor.MoveOperation.StartOfBlock)

    def _fail(self, deploy_id: DeployId, problem: Problem) -> None:
        if deploy_id == self._read:
            self._note.setText(f"{problem_text(problem)} {problem_advice(problem)}".strip())
