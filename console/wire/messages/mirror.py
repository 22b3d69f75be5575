"""The mirror view: what actions at the desk do on nodes, command by command."""

from __future__ import annotations

from console.model.mirror import Reflection
from console.wire.messages.base import Event, Request, Result


class WatchMirror(Request, frozen=True, kw_only=True):
    """Be told of every command from now on, or no more. Reply: Reflections, those there were."""

    watching: bool = True


class Reflections(Result, frozen=True):
    """What was done lately, oldest first."""

    reflections: tuple[Reflection, ...]


class Mirrored(Event, frozen=True):
    """Something is done on a node, or has come further; at most ten times a second each."""

    reflection: Reflection
