"""Answers what a desk asks of services that run: talks, load tests, figures, logs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from console.model.errors import ConsoleError
from console.model.ids import DeployId
from console.model.talking import LoadLevel, Said, ServiceFigures
from console.model.text import N_
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.deploy.deploys import Deploys
    from console.deploy.talk import Talk

T = TypeVar("T")

TOLD_EVERY_SECONDS = 0.05
LOOK_EVERY_SECONDS = 2.0
MOST_AT_ONCE = 256
MOST_ROUNDS = 100
MOST_TOKENS = 32_768


class Serving:
    """Talks with services for the desk that leads."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._running: dict[int, asyncio.Task[Any]] = {}
        self._watched: dict[DeployId, asyncio.Task[None]] = {}
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.Chat: self._chat,
            m.Embed: self._embed,
            m.RunLoad: self._load,
            m.StopTalk: self._stop,
            m.WatchService: self._watch,
            m.ReadServiceLog: self._log,
        }

    async def _deploys(self) -> Deploys:
        return await (await self._core.rooms()).deploys.ready()

    async def _talk(self, deploy_id: DeployId) -> Talk:
        return (await self._deploys()).talk(deploy_id)

    async def _chat(self, request: m.Chat) -> m.ChatSaid:
        talk = await self._talk(request.deploy_id)
        if not 1 <= request.max_tokens <= MOST_TOKENS or not 0 <= request.temperature <= 2:
            raise _out_of_range()
        teller = _Teller(request.id, self._core.desks.tell_leader)
        started = self._core.clock.monotonic()
        work = talk.say(request.turns, request.max_tokens, request.temperature, teller)
        said = await self._stoppable(request.id, work)
        teller.flush()
        if said is None:
            now = self._core.clock.monotonic() - started
            said = Said(teller.text, teller.pieces, None, now, is_cut=True)
        return m.ChatSaid(said)

    async def _embed(self, request: m.Embed) -> m.Embedded:
        return m.Embedded(await (await self._talk(request.deploy_id)).embed(request.text))

    async def _load(self, request: m.RunLoad) -> m.LoadDone:
        from console.deploy.talk import PROMPT, Load

        sane = request.levels and all(1 <= level <= MOST_AT_ONCE for level in request.levels)
        if not sane or not 1 <= request.rounds <= MOST_ROUNDS or not 1 <= request.max_tokens <= MOST_TOKENS:
            raise _out_of_range()
        talk = await self._talk(request.deploy_id)
        levels: list[LoadLevel] = []

        def told(level: LoadLevel) -> None:
            levels.append(level)
            self._core.desks.tell_leader(m.LoadTold(request.id, level))

        load = Load(request.levels, request.rounds, request.prompt or PROMPT, request.max_tokens)
        await self._stoppable(request.id, talk.load(load, told))
        return m.LoadDone(tuple(levels))

    async def _stoppable(self, number: int, work: Coroutine[Any, Any, T]) -> T | None:
        """Do ``work`` unless it is stopped; None when it was."""
        task = self._running[number] = self._core.tasks.start(work, f"talk {number}")
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            del self._running[number]
        return None if task.cancelled() else task.result()

    async def _stop(self, request: m.StopTalk) -> None:
        task = self._running.get(request.request_id)
        if task is not None:
            task.cancel()

    async def _log(self, request: m.ReadServiceLog) -> str:
        return await (await self._deploys()).log(request.deploy_id)

    # ---- figures -----------------------------------------------------------------------------

    async def _watch(self, request: m.WatchService) -> None:
        task = self._watched.pop(request.deploy_id, None)
        if task is not None:
            task.cancel()
        if request.watching:
            talk = await self._talk(request.deploy_id)
            work = self._look(request.deploy_id, talk)
            self._watched[request.deploy_id] = self._core.tasks.start(work, f"figures of {request.deploy_id}")

    async def _look(self, deploy_id: DeployId, talk: Talk) -> None:
        from console.deploy.figures import rated

        before: ServiceFigures | None = None
        looked_at = 0.0
        desk = self._core.desks.attached
        # Whoever comes after this desk has not asked.
        while desk is not None and self._core.desks.attached is desk:
            now: ServiceFigures | None = None
            try:
                now = await talk.figures()
            except ConsoleError:
                before = None
            if now is not None:
                at = self._core.clock.monotonic()
                told = rated(now, before, at - looked_at)
                before, looked_at = now, at
                self._core.desks.tell_leader(m.ServiceTold(deploy_id, told))
            else:
                self._core.desks.tell_leader(m.ServiceTold(deploy_id, None))
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        self._watched.pop(deploy_id, None)


class _Teller:
    """Passes pieces of an answer on, not each by itself."""

    def __init__(self, number: int, tell: Callable[[m.Event], None]) -> None:
        self._number, self._tell = number, tell
        self._waiting = ""
        self._timer: asyncio.TimerHandle | None = None
        self.text = ""
        self.pieces = 0

    def __call__(self, text: str) -> None:
        self.text += text
        self.pieces += 1
        self._waiting += text
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TOLD_EVERY_SECONDS, self.flush)

    def flush(self) -> None:
        """Tell what waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            self._tell(m.ChatPiece(self._number, self._waiting))
            self._waiting = ""


def _out_of_range() -> ConsoleError:
    return ConsoleError(
        "serving.range",
        N_("That is more, or less, than can be asked for."),
        N_("At most {most} at once, {rounds} rounds, {tokens} tokens; a temperature from 0 to 2."),
        most=MOST_AT_ONCE,
        rounds=MOST_ROUNDS,
        tokens=MOST_TOKENS,
    )
