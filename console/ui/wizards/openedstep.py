"""A step of a run, opened in place of the list of them; Escape goes back there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.model.ids import DeployId
from console.model.service import DeployView
from console.settings.language import _
from console.ui.bridge import Bridge
from console.ui.dialogs import label
from console.ui.services.copying import small_button
from console.ui.services.steplog import StepLog
from console.ui.theme import Themes


class OpenedStep(QWidget):
    """The log of a step under a line that leads back and to its neighbours."""

    left = Signal()

    def __init__(self, themes: Themes, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Step"))
        self.step_id = ""
        self._view: DeployView | None = None
        self.log = StepLog(themes, bridge, self)
        self._node = label("", "second", self, wraps=False)
        self.back = small_button(_("All steps"), self)
        self.back.clicked.connect(self.left)
        self.before, self.next = small_button(_("Step before"), self), small_button(_("Next step"), self)
        self.before.clicked.connect(lambda: self._walk(-1))
        self.next.clicked.connect(lambda: self._walk(1))
        # A text would keep the key; the sheet stays open.
        away = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        away.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        away.activated.connect(self.left)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.back)
        line.addWidget(self._node, 1)
        line.addWidget(self.before)
        line.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(line)
        layout.addWidget(self.log, 1)

    def open(self, view: DeployView, node: str, step_id: str) -> None:
        """Show a step of a deploy."""
        self._view, self.step_id = view, step_id
        self._node.setText(f"{view.plan.service_name} · {node}")
        self._show()
        self.show()
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self, view: DeployView | None) -> None:
        """Show how the opened step is now, where ``view`` is of its deploy."""
        if view is not None and self._view is not None and view.id == self._view.id:
            self._view = view
            self._show()

    @property
    def deploy_id(self) -> DeployId | None:
        """Return the deploy whose step is open, or was."""
        return self._view.id if self._view is not None else None

    def _ids(self) -> list[str]:
        return [each.step.id for each in self._view.steps] if self._view is not None else []

    def _show(self) -> None:
        ids = self._ids()
        if self._view is None or self.step_id not in ids:
            return
        at = ids.index(self.step_id)
        self.before.setEnabled(at > 0)
        self.next.setEnabled(at < len(ids) - 1)
        self.log.show_step(self._view, self._view.steps[at])

    def _walk(self, by: int) -> None:
        ids = self._ids()
        if self.step_id in ids:
            self.step_id = ids[min(max(ids.index(self.step_id) + by, 0), len(ids) - 1)]
            self._show()
