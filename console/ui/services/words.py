"""Services in words and figures, the same in the table, on the page and in the tree."""

from __future__ import annotations

from datetime import datetime

from console.model.node import NodeView
from console.model.service import DeployView, Plan, StepState
from console.model.talking import ServiceFigures
from console.model.text import fill
from console.settings.language import _, translate
from console.ui.formats import decimal, duration_text, whole

UNKNOWN = "\N{EN DASH}"
LONG_SECONDS = 120


def tokens_text(per_second: float | None) -> str:
    """Return a speed: ``41.3 tokens/s``."""
    if per_second is None:
        return UNKNOWN
    return fill(_("{count} tokens/s"), {"count": decimal(per_second, 1 if per_second < 1000 else 0)})


def seconds_text(seconds: float | None) -> str:
    """Return a short time: ``84 ms``, ``1.42 s``; from two minutes on as ``5:21 min``."""
    if seconds is None:
        return UNKNOWN
    if seconds < 1:
        return fill(_("{count} ms"), {"count": decimal(seconds * 1000, 1 if seconds < 0.01 else 0)})
    if seconds >= LONG_SECONDS:
        unit = _("{count} min") if seconds < 3600 else _("{count} h")
        return fill(unit, {"count": duration_text(seconds)})
    return fill(_("{count} s"), {"count": decimal(seconds, 2)})


def moment_text(moment: float) -> str:
    """Return a moment on the wall clock of the desk; seconds since the epoch, 0 is unknown."""
    return f"{datetime.fromtimestamp(moment).astimezone():%Y-%m-%d %H:%M:%S}" if moment else UNKNOWN


def queue_text(figures: ServiceFigures | None) -> str:
    """Return how many requests are worked on and wait: ``3 running, 1 waiting``."""
    if figures is None or figures.running is None:
        return UNKNOWN
    running = fill(_("{count} running"), {"count": whole(figures.running)})
    if figures.waiting is None:
        return running
    return f"{running}, " + fill(_("{count} waiting"), {"count": whole(figures.waiting)})


def reach_text(node: NodeView | None, plan: Plan) -> str:
    """Return from where the address of a service leads to it: it is an address of the node, not of this computer."""
    if plan.door:
        return _("Inside of the cluster. The way there stands among the snippets.")
    options = dict(plan.request.options) if plan.request is not None else {}
    if options.get("listen") != "all":
        return _("On the node's loopback alone. The tunnel stands among the snippets.")
    host = node.node.host if node is not None else plan.node_id
    return fill(_("By everybody who reaches {host}, at port {port}."), {"host": host, "port": f"{plan.port}"})


def gpu_bytes(node: NodeView | None, plan: Plan) -> int | None:
    """Return the GPU memory of the service's processes: those started from its folder, or with its name.

    None where the node does not say which processes its GPUs have, or none is the service's.
    """
    processes = node.snapshot.gpu_processes if node is not None and node.snapshot is not None else None
    folder = plan.directory.rstrip("/") + "/"
    found = [
        each.memory_used_bytes
        for each in processes or ()
        if each.memory_used_bytes is not None
        and ((each.command and folder in each.command) or (each.pod or "").startswith(f"{plan.service_name}-"))
    ]
    return sum(found) if found else None


def undone_by_removal(view: DeployView) -> str:
    """Return what removing does, in its order, each command under its step."""
    begun = {StepState.RUNNING, StepState.DONE, StepState.FAILED}
    steps = [step.step for step in reversed(view.steps) if step.state in begun and step.step.undo]
    return "\n\n".join(
        f"# {fill(_('Take back: {step}'), {'step': translate(step.title)})}\n{step.undo}" for step in steps
    )
