"""The columns of the table of services."""

from __future__ import annotations

from collections.abc import Callable

from console.model.ids import NodeId
from console.model.service import DeployView
from console.model.text import N_
from console.ui.clusters.rows import Column
from console.ui.wizards.deploywords import view_sign, view_word

NameOf = Callable[[NodeId], str]
TitleOf = Callable[[str], str]


def service_columns(name_of: NameOf, title_of: TitleOf) -> tuple[Column[DeployView], ...]:
    """Return them; ``name_of`` names nodes, ``title_of`` engines and targets."""
    return (
        Column(
            "service",
            N_("Service"),
            260,
            lambda view: view.plan.service_name,
            sign=lambda view: view_sign(view),
            cuts_middle=True,
        ),
        Column("state", N_("State"), 160, view_word),
        Column("node", N_("Node"), 92, lambda view: name_of(view.plan.node_id)),
        Column("endpoint", N_("Endpoint"), 150, lambda view: view.plan.url),
        Column("engine", N_("Engine"), 84, lambda view: title_of(view.plan.engine)),
        Column("model", N_("Model"), 120, lambda view: view.plan.model),
        Column("target", N_("Target"), 110, lambda view: title_of(view.plan.target)),
    )
