"""What was done to a cluster, as a table of its page: who, when, what, why, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from console.model.cluster import ClusterDeed
from console.model.text import N_
from console.settings.language import _, problem_advice, problem_text
from console.ui.clusters.page import Deed, Section
from console.ui.clusters.rows import Column, RowModel
from console.ui.clusters.table import ClusterTable
from console.ui.signs import Sign

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.clusters.page import ClusterPage
    from console.wire import messages as m

LONG_SECONDS = 3600.0
"""What has not ended after that is not taken to be under way: a drain gives up earlier."""


class DeedHistory(QObject):
    """Follows what the core tells of the cluster that the page shows."""

    def __init__(self, page: ClusterPage, bridge: Bridge) -> None:
        super().__init__(page)
        self._page = page
        self.rows = RowModel[ClusterDeed](_columns(page.now), lambda deed: deed.id)
        table = ClusterTable(page.themes, self.rows, _("History"), page)
        table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        details = Deed(_("Details"), self._details, lambda rows: len(rows) == 1, on_bar=True)
        page.add_section(Section(_("History"), table, (details,)))
        bridge.cluster_deeds.connect(self._take)

    def _take(self, told: m.ClusterDeeds) -> None:
        if told.cluster == self._page.cluster:
            self.rows.apply(told.deeds)

    def _details(self, rows: list[ClusterDeed]) -> None:
        deed = rows[0]
        lines = [
            f"{when_words(deed.at)}  {deed.who}",
            f"$ {deed.command}",
            *([f"{_('Reason')}: {deed.reason}"] if deed.reason else []),
            "",
            f"{result_words(deed, self._page.now())}{f'  {when_words(deed.ended_at)}' if deed.ended_at else ''}",
            deed.said,
        ]
        if deed.problem is not None:
            lines += [problem_text(deed.problem), problem_advice(deed.problem)]
        self._page.pane.begin(f"{action_words(deed.action)} {', '.join(deed.targets)}", "", can_repeat=False)
        self._page.pane.fill("\n".join(lines).strip())


def action_words(action: str) -> str:
    """Return what was done, for people."""
    known = {
        "drain": _("Drain"),
        "resume": _("Resume"),
        "cancel": _("Cancel job"),
        "hold": _("Hold"),
        "release": _("Release"),
        "requeue": _("Requeue"),
        "cordon": _("Cordon"),
        "uncordon": _("Uncordon"),
    }
    return known.get(action, action)


def result_words(deed: ClusterDeed, now: float) -> str:
    """Return what came of it."""
    if deed.problem is not None:
        return problem_text(deed.problem)
    if deed.ended_at:
        return _("Done")
    return _("Under way") if now - deed.at < LONG_SECONDS else _("Its end is not known")


def when_words(at: float) -> str:
    """Return a moment in the time of the desk."""
    return f"{datetime.fromtimestamp(at, UTC).astimezone():%Y-%m-%d %H:%M:%S}"


def _sign(deed: ClusterDeed) -> Sign:
    if deed.problem is not None:
        return Sign.FAILED
    return Sign.TICK if deed.ended_at else Sign.HOLLOW


def _columns(now: Callable[[], float]) -> tuple[Column[ClusterDeed], ...]:
    return (
        Column("time", N_("Time"), 160, lambda d: when_words(d.at), lambda d: d.at, sign=_sign),
        Column("who", N_("Who"), 150, lambda d: d.who),
        Column("action", N_("Action"), 100, lambda d: action_words(d.action)),
        Column("on", N_("On"), 150, lambda d: ", ".join(d.targets)),
        Column("reason", N_("Reason"), 190, lambda d: d.reason),
        Column("result", N_("Result"), 220, lambda d: result_words(d, now()), moves=True),
    )
