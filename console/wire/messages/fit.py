"""Fit: whether what is asked for goes into the memory of the nodes, and what would make it."""

from __future__ import annotations

from console.model.fit import NodeEstimate
from console.model.service import DeployRequest
from console.wire.messages.base import Request, Result


class EstimateFit(Request, frozen=True, kw_only=True):
    """Ask whether a request fits on each of its nodes, by what these told last. Reply: Fitted."""

    deploy: DeployRequest
    precision: str = ""
    """What the weights are to be held as; empty: what they are."""


class Fitted(Result, frozen=True):
    """One estimate a node, in the order of the request."""

    nodes: tuple[NodeEstimate, ...]
    precisions: tuple[str, ...] = ()
    """What weights there are of the model that the engine can hold."""
