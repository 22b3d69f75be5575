"""The same request as each target would have it, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.model.service import Rendering
from console.model.text import fill
from console.settings.language import _
from console.ui.dialogs import button, label, shown_text
from console.ui.fonts import mono_font
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes

COLUMN_WIDTH, COPIED_MS = 400, 2000


class RenderingColumn(QWidget):
    """One file: what it is called, its text, copy and save."""

    save_wanted = Signal(object)
    """The Rendering."""

    def __init__(self, themes: Themes, rendering: Rendering, parent: QWidget, *, is_chosen: bool) -> None:
        super().__init__(parent)
        self.rendering = rendering
        title = _(rendering.title)
        self.setAccessibleName(title)
        self.setMinimumWidth(COLUMN_WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 4)
        box.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(6)
        if is_chosen:
            head.addWidget(SignLabel(themes, Sign.TICK, 14, self))
        head.addWidget(label(title, "strong", self, wraps=False))
        head.addWidget(label(_("chosen") if is_chosen else "", "hint", self, wraps=False))
        head.addStretch(1)
        self.copy_button = button(_("Copy"), "entry", self)
        self.save_button = button(_("Save…"), "entry", self)
        for made in (self.copy_button, self.save_button):
            made.setAccessibleName(f"{made.text()}: {rendering.file_name}")
            made.setAutoDefault(False)
            head.addWidget(made)
        self.copy_button.clicked.connect(self._copy)
        self.save_button.clicked.connect(lambda: self.save_wanted.emit(self.rendering))
        box.addLayout(head)
        box.addWidget(label(rendering.file_name, "hint", self, wraps=False))
        self.text = shown_text(rendering.text, fill(_("{target} as a file"), {"target": title}), self)
        self.text.setFont(mono_font("mono_small"))
        box.addWidget(self.text, 1)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.rendering.text)
        self.copy_button.setText(_("Copied"))
        QTimer.singleShot(COPIED_MS, self.copy_button, lambda: self.copy_button.setText(_("Copy")))


class RenderingsView(QScrollArea):
    """A column a target, the chosen one first; more than fit are scrolled to."""

    save_wanted = Signal(object)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.columns: list[RenderingColumn] = []
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Renderings"))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def show_renderings(self, renderings: Sequence[Rendering], chosen: str) -> None:
        """Show other files; ``chosen`` is the target of the plan."""
        content = QWidget(self)
        line = QHBoxLayout(content)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        self.columns = []
        for rendering in sorted(renderings, key=lambda each: each.target != chosen):
            column = RenderingColumn(self._themes, rendering, content, is_chosen=rendering.target == chosen)
            column.save_wanted.connect(self.save_wanted)
            self.columns.append(column)
            line.addWidget(column, 1)
        self.setWidget(content)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        content = self.widget()
        if new is not None and content is not None and content.isAncestorOf(new):
            self.ensureWidgetVisible(new, 12, 0)

    def sizeHint(self) -> QSize:
        """Ask for no more than what there is."""
        return QSize(COLUMN_WIDTH, 200)
