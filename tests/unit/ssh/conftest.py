"""What the tests of the SSH room share: an sshd, a person who answers, a connector that leaves nothing behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.ssh.connect import Answer, Connector, HostKeyOffer, Limits, SecretRequest
from console.ssh.endpoint import Endpoint
from console.ssh.secrets import NoSecretStore
from console.wire.tasks import TaskSet
from tests.sshd import HOST, SSHD, Sshd


class WallClock:
    """The real clock: connects take real time."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Person:
    """Answers as told and remembers what was asked."""

    def __init__(self) -> None:
        self.trusts = False
        self.answers: list[str | Answer | None] = []
        self.offers: list[HostKeyOffer] = []
        self.requests: list[SecretRequest] = []

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        self.offers.append(offer)
        return self.trusts

    async def secret(self, request: SecretRequest) -> str | Answer | None:
        self.requests.append(request)
        return self.answers.pop(0) if self.answers else None


class Listener:
    """A sink that keeps everything."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.errors = bytearray()
        self.endings: list[tuple[str | None, int | None]] = []

    def data_received(self, data: bytes) -> None:
        self.data += data

    def stderr_received(self, data: bytes) -> None:
        self.errors += data

    def closed(self, reason: object, exit_status: int | None) -> None:
        self.endings.append((getattr(reason, "code", None), exit_status))


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sshd]:
    if SSHD is None:
        pytest.skip("needs OpenSSH's sshd")
    with Sshd(tmp_path / "sshd") as running:
        yield running


@pytest.fixture
async def connector(person: Person) -> AsyncIterator[Connector]:
    tasks = TaskSet("test")
    made = Connector(person, tasks, WallClock(), Limits(connect_seconds=5, login_seconds=10), NoSecretStore())
    yield made
    await made.close()
    assert len(tasks) == 0, "the connector left tasks behind"
    await tasks.close()
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest.fixture
def endpoint(server: Sshd) -> Endpoint:
    """The test's server, its key not yet known."""
    return Endpoint(
        HOST,
        server.port,
        server.user,
        config_paths=(),
        known_hosts=server.known_hosts,
        client_keys=(server.client_key,),
    )


@pytest.fixture
def listener() -> Callable[[], Listener]:
    return Listener
