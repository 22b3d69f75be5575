"""The order in which the tab key walks: area by area, in each from top left to bottom right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

_LINE = 20
"""Controls whose middles are this close stand in one line."""


def focus_chain(areas: Iterable[QWidget]) -> list[QWidget]:
    """Return what the tab key reaches, in order."""
    chain: list[QWidget] = []
    for area in areas:
        if area.isVisible():
            found = [widget for widget in (area, *area.findChildren(QWidget)) if _takes_tab(widget)]
            chain += sorted(found, key=lambda widget: _place(widget, area))
    return chain


def _takes_tab(widget: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _place(widget: QWidget, area: QWidget) -> tuple[int, int]:
    middle = widget.mapTo(area, QPoint(widget.width() // 2, widget.height() // 2))
    return middle.y() // _LINE, middle.x()


def step_focus(chain: Sequence[QWidget], *, forward: bool) -> None:
    """Give the focus to the next control of a chain, round its ends."""
    if not chain:
        return
    focus = QApplication.focusWidget()
    at = chain.index(focus) if focus in chain else (-1 if forward else 0)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    chain[(at + (1 if forward else -1)) % len(chain)].setFocus(reason)
