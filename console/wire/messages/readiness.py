"""Readiness: the report of a node, what would run there, and how nodes compare."""

from __future__ import annotations

from console.model.ids import NodeId
from console.model.readiness import ReadinessReport
from console.model.service import CheckResult
from console.wire.messages.base import Event, Request, Result


class RunReadiness(Request, frozen=True, kw_only=True):
    """Run every check on a node; each result also comes as an event. Reply: ReadinessDone."""

    node_id: NodeId


class ReadinessResult(Event, frozen=True):
    """One check of a running report has its verdict."""

    request_id: int
    result: CheckResult
    total: int
    """How many results there will be at most."""


class ReadinessDone(Result, frozen=True):
    """The whole report."""

    report: ReadinessReport
