"""What a cell of the heat map says beside its colour. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from console.model.gpu import Gpu
from console.model.node import NodeState, NodeView
from console.settings.language import _
from console.ui.models.describe import state_name
from console.ui.models.readings import HOT_CELSIUS, gpu_readings


class Mark(StrEnum):
    """The silhouette over the ramp."""

    NONE = "none"
    HOT = "hot"
    KEY = "key"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    STALE = "stale"
    DRAINED = "drained"
    CONNECTING = "connecting"
    UNKNOWN = "unknown"
    """The node answers, but says nothing of this GPU."""


OVER_THE_RAMP = frozenset({Mark.NONE, Mark.HOT, Mark.STALE})
"""Under these the value is still shown."""

MARKS = tuple(Mark)
_PLACES = {mark: place for place, mark in enumerate(MARKS)}
_NONE, _HOT, _FAILED = (_PLACES[mark] for mark in (Mark.NONE, Mark.HOT, Mark.FAILED))

_OF_STATE = {
    NodeState.KEY_CHANGED: Mark.KEY,
    NodeState.UNREACHABLE: Mark.UNREACHABLE,
    NodeState.CONNECTING: Mark.CONNECTING,
}
_OFTEN = frozenset({NodeState.OK, NodeState.WARNING, NodeState.FAILED})
"""In these states a GPU speaks for itself."""


def mark_of(view: NodeView, gpu: Gpu | None) -> Mark:
    """Return the most severe thing that is to say of a cell."""
    if view.state in _OF_STATE:
        return _OF_STATE[view.state]
    if gpu is None:
        return Mark.FAILED if view.state is NodeState.FAILED else Mark.UNKNOWN
    if gpu.fault is not None:
        return Mark.FAILED
    if view.state is NodeState.STALE:
        return Mark.STALE
    if view.state is NodeState.DRAINED:
        return Mark.DRAINED
    is_hot = gpu.temperature_celsius is not None and gpu.temperature_celsius >= HOT_CELSIUS
    return Mark.HOT if is_hot else Mark.NONE


def places_of(view: NodeView, gpus: Sequence[Gpu | None]) -> list[int]:
    """Return the marks of all cells of a node by their places in ``MARKS``.

    The same as ``mark_of`` for each; a map of thousands has no time to look the state of the node up for every cell.
    """
    if view.state not in _OFTEN:
        return [_PLACES[mark_of(view, gpu)] for gpu in gpus]
    found = []
    for gpu in gpus:
        if gpu is None:
            found.append(_PLACES[mark_of(view, gpu)])
        elif gpu.fault is not None:
            found.append(_FAILED)
        else:
            celsius = gpu.temperature_celsius
            found.append(_HOT if celsius is not None and celsius >= HOT_CELSIUS else _NONE)
    return found


def mark_name(mark: Mark) -> str:
    """Return the words for a mark in the legend."""
    return {
        Mark.HOT: f"≥ {HOT_CELSIUS:.0f} °C",
        Mark.KEY: _("Host key"),
        Mark.FAILED: _("Failed"),
        Mark.UNREACHABLE: _("Unreachable"),
        Mark.STALE: _("Stale"),
        Mark.DRAINED: _("Drained"),
        Mark.CONNECTING: _("Connecting"),
    }.get(mark, "")


def words_of(view: NodeView, index: int) -> str:
    """Return a cell in words, for the pointer and for screen readers."""
    gpus = view.snapshot.gpus if view.snapshot is not None else ()
    gpu = gpus[index] if index < len(gpus) else None
    mark = mark_of(view, gpu)
    if gpu is None or mark in {Mark.KEY, Mark.UNREACHABLE, Mark.CONNECTING}:
        return f"{view.node.name}: {state_name(view.state)}"
    readings = gpu_readings(gpu)
    values = [readings.words, readings.system]
    if readings.load is not None:
        values.append(f"{readings.load * 100:.0f} %")
    if readings.memory is not None:
        values.append(f"{readings.memory * 100:.0f} % {_('Mem')}")
    if readings.temperature_celsius is not None:
        values.append(f"{readings.temperature_celsius:.0f} °C")
    if readings.power_watts is not None:
        values.append(f"{readings.power_watts:.0f} W")
    if mark in {Mark.STALE, Mark.DRAINED}:
        values.append(state_name(view.state))
    return f"{view.node.name}  GPU {gpu.index}: " + ", ".join(value for value in values if value)
