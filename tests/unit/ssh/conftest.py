"""What the tests of the SSH room share: an sshd, a person who answers, a connector that leaves nothing behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.ssh.connect import Answer, Connection, Connector, HostKeyOffer, Limits, SecretRequest
from console.ssh.endpoint import Endpoint
from console.ssh.secrets import NoSecretStore, SecretStore
from console.wire.tasks import TaskSet
from tests.sshd import HOST, SSHD, Sshd, make_key


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
        self.thinking_seconds = 0.0
        self.is_thinking = asyncio.Event()

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        self.offers.append(offer)
        await self._think()
        return self.trusts

    async def secret(self, request: SecretRequest) -> str | Answer | None:
        self.requests.append(request)
        await self._think()
        return self.answers.pop(0) if self.answers else None

    async def _think(self) -> None:
        self.is_thinking.set()
        await asyncio.sleep(self.thinking_seconds)


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
async def connection(connector: Connector, server: Sshd, endpoint: Endpoint) -> Connection:
    """A connection to the test's server."""
    server.trust()
    return await connector.connect(endpoint)


@pytest.fixture
def locked(server: Sshd) -> Path:
    """A key with a passphrase, the only one that the server takes."""
    key = make_key(server.folder / "locked", "ed25519", "open sesame")
    server.authorize(key)
    server.trust()
    return key


class Ring(SecretStore):
    """A key ring in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def load(self, request: SecretRequest) -> str | None:
        return self.kept.get(request.subject)

    async def save(self, request: SecretRequest, secret: str) -> bool:
        self.kept[request.subject] = secret
        return True

    async def forget(self, request: SecretRequest) -> None:
        self.kept.pop(request.subject, None)


@pytest.fixture
def ring(connector: Connector) -> Ring:
    ring = Ring()
    connector._dialler._secrets = ring
    return ring


async def until(condition: Callable[[], object]) -> None:
    """Wait until ``condition`` holds."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)
