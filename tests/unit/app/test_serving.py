"""A desk talks with a service: pieces while it speaks, a stop in the middle, figures while somebody looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from console.app.core import Core
from console.app.serving import Serving
from console.deploy.talk import Talk
from console.model.errors import ConsoleError
from console.model.ids import DeployId
from console.model.talking import Turn
from console.wire import messages as m
from console.wire.tasks import TaskSet
from tests.unit.deploy.conftest import WallClock
from tests.unit.deploy.modelserver import ModelServer, serving
from tests.unit.deploy.test_talk import talk_with

ID = DeployId("d1")
QUESTION = (Turn("user", "one two three four"),)


@dataclass
class Room:
    """As much of a core as talks need."""

    talk_: Talk
    server: ModelServer
    told: list[m.Event] = field(default_factory=list)
    clock: WallClock = field(default_factory=WallClock)
    tasks: TaskSet = field(default_factory=lambda: TaskSet("test"))

    def __post_init__(self) -> None:
        self.desks = SimpleNamespace(attached=object(), tell_leader=self.told.append)
        self.serving = Serving(cast(Core, self))

    async def rooms(self) -> SimpleNamespace:
        await asyncio.sleep(0)
        return SimpleNamespace(deploys=SimpleNamespace(ready=self._deploys))

    async def _deploys(self) -> SimpleNamespace:
        await asyncio.sleep(0)
        return SimpleNamespace(talk=lambda _id: self.talk_)

    async def ask(self, request: m.Request) -> m.Value:
        return await self.serving.later[type(request)](request)

    def heard(self) -> str:
        return "".join(event.text for event in self.told if isinstance(event, m.ChatPiece))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with serving() as server:
        made = Room(talk_with(server, tmp_path), server)
        yield made
        await made.tasks.close()


async def test_an_answer_comes_in_pieces_and_as_a_whole(room: Room) -> None:
    done = await room.ask(m.Chat(id=4, deploy_id=ID, turns=QUESTION))
    assert isinstance(done, m.ChatSaid) and done.said.text == "one two three four " == room.heard()
    assert len(room.told) == 1  # four words at once are one event


async def test_a_person_stops_an_answer_in_the_middle(room: Room) -> None:
    room.server.hangs = True
    chat = asyncio.ensure_future(room.ask(m.Chat(id=5, deploy_id=ID, turns=QUESTION)))
    while not room.heard():
        await asyncio.sleep(0.01)
    await room.ask(m.StopTalk(request_id=5))
    done = await chat
    assert isinstance(done, m.ChatSaid) and done.said.text == "one " and done.said.is_cut
    room.server.hangs = False


async def test_a_load_test_tells_each_level_and_keeps_what_it_has_when_stopped(room: Room) -> None:
    done = await room.ask(m.RunLoad(id=6, deploy_id=ID, levels=(1, 2), rounds=1))
    told = [event.level for event in room.told if isinstance(event, m.LoadTold)]
    assert done == m.LoadDone(tuple(told)) and [level.concurrency for level in told] == [1, 2]
    room.server.hangs = True
    second = asyncio.ensure_future(room.ask(m.RunLoad(id=7, deploy_id=ID, levels=(1, 2), rounds=1)))
    while not room.server.at_once:
        await asyncio.sleep(0.01)
    await room.ask(m.StopTalk(request_id=7))
    assert await second == m.LoadDone(())
    room.server.hangs = False


@pytest.mark.parametrize(
    "request_",
    [
        m.RunLoad(deploy_id=ID, levels=()),
        m.RunLoad(deploy_id=ID, levels=(5000,)),
        m.RunLoad(deploy_id=ID, rounds=0),
        m.Chat(deploy_id=ID, turns=QUESTION, temperature=9.0),
    ],
)
async def test_what_would_do_harm_is_refused(room: Room, request_: m.Request) -> None:
    with pytest.raises(ConsoleError) as refused:
        await room.ask(request_)
    assert refused.value.code == "serving.range" and not room.server.asked


async def test_figures_come_while_somebody_looks(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.app.serving.LOOK_EVERY_SECONDS", 0.02)
    await room.ask(m.WatchService(deploy_id=ID))
    while len(room.told) < 2:
        await asyncio.sleep(0.01)
    last = room.told[-1]
    assert isinstance(last, m.ServiceTold) and last.figures is not None and last.figures.tokens_per_second == 0
    await room.ask(m.WatchService(deploy_id=ID, watching=False))
    count = len(room.told)
    await asyncio.sleep(0.1)
    assert len(room.told) == count


async def test_the_desk_that_comes_next_is_told_nothing_that_it_did_not_ask_for(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.app.serving.LOOK_EVERY_SECONDS", 0.02)
    await room.ask(m.WatchService(deploy_id=ID))
    while not room.told:
        await asyncio.sleep(0.01)
    room.desks.attached = object()
    await asyncio.sleep(0.1)
    count = len(room.told)
    await asyncio.sleep(0.1)
    assert len(room.told) == count
