"""The page of a Prometheus server: the nodes that it feeds, what it scrapes, the alerts of its rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from console.model.cluster import ClusterKind
from console.model.prometheus import Alert, Fed, Target
from console.model.text import N_, fill
from console.settings.language import _
from console.ui.clusters.page import ClusterPage, Deed, Section
from console.ui.clusters.rows import Column, RowModel, Share
from console.ui.clusters.table import ClusterTable
from console.ui.formats import age_text, decimal
from console.ui.signs import Sign, sign_of
from console.wire import messages as m

if TYPE_CHECKING:
    from console.model.clock import Clock
    from console.ui.bridge import Bridge
    from console.ui.theme import Themes

NONE = "\N{EN DASH}"
TARGETS = 1
_NODE = "node"

R = TypeVar("R")

Now = Callable[[], float]

_figure = partial(Column, is_right=True)


class PrometheusPage(ClusterPage):
    """Three tables; the whole of an error or an alert beside them."""

    def __init__(self, themes: Themes, bridge: Bridge, clock: Clock) -> None:
        super().__init__(themes, bridge, clock, ClusterKind.PROMETHEUS, _("Prometheus"))
        self.fed = RowModel[Fed](fed_columns(), lambda fed: fed.name)
        self.targets = RowModel[Target](target_columns(self.now), lambda target: target.url)
        self.alerts = RowModel[Alert](alert_columns(self.now), lambda alert: alert.key)
        show = Deed(_("Show its targets"), self._show_targets, lambda rows: len(rows) == 1, on_bar=True)
        self.add_section(Section(_("Nodes"), ClusterTable(themes, self.fed, _("Nodes"), self), (show,)))
        read = Deed(_("Details"), self._target, lambda rows: len(rows) == 1, on_bar=True)
        self.add_section(Section(_("Targets"), ClusterTable(themes, self.targets, _("Targets"), self), (read,)))
        look = Deed(_("Details"), self._alert, lambda rows: len(rows) == 1, on_bar=True)
        self.add_section(Section(_("Alerts"), ClusterTable(themes, self.alerts, _("Alerts"), self), (look,)))
        bridge.prometheus_changed.connect(self._changed)

    def _changed(self, change: m.PrometheusChanged) -> None:
        if change.cluster != self.cluster:
            return
        _replace(self.fed, change.fed, lambda fed: fed.name)
        _replace(self.targets, change.targets, lambda target: target.url)
        _replace(self.alerts, change.alerts, lambda alert: alert.key)

    def _show_targets(self, rows: list[Fed]) -> None:
        self.find_in(_NODE, rows[0].name)
        self.show_section(TARGETS)

    def _target(self, rows: list[Target]) -> None:
        target = rows[0]
        self.pane.begin(target.url, can_repeat=False)
        self.pane.fill(target.error or _("It answers."))

    def _alert(self, rows: list[Alert]) -> None:
        alert = rows[0]
        self.pane.begin(fill(_("Alert {name}"), {"name": alert.name}), can_repeat=False)
        value = fill(_("Value: {value}"), {"value": alert.value}) if alert.value else ""
        self.pane.fill("\n".join(part for part in (alert.summary, value, alert.labels.replace(", ", "\n")) if part))


def _replace(rows: RowModel[R], now: tuple[R, ...], key: Callable[[R], str]) -> None:
    kept = set(map(key, now))
    rows.apply(now, [key(row) for row in rows.values() if key(row) not in kept])


def fed_columns() -> tuple[Column[Fed], ...]:
    """Return the columns of nodes."""
    return (
        Column("node", N_("Node"), 160, lambda n: n.name, sign=lambda n: Sign.WARNING if n.xids else Sign.OK),
        _figure("gpus", N_("GPUs"), 60, lambda n: str(n.gpus), lambda n: n.gpus),
        Column(
            "load",
            N_("Utilisation"),
            140,
            lambda n: NONE if n.utilization_percent is None else f"{n.utilization_percent:.0f} %",
            lambda n: n.utilization_percent or 0.0,
            is_right=True,
            share=lambda n: None if n.utilization_percent is None else Share(n.utilization_percent, 100),
        ),
        Column(
            "memory",
            N_("GPU memory"),
            190,
            _memory,
            lambda n: n.memory_used_bytes or 0,
            is_right=True,
            share=lambda n: Share(n.memory_used_bytes or 0, n.memory_total_bytes) if n.memory_total_bytes else None,
        ),
        _figure(
            "temperature",
            N_("Hottest °C"),
            90,
            lambda n: _whole(n.temperature_celsius),
            lambda n: n.temperature_celsius or 0.0,
        ),
        _figure(
            "power",
            N_("Power kW"),
            90,
            lambda n: NONE if n.power_watts is None else decimal(n.power_watts / 1000, 2),
            lambda n: n.power_watts or 0.0,
        ),
        Column("xid", N_("XID"), 90, lambda n: n.xids),
    )


def target_columns(now: Now) -> tuple[Column[Target], ...]:
    """Return the columns of targets."""
    return (
        Column("target", N_("Target"), 300, lambda t: t.url, sign=lambda t: sign_of(t.state)),
        Column("job", N_("Job"), 110, lambda t: t.job),
        Column("node", N_("Node"), 120, lambda t: t.node),
        Column("health", N_("State"), 80, lambda t: t.health),
        _figure(
            "scraped", N_("Read"), 80, lambda t: _age(t.scraped_at, now()), lambda t: -(t.scraped_at or 0.0), moves=True
        ),
        Column("error", N_("Error"), 300, lambda t: t.error),
    )


def alert_columns(now: Now) -> tuple[Column[Alert], ...]:
    """Return the columns of alerts."""
    return (
        Column("alert", N_("Alert"), 160, lambda a: a.name, sign=lambda a: sign_of(a.state)),
        Column("state", N_("State"), 90, lambda a: _("fires") if a.is_firing else _("pending")),
        Column("severity", N_("Severity"), 90, lambda a: a.severity),
        Column("node", N_("Node"), 120, lambda a: a.node),
        _figure("value", N_("Value"), 80, lambda a: a.value),
        _figure("since", N_("Since"), 80, lambda a: _age(a.since, now()), lambda a: -(a.since or 0.0), moves=True),
        Column("labels", N_("Labels"), 300, lambda a: a.labels),
    )


def _memory(fed: Fed) -> str:
    if fed.memory_used_bytes is None or fed.memory_total_bytes is None:
        return NONE
    return f"{fed.memory_used_bytes / 2**30:.0f}/{fed.memory_total_bytes / 2**30:.0f} GiB"


def _whole(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f}"


def _age(moment: float | None, now: float) -> str:
    return "" if moment is None else age_text(max(0.0, now - moment))
