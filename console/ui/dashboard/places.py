"""Where the panels stand in each shape of the dashboard."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRect, QSize

from console.panels import Shape

_STRIP_SHARES = (0.28, 0.5)
"""Of the heat map: least and most."""
_DOCK_HEAT, _DOCK_PLOT = 0.433, 0.255
_DOCK_HEAT_PINNED, _DOCK_PLOT_PINNED, _DOCK_PINNED = 0.3, 0.25, 0.25
"""Where a person has pinned plots, everything else yields some room."""
_COLUMN_HEAT, _COLUMN_PLOT = 0.36, 0.14
_COLUMN_ALERTS = 0.185
_LIST_LEAST = 190


class Wish(Struct, frozen=True):
    """A panel that wants a place."""

    id: str
    kind: str
    """``alerts``, ``heat``, ``plot``, ``pinned`` or ``list``."""
    strip_width: int
    """How wide the heat map would like to be in a strip."""


Places = dict[str, QRect]


def places_for(shape: Shape, wishes: Sequence[Wish], size: QSize) -> tuple[Places, list[QRect]]:
    """Return where each panel stands, and the lines between them."""
    if shape is Shape.STRIP:
        return _strip(wishes, size)
    return _dock(wishes, size) if shape is Shape.DOCK else _column(wishes, size)


def _strip(wishes: Sequence[Wish], size: QSize) -> tuple[Places, list[QRect]]:
    width, height = size.width(), size.height()
    least, most = (round(width * share) for share in _STRIP_SHARES)
    heats = [wish for wish in wishes if wish.kind == "heat"]
    others = [wish for wish in wishes if wish.kind != "heat"]
    heat = min(max(max((wish.strip_width for wish in heats), default=0), least), most) if heats else 0
    placed, x = {wish.id: QRect(0, 1, heat, height - 1) for wish in heats}, heat
    for number, wish in enumerate(others):
        right = heat + (width - heat) * (number + 1) // len(others)
        placed[wish.id] = QRect(x, 1, right - x, height - 1)
        x = right
    return placed, [QRect(0, 0, width, 1)]


def _dock(wishes: Sequence[Wish], size: QSize) -> tuple[Places, list[QRect]]:
    width, height = size.width(), size.height()
    has_pinned = any(wish.kind == "pinned" for wish in wishes)
    heat_share, plot_share = (_DOCK_HEAT_PINNED, _DOCK_PLOT_PINNED) if has_pinned else (_DOCK_HEAT, _DOCK_PLOT)
    heat, plot = round(width * heat_share), round(width * plot_share)
    pinned = round(width * _DOCK_PINNED) if has_pinned else 0
    stacks: list[tuple[list[Wish], int]] = []
    rooms = (("heat", heat), ("plot", plot), ("pinned", pinned), ("list", width - heat - plot - pinned))
    for kind, room in rooms:
        of_kind = [wish for wish in wishes if wish.kind == kind]
        if of_kind:
            stacks.append((of_kind, room))
    placed, lines, x = Places(), [QRect(0, 0, width, 1)], 0
    for number, (stack, room) in enumerate(stacks):
        last = number == len(stacks) - 1
        right = width if last else x + room
        for at, wish in enumerate(stack):
            top, bottom = 1 + (height - 1) * at // len(stack), 1 + (height - 1) * (at + 1) // len(stack)
            placed[wish.id] = QRect(x, top, right - x, bottom - top)
        if not last:
            lines.append(QRect(right, 0, 1, height))
        x = right + 1
    return placed, lines


def _column(wishes: Sequence[Wish], size: QSize) -> tuple[Places, list[QRect]]:
    width, height = size.width() - 1, size.height()
    shares = {"alerts": _COLUMN_ALERTS, "heat": _COLUMN_HEAT, "plot": _COLUMN_PLOT, "pinned": _COLUMN_PLOT}
    placed, lines, y = Places(), [QRect(0, 0, 1, height)], 0
    for wish in wishes:
        room = round(height * shares[wish.kind]) if wish.kind in shares else max(height - y, _LIST_LEAST)
        placed[wish.id] = QRect(1, y, width, room)
        y += room
        if wish is not wishes[-1]:
            lines.append(QRect(0, y, width + 1, 1))
            y += 1
    return placed, lines
