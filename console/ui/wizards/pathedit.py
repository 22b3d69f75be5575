"""A line for a path on the desk, with a button that looks for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from console.model.text import fill
from console.settings.language import _
from console.ui.dialogs import button
from console.ui.sheets import open_dialog


class PathEdit(QWidget):
    """A path may be typed, or chosen among the folders of this computer."""

    changed = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(title)
        self.edit.textChanged.connect(lambda _text: self.changed.emit())
        self.browse_button = button(_("Browse…"), "", self)
        self.browse_button.setAccessibleName(fill(_("Browse: {what}"), {"what": title}))
        self.browse_button.setProperty("small", "true")
        self.browse_button.clicked.connect(self._browse)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.edit, 1)
        line.addWidget(self.browse_button)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self._title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.edit.setText)
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)
