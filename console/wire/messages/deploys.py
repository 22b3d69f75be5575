"""Deployments: checks, plans, runs."""

from __future__ import annotations

from enum import StrEnum

from msgspec import field

from console.model.change import Changes, Difference
from console.model.ids import DeployId, NodeId
from console.model.record import Compared, Deed, PastDeed
from console.model.service import (
    CheckResult,
    DeployRequest,
    DeployView,
    EngineChoice,
    ModelChoice,
    Plan,
    Rendering,
    TargetChoice,
)
from console.wire.messages.base import Event, Request, Result


class ListModels(Request, frozen=True, kw_only=True):
    """Reply: Catalogue."""


class Catalogue(Result, frozen=True):
    """What can be deployed, by what, and where."""

    models: tuple[ModelChoice, ...]
    engines: tuple[EngineChoice, ...] = ()
    targets: tuple[TargetChoice, ...] = ()


class FindNodes(Request, frozen=True, kw_only=True):
    """Find nodes by the names that people use: of the inventory, an alias, or ``user@host:port``. Reply: NodeIds."""

    names: tuple[str, ...]


class NodeIds(Result, frozen=True):
    """The nodes, in the order of their names."""

    ids: tuple[NodeId, ...]


class ListDeploys(Request, frozen=True, kw_only=True):
    """Reply: Deploys; a desk is told them with its welcome, a hand asks."""


class Deploys(Result, frozen=True):
    """Every deploy that is listed, oldest first."""

    deploys: tuple[DeployView, ...]


class RunPreflight(Request, frozen=True, kw_only=True):
    """Check the nodes; each result also comes as an event. Reply: PreflightDone."""

    deploy: DeployRequest


class PreflightResult(Event, frozen=True):
    """One check of a running preflight has its verdict."""

    request_id: int
    result: CheckResult
    total: int
    """How many results there will be."""


class PreflightDone(Result, frozen=True):
    """All results of a preflight."""

    results: tuple[CheckResult, ...]


class MakePlan(Request, frozen=True, kw_only=True):
    """Reply: Plans; nothing is changed on any node."""

    deploy: DeployRequest


class Plans(Result, frozen=True):
    """One plan a node, and the same as a shell script to read or run by hand."""

    plans: tuple[Plan, ...]
    script: str
    renderings: tuple[Rendering, ...] = ()
    """The request as each target would have it on the first node."""
    playbook: str = ""
    """The plans as an Ansible playbook."""
    request_file: str = ""
    """The request as a file that ``leitstand deploy`` takes."""
    differences: dict[NodeId, tuple[Difference, ...]] = field(default_factory=dict)
    """What they would change, on each node where something of that name stands."""


class ReadChanges(Request, frozen=True, kw_only=True):
    """What carrying out a request would change on each of its nodes; changes nothing. Reply: DeployChanges."""

    deploy: DeployRequest


class DeployChanges(Result, frozen=True):
    """One a node, in the order of the request."""

    changes: tuple[Changes, ...]


class RunPlans(Request, frozen=True, kw_only=True):
    """Run plans as they were shown. Reply: DeployIds."""

    plans: tuple[Plan, ...]


class SaveText(Request, frozen=True, kw_only=True):
    """Write a text that the desk shows, such as a plan as a script, to a file that the person chose."""

    path: str
    text: str


class DeployIds(Result, frozen=True):
    """The deploys that were started, in the order of the plans."""

    ids: tuple[DeployId, ...]


class DeployAction(StrEnum):
    """What a person may do with a deploy."""

    CANCEL = "cancel"
    RESUME = "resume"
    """Go on at the step where it was cut."""
    STOP = "stop"
    START = "start"
    RESTART = "restart"
    """Stop it, start it, wait until it serves again."""
    REPAIR = "repair"
    """Put right what somebody has changed of it on the node."""
    UNDO = "undo"
    ROLLBACK = "rollback"
    """Undo of a deploy that took another's place: that one serves again."""
    FORGET = "forget"
    """Drop an undone deploy from the list."""


class ControlDeploy(Request, frozen=True, kw_only=True):
    """Act on a deploy."""

    deploy_id: DeployId
    action: DeployAction


class ScaleService(Request, frozen=True, kw_only=True):
    """Let so many copies of a service run, where its target can (``Plan.scale``)."""

    deploy_id: DeployId
    replicas: int


class ReadStepLog(Request, frozen=True, kw_only=True):
    """What a step of a deploy has printed. Reply: str."""

    deploy_id: DeployId
    step: str


class ReadDeeds(Request, frozen=True, kw_only=True):
    """What was done with a deploy. Reply: Deeds."""

    deploy_id: DeployId


class Deeds(Result, frozen=True):
    """Oldest first."""

    deeds: tuple[Deed, ...]


class ReadPast(Request, frozen=True, kw_only=True):
    """What was ever done with deploys, also with those that are no longer listed. Reply: DeployPast."""

    most: int = 2000


class DeployPast(Result, frozen=True):
    """The newest, oldest first, and how many there are in all."""

    rows: tuple[PastDeed, ...]
    total: int


class PastForm(StrEnum):
    """As what the history is written to a file."""

    CSV = "csv"
    JSON = "json"


class SavePast(Request, frozen=True, kw_only=True):
    """Write all of the history to a file that the person chose."""

    path: str
    form: PastForm


class CompareDeploy(Request, frozen=True, kw_only=True):
    """Compare what is on the node with what was deployed; changes nothing. Reply: DeployCompared."""

    deploy_id: DeployId


class DeployCompared(Result, frozen=True):
    """In the order of the plan."""

    compared: tuple[Compared, ...]


class AskModel(Request, frozen=True, kw_only=True):
    """Ask the model of a deploy a question. Reply: str."""

    deploy_id: DeployId
    question: str


class DeployChanged(Event, frozen=True):
    """A deploy is new or changed."""

    deploy: DeployView


class DeployMoved(Event, frozen=True):
    """A running step of a deploy got on; the rest is as in the last DeployChanged."""

    deploy_id: DeployId
    step: str
    progress: float | None
    output: str


class DeployForgotten(Event, frozen=True):
    """A deploy is no longer listed."""

    deploy_id: DeployId
