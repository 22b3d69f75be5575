from __future__ import annotations

import asyncio

import pytest

from console.app.core import Core
from console.app.desks import Desk, Desks
from console.app.profile import Profile
from console.wire import messages as m


async def test_every_request_of_the_wire_is_answered_by_somebody() -> None:
    requests = Core(Profile())._requests
    known = requests._now.keys() | requests._later.keys() | {m.Hello}
    assert known == set(m.Request.__subclasses__())


class _Listening(Desk):
    def __init__(self, core: Core) -> None:
        super().__init__(Desks(core))
        self.heard: list[m.Message] = []

    def send(self, message: m.Message) -> None:
        self.heard.append(message)


@pytest.mark.expect_log("A defect in the core")
async def test_a_request_that_meets_a_defect_is_answered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(core: Core) -> None:
        raise OSError(core.profile.name)

    monkeypatch.setattr(Core, "rooms", fail)
    core = Core(Profile())
    desk = _Listening(core)
    core.request(desk, m.ListModels(id=7))
    await asyncio.sleep(0.01)
    replies = [message for message in desk.heard if isinstance(message, m.Reply)]
    assert [reply.id for reply in replies] == [7]
    assert replies[0].problem is not None
    await core.tasks.close()
