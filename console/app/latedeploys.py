"""The deploys, imported and read when the start is over: the tree and a first terminal need none of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from console.model.service import DeployView
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.deploy.deploys import Deploys


async def load_deploys() -> None:
    """Import what deploys are made of, in a thread: terminals and the fleet go on meanwhile."""
    await asyncio.to_thread(import_module, "console.deploy.deploys")


class LateDeploys:
    """The ``Deploys`` of a core, made by whoever asks for them first, or when somebody has time for it.

    ``hear`` is called once with them, before anybody else has them: a desk may have been welcomed long before.
    """

    def __init__(self, make: Callable[[], Deploys], hear: Callable[[Deploys], None], tasks: TaskSet) -> None:
        self._make, self._hear, self._tasks = make, hear, tasks
        self._task: asyncio.Task[Deploys] | None = None
        self._made: Deploys | None = None

    async def ready(self) -> Deploys:
        """Return the deploys themselves."""
        if self._task is None:
            self._task = self._tasks.start(self._load(), "deploys")
        return await asyncio.shield(self._task)

    async def _load(self) -> Deploys:
        await load_deploys()
        self._made = made = self._make()
        self._hear(made)
        return made

    def views(self) -> tuple[DeployView, ...]:
        """Return what is known of each deploy; none before the journals have been read."""
        return () if self._made is None else self._made.views()

    def running_count(self) -> int:
        """Return how many deploys are at work."""
        return 0 if self._made is None else self._made.running_count()

    async def close(self) -> None:
        """End what runs; what has not been read yet is left alone."""
        if self._made is not None:
            await self._made.close()
        elif self._task is not None:
            self._task.cancel()
