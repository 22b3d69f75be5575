"""A row of the tree in words: for screen readers and tool tips."""

from __future__ import annotations

from textwrap import fill as wrapped

from msgspec.structs import replace

from console.model.errors import Problem
from console.model.node import NodeState, NodeView
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.environments import environment_word
from console.ui.models.markcolors import color_name
from console.ui.models.readings import Readings, gpu_readings, node_readings
from console.ui.models.rows import Row, RowKind, name_of

_KINDS = {
    RowKind.CONTAINER: lambda: _("Container"),
    RowKind.ENVIRONMENT: lambda: _("Python environment"),
    RowKind.SERVICE: lambda: _("Service"),
}
TIP_COLUMNS = 64
"""Plain tool tips do not wrap by themselves."""


def state_name(state: NodeState) -> str:
    """Return the word for a state."""
    return {
        NodeState.KEY_CHANGED: _("Host key changed"),
        NodeState.FAILED: _("Failed"),
        NodeState.WARNING: _("Warning"),
        NodeState.UNREACHABLE: _("Unreachable"),
        NodeState.STALE: _("Stale"),
        NodeState.CONNECTING: _("Connecting"),
        NodeState.DRAINED: _("Drained"),
        NodeState.OK: _("OK"),
        NodeState.IDLE: _("Not asked yet"),
    }[state]


def shown_problem(problem: Problem, view: NodeView | None) -> Problem:
    """Return a problem of a node with the address that is shown of it, which need not be the one that is dialled."""
    if view is None or not view.node.address_shown or problem.params.get("host") != view.node.host:
        return problem
    return replace(problem, params={**problem.params, "host": view.node.address_shown})


def describe_row(row: Row) -> str:
    """Return a row as one sentence that a screen reader says."""
    if row.gpu is not None:
        return ", ".join([row.name, *_values(gpu_readings(row.gpu)), *map(problem_text, row.gpu.concerns)])
    if row.inner is not None:
        return ", ".join(part for part in (_KINDS[row.kind](), row.name, row.inner.words, row.inner.figure) if part)
    if row.children and row.view is None:
        sum_ = row.rollup()
        counts = {"reachable": str(sum_.nodes_reachable), "total": str(sum_.nodes_total)}
        reachable = fill(_("{reachable} of {total} reachable"), counts)
        return ", ".join([row.name, reachable, state_name(sum_.worst), *marks_of(row)])
    if row.view is None:
        return row.name
    parts = [row.name, state_name(row.view.state)]
    if row.view.problem is not None:
        parts.append(problem_text(shown_problem(row.view.problem, row.view)).rstrip("."))
    return ", ".join(dict.fromkeys([*parts, *_values(node_readings(row.view)), *marks_of(row)]))


def marks_of(row: Row) -> list[str]:
    """Return what the band and the colour at the left of a row mean."""
    words = environment_word(row.environment()).capitalize()
    return [part for part in (words, color_name(row.color())) if part]


def _values(readings: Readings) -> list[str]:
    parts = [readings.words, readings.system]
    if readings.load is not None:
        parts.append(fill(_("{percent} % utilisation"), {"percent": f"{readings.load * 100:.0f}"}))
    if readings.memory is not None:
        parts.append(fill(_("{percent} % memory"), {"percent": f"{readings.memory * 100:.0f}"}))
    if readings.temperature_celsius is not None:
        parts.append(f"{readings.temperature_celsius:.0f} °C")
    if readings.power_watts is not None:
        parts.append(f"{readings.power_watts:.0f} W")
    return [part for part in parts if part]


def tool_tip(row: Row) -> str:
    """Return the full name, where it is and what is wrong."""
    if row.inner is not None:
        return "\n".join(wrapped(line, TIP_COLUMNS) for line in (row.inner.tip or row.inner.name).splitlines())
    if row.gpu is not None and row.gpu.concerns:
        told = [f"{problem_text(problem)} {problem_advice(problem)}" for problem in row.gpu.concerns]
        return "\n".join(wrapped(line, TIP_COLUMNS) for line in [row.name, *told])
    if row.gpu is not None or row.view is None:
        return describe_row(row)
    lines = dict.fromkeys(part for part in (*_about(row.view), ", ".join(marks_of(row))) if part)
    return "\n".join(wrapped(line, TIP_COLUMNS) for line in lines)


def _about(view: NodeView) -> list[str]:
    node, snapshot = view.node, view.snapshot
    lines = [f"{name_of(node)}  {node.address_shown or node.host}", state_name(view.state)]
    lines += node.notes.splitlines()
    if node.tags:
        lines.append(fill(_("Tags: {tags}"), {"tags": ", ".join(node.tags)}))
    if node.known_by:
        lines.append(fill(_("Known by: {sources}"), {"sources": ", ".join(map(_short_source, node.known_by))}))
    if view.problem is not None:
        problem = shown_problem(view.problem, view)
        lines += [problem_text(problem), problem_advice(problem)]
    if snapshot is not None:
        lines.append(snapshot.distro.pretty_name if snapshot.distro else "")
        lines.append(" ".join(part for part in (snapshot.kernel, snapshot.architecture) if part))
        if snapshot.driver_version:
            lines.append(fill(_("Driver {version}"), {"version": snapshot.driver_version}))
        if snapshot.gpu_problem is not None:
            lines.append(problem_text(snapshot.gpu_problem))
    return lines


def _short_source(source_id: str) -> str:
    """Return kind and last part of a source: ``ansible:hosts.yml``."""
    kind, _colon, place = source_id.partition(":")
    return f"{kind}:{place.rpartition('/')[2]}"
