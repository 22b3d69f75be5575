"""Panels of the dashboard and of the history, one file each, as data. A file here that has a ``PANEL`` is one.

A panel says what it shows and in which words; the desk knows how to draw each kind.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from enum import StrEnum
from functools import cache

from msgspec import Struct

from console.model.gpu import Gpu
from console.model.metric import Metric as Metrics
from console.model.service import DeployView
from console.model.text import Text


class Shape(StrEnum):
    """How much room the dashboard has."""

    STRIP = "strip"
    """A low band under the terminals."""
    DOCK = "dock"
    """A band under the terminals."""
    COLUMN = "column"
    """A column at the right."""


ROOMY = frozenset({Shape.DOCK, Shape.COLUMN})
EVERYWHERE = frozenset(Shape)


class Sample(Struct, frozen=True):
    """Totals of the fleet at one moment. ``None`` is: no node said it."""

    taken_at: float
    """Seconds since the epoch."""
    power_draw_watts: float | None = None
    site_power_watts: tuple[tuple[str, float], ...] = ()
    hottest_celsius: float | None = None
    median_celsius: float | None = None


class Ink(StrEnum):
    """The colour of a series, by its name in the themes."""

    S1 = "s1"
    S2 = "s2"
    S3 = "s3"
    S4 = "s4"


class Series(Struct, frozen=True):
    """One line of a plot. The first is solid and filled, the second dashed."""

    label: str
    """An English text, marked for the catalogue; empty: the name of the site."""
    ink: Ink
    value: Callable[[Sample, str], float | None]
    """Takes a sample and the name of the site that is shown."""


class Limit(Struct, frozen=True):
    """A value that people should not pass, and its words."""

    value: float
    words: str


class PlotPanel(Struct, frozen=True):
    """Values of the fleet over the last hour."""

    id: str
    title: str
    order: int
    unit: str
    places: int
    """Decimals of a value in words."""
    series: tuple[Series, ...]
    limit: Limit | None = None
    shapes: frozenset[Shape] = EVERYWHERE


class Ramp(StrEnum):
    """Which of a theme's ramps colours a metric."""

    LOAD = "load"
    TEMPERATURE = "temperature"


class Metric(Struct, frozen=True):
    """What the colour of a GPU can say."""

    id: str
    title: str
    """Short: it stands on a button."""
    share: Callable[[Gpu], float | None]
    """Where a GPU stands on the ramp, 0 to 1; None where it does not say."""
    lowest: str
    highest: str
    """What the ends of the ramp mean, with the unit."""
    ramp: Ramp = Ramp.LOAD


class HeatPanel(Struct, frozen=True):
    """Every GPU as a cell: columns are nodes, rows are GPUs, blocks are racks."""

    id: str
    title: str
    order: int
    metrics: tuple[Metric, ...]
    shapes: frozenset[Shape] = EVERYWHERE


class Tone(StrEnum):
    """How much a row of a list asks to be looked at."""

    RUNNING = "running"
    FINE = "fine"
    FAILED = "failed"
    QUIET = "quiet"


class Entry(Struct, frozen=True):
    """One row of a list."""

    name: str
    tone: Tone
    words: Text | None
    """Stand where there is no progress."""
    progress: float | None = None
    """0 to 1."""
    started_at: float | None = None
    """Seconds since the epoch; the row counts up from there."""
    elapsed_seconds: float | None = None
    """How long it took; None while it goes on, or where nobody knows."""


class ListPanel(Struct, frozen=True):
    """What was started, newest first."""

    id: str
    title: str
    order: int
    heads: tuple[str, str, str, str]
    """Name, node, progress, elapsed."""
    empty: str
    entry: Callable[[DeployView], Entry]
    shapes: frozenset[Shape] = ROOMY


class AlertPanel(Struct, frozen=True):
    """What calls for somebody, most severe first."""

    id: str
    title: str
    order: int
    empty: str
    shapes: frozenset[Shape] = frozenset({Shape.COLUMN})


class Scope(StrEnum):
    """Whose values are shown."""

    FLEET = "fleet"
    NODE = "node"
    GPU = "gpu"


class HistoryPanel(Struct, frozen=True):
    """One metric over a time that a person chooses, of everything that is compared."""

    id: str
    title: str
    order: int
    metrics: tuple[tuple[Scope, Metrics], ...]
    """Which metric says it of the fleet, of a node and of a GPU; who is not named has no such values."""
    unit: str
    per_unit: float = 1.0
    """How many of the metric's own units make one of these."""
    places: int = 0
    low: float | None = 0.0
    high: float | None = None
    """Where the axis begins and ends; None: as the values want it."""
    limit: Limit | None = None
    is_power: bool = False
    """Whether the area under it is an energy, which is then said in kWh."""

    def metric(self, scope: Scope) -> Metrics | None:
        """Return what says it of the fleet, a node or a GPU."""
        return dict(self.metrics).get(scope)


Panel = HeatPanel | PlotPanel | ListPanel | AlertPanel


@cache
def _found() -> tuple[object, ...]:
    return tuple(
        getattr(importlib.import_module(f"{__name__}.{entry.name}"), "PANEL", None)
        for entry in pkgutil.iter_modules(__path__)
    )


@cache
def panels() -> tuple[Panel, ...]:
    """Return every panel of the dashboard in the order in which they stand."""
    return tuple(sorted((panel for panel in _found() if isinstance(panel, Panel)), key=lambda panel: panel.order))


@cache
def history_panels() -> tuple[HistoryPanel, ...]:
    """Return every panel of the history in the order in which they stand."""
    return tuple(sorted((found for found in _found() if isinstance(found, HistoryPanel)), key=lambda one: one.order))
