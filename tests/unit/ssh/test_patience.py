"""The deadline of an attempt, and a person who takes her time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from console.ssh.patience import Patience
from tests.sshd import requires_sshd
from tests.unit.ssh.conftest import Person


async def test_the_deadline_of_the_connect_and_of_the_login() -> None:
    patience = Patience(asyncio.Semaphore(1), connect_seconds=0.05, login_seconds=0.1)
    with pytest.raises(TimeoutError):
        async with patience.attempt():
            await asyncio.sleep(1)
    async with patience.attempt():
        patience.connected()
        await asyncio.sleep(0.07)
    with pytest.raises(TimeoutError):
        async with patience.attempt():
            patience.connected()
            await asyncio.sleep(1)


async def test_a_person_who_thinks_holds_up_nobody() -> None:
    gate = asyncio.Semaphore(1)
    patience = Patience(gate, connect_seconds=0.05, login_seconds=0.05)
    async with patience.attempt():
        assert gate.locked()
        async with patience.person():
            assert not gate.locked(), "another host may connect meanwhile"
            await asyncio.sleep(0.1)
        assert gate.locked()
    assert not gate.locked()


async def test_a_login_that_is_given_up_while_a_person_thinks_gives_its_place_back() -> None:
    gate = asyncio.Semaphore(1)
    patience = Patience(gate, connect_seconds=1, login_seconds=1)

    async def attempt() -> None:
        async with patience.attempt(), patience.person():
            await asyncio.sleep(10)

    task = asyncio.get_running_loop().create_task(attempt())
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(1):
        async with gate:
            assert gate.locked(), "exactly one place, not two"


@requires_sshd
async def test_the_clock_stands_still_while_a_person_thinks(
    connector: Connector, person: Person, endpoint: Endpoint, locked: Path
) -> None:
    person.thinking_seconds = 0.6
    person.answers = ["open sesame"]
    connector._dialler._limits = replace(connector._dialler._limits, connect_seconds=0.5, login_seconds=0.5)
    await connector.connect(replace(endpoint, client_keys=(locked,)))
