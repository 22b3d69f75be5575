"""What was done with a deploy, and how what is on its node differs from what was put there."""

from __future__ import annotations

from msgspec import Struct

from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.service import DeployState
from console.model.text import Text


class Deed(Struct, frozen=True):
    """Something that a person did with a deploy."""

    action: str
    """``deploy``, the value of a ``DeployAction``, or ``scale N``."""
    who: str
    """``user@host`` of the desk; empty where an older version wrote it down."""
    at: float
    """Seconds since the epoch."""
    state: DeployState | None = None
    """What came of it; None: nothing yet."""
    problem: Problem | None = None
    ended_at: float = 0.0
    """When it came to that, in seconds since the epoch; 0: not known."""


class PastDeed(Struct, frozen=True):
    """A deed, and what it was done with: the deploy itself may be forgotten."""

    deploy_id: DeployId
    service: str
    node_id: NodeId
    model: str
    engine: str
    target: str
    deed: Deed
    is_listed: bool = False


class Compared(Struct, frozen=True):
    """A thing on the node beside what the plan made of it."""

    what: Text
    """The title of the step that made it."""
    place: str
    """A path, or a command."""
    differs: bool
    found: str = ""
    """What is there instead; empty: the same."""
