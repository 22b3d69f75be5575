"""The keys of hosts in known_hosts: to look at, to remove, and to take a removal back."""

from __future__ import annotations

from console.model.errors import Problem
from console.model.hostkey import HostKeyLine
from console.wire.messages.base import Request, Result


class ListHostKeys(Request, frozen=True, kw_only=True):
    """Read the known_hosts files of the fleet. Reply: HostKeys."""


class HostKeys(Result, frozen=True):
    """What stands in the files."""

    lines: tuple[HostKeyLine, ...]
    problems: tuple[Problem, ...] = ()
    """Files that could not be read."""
    removals: int = 0
    """How many removals can be taken back, the last one first."""


class RemoveHostKeys(Request, frozen=True, kw_only=True):
    """Remove lines that ``ListHostKeys`` told of, if they are still what they were. Reply: HostKeys."""

    lines: tuple[HostKeyLine, ...]


class RestoreHostKeys(Request, frozen=True, kw_only=True):
    """Put back what the last removal took out. Reply: HostKeys."""
