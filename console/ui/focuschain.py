"""The order in which the tab key walks: area by area, in each from top left to bottom right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

_LINE = 20
"""Controls whose middles are this close stand in one line."""


def focus_chain(areas: Iterable[QWidget]) -> list[QWidget]:
    """Return what the tab key reaches, in order. What scrolls is no stop of its own where something in it is one."""
    chain: list[QWidget] = []
    for area in areas:
        if area.isVisible():
            found = [widget for widget in (area, *area.findChildren(QWidget)) if _takes_tab(widget)]
            stops = [widget for widget in found if not _holds_one(widget, found)]
            chain += sorted(stops, key=lambda widget: _place(widget, area))
    return chain


def _takes_tab(widget: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _holds_one(widget: QWidget, found: Iterable[QWidget]) -> bool:
    return isinstance(widget, QScrollArea) and any(each is not widget and widget.isAncestorOf(each) for each in found)


def _place(widget: QWidget, area: QWidget) -> tuple[tuple[int, int], ...]:
    """Return line and column; of what is in a scrolled area those of the area first, wherever it is scrolled to."""
    above = widget.parentWidget() if widget is not area else None
    while above is not None and above is not area:
        if isinstance(above, QScrollArea) and (content := above.widget()) is not None:
            return (*_place(above, area), _middle(widget, content))
        above = above.parentWidget()
    return (_middle(widget, area),)


def _middle(widget: QWidget, area: QWidget) -> tuple[int, int]:
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
