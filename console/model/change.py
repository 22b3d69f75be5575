"""What a request would change of what stands on a node."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from console.model.ids import DeployId, NodeId
from console.model.record import Compared
from console.model.text import Text

_NONE = DeployId("")


class Outcome(StrEnum):
    """What carrying out a request would do on a node."""

    CREATE = "create"
    """Nothing of that name stands there."""
    NOTHING = "nothing"
    """It is in place as it was asked for."""
    CHANGE = "change"
    """It stands there otherwise: a new version comes beside it, then in its place."""
    REPAIR = "repair"
    """It was asked for like that, and somebody has changed it on the node since."""
    START = "start"
    """It stands there as asked for, and was stopped."""
    RESUME = "resume"
    """It was begun like that and did not come to its end."""
    BUSY = "busy"
    """Something is done with it at the moment."""


class Difference(Struct, frozen=True):
    """A part of a plan that is not the same."""

    what: Text
    lines: tuple[str, ...]
    """``-`` as it is, ``+`` as it would be, with some that stay around them."""


class Changes(Struct, frozen=True):
    """A request beside what stands on one of its nodes."""

    node_id: NodeId
    outcome: Outcome
    deploy_id: DeployId = _NONE
    """What stands there; empty: nothing."""
    differences: tuple[Difference, ...] = ()
    drift: tuple[Compared, ...] = ()
    """What is on the node otherwise than it was deployed."""
