"""A table that the tab key reaches has a row chosen: with a single one no arrow key would choose it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QTableView


class FirstRow(QObject):
    """Chooses the first row when a table without a choice gets the keyboard."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        table.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the focus only."""
        table = self._table
        if watched is table and event.type() == QEvent.Type.FocusIn:
            selection, model = table.selectionModel(), table.model()
            if not selection.hasSelection() and model.rowCount():
                table.selectRow(0)
        return False
