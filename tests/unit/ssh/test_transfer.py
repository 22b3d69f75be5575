"""A file arrives whole or not at all, and what stopped it has a name."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.ssh.connect import Connection, Connector
from console.ssh.endpoint import Endpoint
from console.ssh.errors import ConnectionLost, RemoteDiskFull, RemotePermissionDenied, SftpMissing, TransferFailed
from tests.sshd import HOST, Sshd, account, requires_root, requires_sshd

pytestmark = requires_sshd


async def test_bytes_and_files(connection: Connection, tmp_path: Path) -> None:
    target = tmp_path / "target"
    await connection.upload(b"#!/bin/sh\n", str(target), mode=0o755)
    assert target.read_bytes() == b"#!/bin/sh\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o755
    source = tmp_path / "source"
    source.write_bytes(bytes(range(256)) * 20_000)
    seen: list[tuple[int, int]] = []
    await connection.upload(source, str(target), lambda done, total: seen.append((done, total)))
    assert target.read_bytes() == source.read_bytes(), "an older file is replaced"
    assert seen[-1] == (5_120_000, 5_120_000)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    await connection.upload(b"", str(target))
    assert target.read_bytes() == b""
    assert sorted(p.name for p in tmp_path.glob("*.part")) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("needs the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@requires_root
async def test_a_full_disk(connection: Connection, small_disk: Path) -> None:
    (small_disk / "file").write_bytes(b"old")
    with pytest.raises(RemoteDiskFull) as caught:
        await connection.upload(bytes(3_000_000), str(small_disk / "file"))
    assert caught.value.problem.params["needed_bytes"] == "3000000"
    assert 900_000 < int(caught.value.problem.params["free_bytes"]) <= 1 << 20
    assert [p.name for p in small_disk.iterdir()] == ["file"], "nothing is left of the attempt"
    assert (small_disk / "file").read_bytes() == b"old"


@requires_root
async def test_a_folder_of_somebody_else(connector: Connector, server: Sshd, tmp_path: Path) -> None:
    with account(tmp_path / "home") as user:
        server.trust()
        connection = await connector.connect(
            Endpoint(HOST, server.port, user.name, (), server.known_hosts, (server.client_key,))
        )
        with pytest.raises(RemotePermissionDenied, match="/etc/leitstand"):
            await connection.upload(b"x", "/etc/leitstand")
        await connection.upload(b"home", "~/mine")
        assert (user.home / "mine").read_bytes() == b"home"
        await connection.close()


async def test_a_folder_that_is_not_there(connection: Connection, tmp_path: Path) -> None:
    with pytest.raises(TransferFailed, match="No such file"):
        await connection.upload(b"x", str(tmp_path / "no" / "file"))


async def test_a_server_without_sftp(connector: Connector, tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd", options={"Subsystem": "other /bin/false"}) as server:
        server.trust()
        connection = await connector.connect(
            Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))
        )
        with pytest.raises(SftpMissing):
            await connection.upload(b"x", "file")
        assert (await connection.run("echo ok", timeout=5)).rc == 0
    with Sshd(tmp_path / "noisy", options={"Subsystem": "sftp /bin/echo welcome"}) as server:
        server.trust()
        connection = await connector.connect(
            Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))
        )
        with pytest.raises(SftpMissing):
            await connection.upload(b"x", "file")


@pytest.mark.expect_log("socket.send")  # asyncio, about what was under way
async def test_a_connection_that_is_lost_on_the_way(connection: Connection, server: Sshd, tmp_path: Path) -> None:
    def kill(done: int, _total: int) -> None:
        if done > 4 << 20:
            server.kill_sessions()

    with pytest.raises(ConnectionLost):  # whoever carries may try again
        await connection.upload(bytes(64 << 20), str(tmp_path / "file"), kill)
    assert not (tmp_path / "file").exists()


async def test_a_source_that_is_not_there(connection: Connection, tmp_path: Path) -> None:
    with pytest.raises(TransferFailed, match="no-source"):
        await connection.upload(tmp_path / "no-source", str(tmp_path / "file"))
    assert list(tmp_path.glob("file*")) == []
