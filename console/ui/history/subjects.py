"""Whose values are compared, and which series that makes in each panel. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from console.model.ids import NodeId
from console.model.metric import FLEET, series_key
from console.model.node import NodeView
from console.model.text import fill
from console.panels import HistoryPanel, Scope
from console.settings.language import _
from console.ui.formats import decimal
from console.wire.messages.metrics import SeriesRef

MOST = 8
"""Four colours, each solid and dashed."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


class Subject(Struct, frozen=True):
    """The fleet, a node, or a GPU of one."""

    node_id: NodeId = FLEET
    gpu: int | None = None

    @property
    def scope(self) -> Scope:
        """Return which of the three it is."""
        if self.node_id == FLEET:
            return Scope.FLEET
        return Scope.NODE if self.gpu is None else Scope.GPU

    def series(self, panel: HistoryPanel) -> SeriesRef | None:
        """Return the series that a panel shows of it; None where it shows nothing of such."""
        metric = panel.metric(self.scope)
        return None if metric is None else SeriesRef(self.node_id, series_key(metric, self.gpu))


WHOLE_FLEET = Subject()


class Span(Struct, frozen=True):
    """A stretch of time that can be chosen."""

    seconds: int
    words: str

    @property
    def refresh_seconds(self) -> int:
        """Return after how long something new can be seen."""
        return min(max(self.seconds // 450, 2), 60)


def spans() -> tuple[Span, ...]:
    """Return the stretches, shortest first."""
    return (
        Span(15 * _MINUTE, _("15 min")),
        Span(_HOUR, _("1 h")),
        Span(6 * _HOUR, _("6 h")),
        Span(_DAY, _("24 h")),
        Span(7 * _DAY, _("7 d")),
        Span(30 * _DAY, _("30 d")),
    )


def name_of(subject: Subject, views: Iterable[NodeView]) -> str:
    """Return what people call it."""
    if subject.node_id == FLEET:
        return _("Fleet")
    node = next((view.node.name for view in views if view.node.id == subject.node_id), str(subject.node_id))
    return node if subject.gpu is None else f"{node} GPU {subject.gpu}"


def found(words: str, views: Sequence[NodeView]) -> Subject | None:
    """Return whom ``gpu-a01``, ``gpu-a01/3`` or ``gpu-a01 3`` means; None where nobody is called so."""
    text = words.strip().casefold().replace(" gpu ", "/")
    if text == _("Fleet").casefold():
        return WHOLE_FLEET
    for name, gpu in ((text, ""), text.rpartition("/")[::2], text.rpartition(" ")[::2]):
        if gpu and not gpu.isdecimal():
            continue
        for view in views:
            if name and name == view.node.name.casefold():
                return Subject(view.node.id, int(gpu) if gpu else None)
    return None


def suggestions(views: Sequence[NodeView]) -> list[str]:
    """Return everything that ``found`` knows."""
    names = [_("Fleet")]
    for view in views:
        names.append(view.node.name)
        gpus = view.snapshot.gpus if view.snapshot is not None else ()
        names += [f"{view.node.name}/{gpu.index}" for gpu in gpus]
    return names


def energy_words(watt_seconds: float, known_seconds: float, span_seconds: float) -> str:
    """Return an energy, and how much of the time is known where that is not all of it."""
    kilowatt_hours = watt_seconds / 3_600_000
    places = 0 if kilowatt_hours >= 1000 else 1 if kilowatt_hours >= 10 else 3
    words = f"{decimal(kilowatt_hours, places)} kWh"
    share = min(known_seconds / span_seconds, 1.0) if span_seconds > 0 else 0.0
    if share >= 0.995:
        return words
    percent = decimal(share * 100, 0 if share >= 0.1 else 1)
    return fill(_("{energy} in the known {percent} %"), {"energy": words, "percent": percent})


def time_words(moment: float, span_seconds: float) -> str:
    """Return a moment as precisely as a stretch of that length needs."""
    local = datetime.fromtimestamp(moment, UTC).astimezone()
    if span_seconds <= 2 * _HOUR:
        return f"{local:%H:%M:%S}"
    return f"{local:%H:%M}" if span_seconds <= _DAY else f"{local:%Y-%m-%d %H:%M}"
