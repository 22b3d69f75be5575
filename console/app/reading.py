"""Answers what a desk asks of the text of a terminal."""

from __future__ import annotations

from console.app.tabs import Tabs
from console.terminal.lines import line_extent
from console.wire import messages as m


class Reading:
    """Reads any rows that a terminal still has; what is shown stays as it is."""

    def __init__(self, tabs: Tabs) -> None:
        self._tabs = tabs

    def find_line(self, request: m.FindLine) -> m.LineRows:
        """Return the rows of a line."""
        session = self._tabs.session(request.terminal_id)
        if session is None:
            return m.LineRows(request.row, request.row)
        return m.LineRows(*line_extent(session.engine, request.row))
