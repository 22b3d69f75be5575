"""Readiness: the report of a node, what would run there, and how nodes compare."""

from __future__ import annotations

from console.model.ids import NodeId
from console.model.readiness import Fit, KnownModel, Rank, ReadinessReport, Workload
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


class WhatRuns(Request, frozen=True, kw_only=True):
    """Ask what would run on a node, by what its last sample told. Reply: WhatWouldRun."""

    node_id: NodeId
    workload: Workload


class WhatWouldRun(Result, frozen=True):
    """Every model on every engine; none where the node has not told what it has."""

    fits: tuple[Fit, ...]


class RankNodes(Request, frozen=True, kw_only=True):
    """Ask which nodes suit a model. Reply: Ranking."""

    model_id: str
    workload: Workload


class Ranking(Result, frozen=True):
    """The nodes, best first."""

    ranks: tuple[Rank, ...]


class ListKnownModels(Request, frozen=True, kw_only=True):
    """Ask which models can be ranked for. Reply: KnownModels."""


class KnownModels(Result, frozen=True):
    """The models that the estimate knows."""

    models: tuple[KnownModel, ...]


class ReadinessDone(Result, frozen=True):
    """The whole report."""

    report: ReadinessReport
