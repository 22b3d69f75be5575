"""Keeps what a desk does to clusters, and tells the desk: before it is done and when it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from msgspec.structs import replace

from console.app import paths
from console.app.knowing import whoami
from console.fleet.clusters.deeds import ClusterDeeds
from console.model.cluster import ClusterDeed
from console.model.errors import ConsoleError, Problem
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core

MOST_TOLD = 300


class DeedKeeper:
    """One file for all clusters of a profile."""

    def __init__(self, core: Core) -> None:
        self._core = core
        name = f"cluster-history-{core.profile.name}.jsonl"
        self._file = ClusterDeeds(paths.user_folders().state / name)
        self._one_at_a_time = asyncio.Lock()

    async def tell(self, cluster: str) -> None:
        """Tell all that is known of a cluster."""
        found = [deed for deed in await asyncio.to_thread(self._file.read) if deed.cluster == cluster]
        self._core.tell(m.ClusterDeeds(cluster, tuple(found[-MOST_TOLD:])))

    async def begin(
        self, cluster: str, action: str, targets: tuple[str, ...], command: str, reason: str = ""
    ) -> ClusterDeed:
        """Write down that something begins."""
        who = await asyncio.to_thread(whoami)
        deed = ClusterDeed(uuid4().hex, cluster, who, action, targets, command, self._now(), reason)
        await self._keep(deed)
        return deed

    def ended(self, deed: ClusterDeed) -> Callable[[str, Problem | None], None]:
        """Return what is to be called when it has ended."""

        def end(said: str, problem: Problem | None) -> None:
            done = replace(deed, said=said, problem=problem, ended_at=self._now())
            self._core.tasks.start(self._keep(done), "history of a cluster")

        return end

    async def doing(self, deed: ClusterDeed, act: Awaitable[str]) -> str:
        """Do something that ends at once, and write down what came of it."""
        try:
            said = await act
        except ConsoleError as error:
            await self._keep(replace(deed, problem=error.problem, ended_at=self._now()))
            raise
        await self._keep(replace(deed, said=said, ended_at=self._now()))
        return said

    async def _keep(self, deed: ClusterDeed) -> None:
        async with self._one_at_a_time:
            await asyncio.to_thread(self._file.keep, deed)
        self._core.tell(m.ClusterDeeds(deed.cluster, (deed,)))

    def _now(self) -> float:
        return self._core.clock.now().timestamp()
