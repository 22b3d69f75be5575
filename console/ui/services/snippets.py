"""Lines to take along: how programs elsewhere reach the service."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.model.service import DeployView
from console.settings.language import _
from console.ui.dialogs import label
from console.ui.services import snippettext
from console.ui.services.book import ServiceBook
from console.ui.services.copying import CopyBlock
from console.ui.services.overview import NodeOf


class Snippets(QScrollArea):
    """A block a way."""

    def __init__(self, book: ServiceBook, node_of: NodeOf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self._node_of = book, node_of
        self._view: DeployView | None = None
        self.setAccessibleName(_("Snippets"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(self)
        self.tunnel = CopyBlock(_("1. The tunnel: leave it running"), inside)
        self._here = label(_("The service runs on this machine: no tunnel is needed."), "second", inside)
        self.curl = CopyBlock("curl", inside)
        self.openai = CopyBlock(_("Python with the openai package"), inside)
        self.urllib = CopyBlock(_("Python without any package"), inside)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 4, 8, 4)
        layout.setSpacing(12)
        layout.addWidget(self._here)
        for block in (self.tunnel, self.curl, self.openai, self.urllib):
            layout.addWidget(block)
        layout.addStretch(1)
        self.setWidget(inside)
        book.learned.connect(self._show)

    def show_deploy(self, view: DeployView) -> None:
        """Show the lines for a service."""
        self._view = view
        self._show()

    def _show(self) -> None:
        if self._view is None:
            return
        plan = self._view.plan
        engine, node = self._book.engines.get(plan.engine), self._node_of(plan.node_id)
        embeds = engine is not None and not engine.chats and engine.embeds
        line = snippettext.tunnel(node.node, plan) if node is not None else ""
        self.tunnel.setVisible(bool(line))
        self._here.setVisible(node is not None and not line)
        self.tunnel.fill(line)
        self.curl.fill(snippettext.curl(plan, embeds=embeds))
        self.openai.fill(snippettext.with_openai(plan, embeds=embeds))
        self.urllib.fill(snippettext.with_urllib(plan, embeds=embeds))
