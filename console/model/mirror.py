"""What an action at the desk does on a node: the exact command, and what came back."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from console.model.ids import NodeId
from console.model.text import Text


class Crossing(StrEnum):
    """What went over the connection."""

    COMMAND = "command"
    """POSIX sh on the standard input of ``/bin/sh -s``."""
    FILE = "file"
    """A file was carried."""
    REQUEST = "request"
    """An HTTP request to a port of the node, through the connection."""


class Reflection(Struct, frozen=True):
    """One thing that was done on a node, as far as it has come."""

    number: int
    """Counts up from 1 in the life of a core."""
    node_id: NodeId
    action: Text
    """What it is for, in the words of the desk."""
    crossing: Crossing
    command: str
    """The command; the paths of a file; or method, address and body of a request. Never a secret."""
    started_at: float
    """Seconds since 1970."""
    output: str = ""
    """The end of what came back."""
    seconds: float | None = None
    """How long it took; None: it runs."""
    failure: str = ""
    """Why it did not succeed, in the node's own words; empty: it did, or it runs."""
