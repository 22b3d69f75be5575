"""Who would get broadcast input, and in what they differ: the same command need not mean the same everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import Struct

from console.model.ids import TerminalId
from console.model.node import Distro, Environment, NodeView
from console.settings.language import _
from console.ui.models.ordering import groups_of
from console.ui.models.readings import system_label
from console.ui.models.rows import name_of
from console.wire.messages import Tab


class Member(Struct, frozen=True):
    """A terminal that can be typed into."""

    terminal_id: TerminalId
    name: str
    """Of the tab."""
    account: str
    """``user@host``"""
    user: str
    distro: Distro | None
    architecture: str
    environment: Environment
    group: str
    """The last part of its node's way in the tree; empty where it has none."""

    @property
    def system(self) -> str:
        """Return its distribution and version, or that it is not known."""
        return system_label(self.distro) or _("unknown system")


def member_of(tab: Tab, view: NodeView | None) -> Member:
    """Return a tab as a member of a broadcast."""
    snapshot = view.snapshot if view is not None else None
    host = name_of(view.node) if view is not None else str(tab.node_id)
    return Member(
        tab.terminal_id,
        tab.name or tab.title or host,
        f"{tab.user}@{host}" if tab.user else host,
        tab.user,
        snapshot.distro if snapshot is not None else None,
        (snapshot.architecture if snapshot is not None else None) or "",
        view.node.environment if view is not None else Environment.UNKNOWN,
        "" if view is None else next(reversed(groups_of(view)), ""),
    )


def systems(members: Sequence[Member]) -> str:
    """Return the distributions with their numbers, most frequent first: ``Ubuntu 24.04 (3), RHEL 9.6 (1)``."""
    counts = Counter(member.system for member in members)
    return ", ".join(f"{system} ({count})" for system, count in counts.most_common())


def differences(members: Sequence[Member]) -> list[str]:
    """Return in what these terminals differ, as words."""
    what: tuple[tuple[str, Callable[[Member], object]], ...] = (
        (_("system"), lambda member: member.system),
        (_("architecture"), lambda member: member.architecture),
        (_("user"), lambda member: member.user),
        (_("environment"), lambda member: member.environment),
    )
    return [word for word, of in what if len({of(member) for member in members}) > 1]


def worst(members: Sequence[Member]) -> Environment:
    """Return the environment where a mistake would cost most."""
    order = list(Environment)
    return min((member.environment for member in members), key=order.index, default=Environment.UNKNOWN)
