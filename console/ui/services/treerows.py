"""Services as rows of the tree, under the node to which they were deployed."""

from __future__ import annotations

from console.model.service import DeployState, DeployView
from console.model.talking import ServiceFigures
from console.ui.models.rows import Inner, RowKind
from console.ui.services.words import UNKNOWN, queue_text, tokens_text
from console.ui.wizards.deploywords import view_sign, view_word


def service_row(view: DeployView, figures: ServiceFigures | None) -> Inner:
    """Return the row of a service: its speed while it is known, else where it answers."""
    plan, speed = view.plan, figures.tokens_per_second if figures is not None else None
    serves = view.state is DeployState.SERVING and view.work is None
    figure = f":{plan.port}" if speed is None and plan.port else "" if speed is None else tokens_text(speed)
    queue = queue_text(figures)
    words = plan.model if serves and queue == UNKNOWN else queue if serves else view_word(view)
    lines = (plan.service_name, view_word(view), plan.model, plan.url, "" if queue == UNKNOWN else queue)
    return Inner(
        RowKind.SERVICE,
        plan.service_name,
        words,
        figure if serves else "",
        tip="\n".join(line for line in lines if line),
        sign=view_sign(view),
        key=view.id,
    )
