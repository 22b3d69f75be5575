"""Large files go in a process of their own."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path

import msgspec
import pytest

from console.ssh import carrier
from console.ssh.carrier import CarryFailed, Errand, Word
from console.ssh.carrying import Way
from console.ssh.connect import Connection, Connector, SecretKind
from console.ssh.endpoint import Endpoint
from tests.sshd import HOST, Sshd, descendants, requires_sshd
from tests.unit.ssh.conftest import Person, until

pytestmark = requires_sshd
MIB = 1 << 20


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "weights.gguf"
    path.write_bytes(hashlib.shake_128(b"weights").digest(40 * MIB))
    return path


def sessions(server: Sshd) -> int:
    return server.log.count("Accepted publickey")


async def test_a_large_file_has_a_connection_of_its_own(
    connection: Connection, server: Sshd, source: Path, tmp_path: Path
) -> None:
    before = sessions(server)
    told: list[tuple[int, int]] = []
    done = await connection.carry(source, str(tmp_path / "there"), "", lambda *one: told.append(one), mode=0o600)
    assert done.way is Way.CARRIED
    assert (tmp_path / "there").read_bytes() == source.read_bytes()
    assert told[-1] == (40 * MIB, 40 * MIB)
    assert sessions(server) == before + 1


async def test_a_small_one_goes_at_once(connection: Connection, server: Sshd, tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(b"small")
    before = sessions(server)
    await connection.carry(tmp_path / "small", str(tmp_path / "there"))
    assert (tmp_path / "there").read_bytes() == b"small"
    assert sessions(server) == before


async def test_what_goes_wrong_there_is_said_here(connection: Connection, source: Path, tmp_path: Path) -> None:
    with pytest.raises(CarryFailed) as caught:
        await connection.carry(source, str(tmp_path / "none" / "there"))
    assert caught.value.code == "ssh.transfer_failed" and not caught.value.retryable
    with pytest.raises(CarryFailed, match="wrong checksum"):
        await connection.carry(source, str(tmp_path / "there"), "0" * 64)
    assert not list(tmp_path.glob("there*"))


async def test_a_login_that_needs_a_person_is_not_asked_for_again(
    connector: Connector, person: Person, server: Sshd, locked: Path, source: Path, tmp_path: Path
) -> None:
    person.answers.append("open sesame")
    connection = await connector.connect(Endpoint(HOST, server.port, server.user, (), server.known_hosts, (locked,)))
    before = sessions(server)
    done = await connection.carry(source, str(tmp_path / "there"))
    assert done.way is Way.CARRIED
    assert sessions(server) == before, "it went over the connection that stands"
    assert [request.kind for request in person.requests] == [SecretKind.PASSPHRASE]


async def test_who_gives_up_leaves_no_process(connection: Connection, source: Path, tmp_path: Path) -> None:
    begun = asyncio.Event()
    task = asyncio.ensure_future(connection.carry(source, str(tmp_path / "there"), "", lambda *_: begun.set()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: not [pid for pid in descendants(os.getpid()) if b"carry" in _command_line(pid)])
    assert not (tmp_path / "there").exists()


async def test_a_process_whose_core_is_gone_ends(
    server: Sshd, source: Path, tmp_path: Path, endpoint: Endpoint
) -> None:
    server.trust()
    process = await asyncio.create_subprocess_exec(
        *carrier._command(), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    errand = Errand(endpoint=endpoint, source=str(source), target=str(tmp_path / "there"), sha256="", mode=0o644)
    process.stdin.write(errand.line())
    word = msgspec.json.decode(await process.stdout.readline(), type=Word)
    assert word.total == 40 * MIB
    process.stdin.close()
    async with asyncio.timeout(30):
        await process.stdout.read()
        await process.wait()
    assert not (tmp_path / "there").exists()


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
