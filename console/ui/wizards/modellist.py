"""The models of the catalogue as a table with a filter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from console.model.service import ModelChoice
from console.settings.language import _, translate
from console.ui.formats import decimal
from console.ui.theme import Themes

GB, MB = 1_000_000_000, 1_000_000
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_PARAMETERS, _LICENCE, _SIZE = 1, 2, 3


def size_text(count: int) -> str:
    """Return a size as hubs print it: ``128.7 MB``, ``141.2 GB``."""
    if count <= 0:
        return ""
    return f"{decimal(count / GB)} GB" if count >= GB else f"{decimal(count / MB)} MB"


class ModelList(QTableWidget):
    """A row a model; the one that is selected is chosen."""

    changed = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(0, 5, parent)
        self._themes = themes
        self.models: tuple[ModelChoice, ...] = ()
        self.setAccessibleName(_("Models"))
        self.setHorizontalHeaderLabels([_("Model"), _("Parameters"), _("Licence"), _("Size"), _("Access")])
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(_LICENCE, QHeaderView.ResizeMode.Stretch)
        for column in (_PARAMETERS, _SIZE):
            if (item := self.horizontalHeaderItem(column)) is not None:
                item.setTextAlignment(_RIGHT)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.itemSelectionChanged.connect(self.changed)

    def show_models(self, models: tuple[ModelChoice, ...]) -> None:
        """List the models; the first is chosen."""
        self.models = models
        self.setRowCount(len(models))
        for row, model in enumerate(models):
            self._fill(row, model)
        if models:
            self.setCurrentCell(0, 0)

    def _fill(self, row: int, model: ModelChoice) -> None:
        access = _("token needed") if model.is_gated else ""
        texts = (model.name, model.parameters, model.license, size_text(model.download_bytes), access)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(translate(model.summary) if column == 0 else text)
            if column in {_PARAMETERS, _SIZE}:
                item.setTextAlignment(_RIGHT)
            self.setItem(row, column, item)

    def show_matches(self, text: str) -> None:
        """Show the rows that have each word; what is chosen and does not match is chosen no more."""
        words = text.lower().split()
        for row, model in enumerate(self.models):
            said = f"{model.name} {model.id} {model.parameters} {model.license} {translate(model.summary)}".lower()
            self.setRowHidden(row, not all(word in said for word in words))
        shown = [row for row in range(self.rowCount()) if not self.isRowHidden(row)]
        if shown and self.currentRow() not in shown:
            self.setCurrentCell(shown[0], 0)
        elif not shown:
            self.setCurrentCell(-1, -1)

    @property
    def chosen(self) -> ModelChoice | None:
        """Return the model that is chosen."""
        row = self.currentRow()
        return self.models[row] if 0 <= row < len(self.models) and not self.isRowHidden(row) else None
