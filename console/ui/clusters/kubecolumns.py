"""The columns of the tables of Kubernetes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from console.model.kubernetes import KubeNode, KubePod
from console.model.text import N_
from console.ui.clusters.rows import Column, Share
from console.ui.formats import age_text
from console.ui.signs import sign_of

NONE = "\N{EN DASH}"

Now = Callable[[], float]

_figure = partial(Column, is_right=True)


def node_state(node: KubeNode) -> str:
    """Return the state of a node as kubectl writes it."""
    ready = {True: "Ready", False: "NotReady", None: "Unknown"}[node.ready]
    return f"{ready},SchedulingDisabled" if node.cordoned else ready


def node_columns(now: Now) -> tuple[Column[KubeNode], ...]:
    """Return the columns of nodes."""
    return (
        Column("node", N_("Node"), 150, lambda n: n.name, sign=lambda n: sign_of(n.state)),
        Column("state", N_("State"), 150, node_state),
        Column(
            "gpus",
            N_("GPUs asked"),
            140,
            lambda n: NONE if n.gpus is None else f"{n.gpus_requested}/{n.gpus_allocatable or 0}",
            lambda n: n.gpus_requested,
            is_right=True,
            share=lambda n: Share(n.gpus_requested, n.gpus_allocatable) if n.gpus_allocatable else None,
        ),
        _figure(
            "capacity", N_("GPUs there"), 80, lambda n: NONE if n.gpus is None else str(n.gpus), lambda n: n.gpus or 0
        ),
        Column("model", N_("GPU model"), 170, lambda n: n.gpu_model, yields=True),
        Column("problems", N_("Problems"), 160, lambda n: ", ".join(n.problems), yields=True),
        Column("taints", N_("Taints"), 160, lambda n: ", ".join(n.taints), yields=True),
        Column("roles", N_("Roles"), 90, lambda n: ", ".join(n.roles)),
        Column("version", N_("Version"), 80, lambda n: n.version),
        Column("system", N_("System"), 150, lambda n: n.system, yields=True),
        Column("address", N_("Address"), 110, lambda n: n.address),
        _figure(
            "age", N_("Age"), 70, lambda n: _age(n.created_at, now()), lambda n: -(n.created_at or 0.0), moves=True
        ),
    )


def pod_columns(now: Now) -> tuple[Column[KubePod], ...]:
    """Return the columns of pods."""
    return (
        Column("pod", N_("Pod"), 210, lambda p: p.name, sign=lambda p: sign_of(p.state)),
        Column("namespace", N_("Namespace"), 110, lambda p: p.namespace),
        Column("state", N_("State"), 130, lambda p: p.reason or p.phase),
        Column("why", N_("Why"), 210, lambda p: p.message),
        _figure("gpus", N_("GPUs"), 60, lambda p: str(p.gpus) if p.gpus else NONE, lambda p: p.gpus),
        Column("node", N_("Node"), 110, lambda p: p.node),
        _figure("ready", N_("Ready"), 60, lambda p: f"{p.ready}/{len(p.containers)}", lambda p: p.ready),
        _figure("restarts", N_("Restarts"), 70, lambda p: str(p.restarts) if p.restarts else "", lambda p: p.restarts),
        _figure(
            "age", N_("Age"), 70, lambda p: _age(p.created_at, now()), lambda p: -(p.created_at or 0.0), moves=True
        ),
        Column("owner", N_("Made by"), 160, lambda p: p.owner),
    )


def _age(moment: float | None, now: float) -> str:
    return "" if moment is None else age_text(max(0.0, now - moment))
