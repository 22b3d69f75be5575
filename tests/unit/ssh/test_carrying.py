"""A large file is gone on with, and right or not there."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.ssh import carrying
from console.ssh.carrying import UNSURE_BYTES, Way
from console.ssh.connect import Connection, Connector
from console.ssh.endpoint import Endpoint
from console.ssh.errors import (
    ChecksumWrong,
    ConnectionLost,
    NoChecksum,
    RemoteDiskFull,
    RemotePermissionDenied,
    TransferFailed,
)
from tests.sshd import HOST, Sshd, account, requires_root, requires_sshd

pytestmark = requires_sshd
MIB = 1 << 20


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "desk" / "weights.gguf"
    path.parent.mkdir()
    path.write_bytes(hashlib.shake_128(b"weights").digest(12 * MIB))
    return path


@pytest.fixture
def node(tmp_path: Path) -> Path:
    folder = tmp_path / "it's the node"
    folder.mkdir()
    return folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def test_a_file_arrives_and_is_not_carried_again(connection: Connection, source: Path, node: Path) -> None:
    told: list[tuple[int, int]] = []
    target = node / "w.gguf"
    first = await carrying.carry(connection, source, str(target), mode=0o640, progress=lambda *one: told.append(one))
    assert (first.way, first.sha256, first.sent_bytes) == (Way.CARRIED, sha256(source), 12 * MIB)
    assert target.read_bytes() == source.read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert told[0] == (0, 12 * MIB) and told[-1] == (12 * MIB, 12 * MIB)
    written = target.stat().st_mtime_ns
    second = await carrying.carry(connection, source, str(target))
    assert (second.way, second.sent_bytes) == (Way.THERE, 0)
    assert target.stat().st_mtime_ns == written
    assert [path.name for path in node.iterdir()] == ["w.gguf"]


async def test_what_has_the_right_size_only_is_replaced(connection: Connection, source: Path, node: Path) -> None:
    (node / "w.gguf").write_bytes(bytes(12 * MIB))
    done = await carrying.carry(connection, source, str(node / "w.gguf"))
    assert done.way is Way.CARRIED
    assert sha256(node / "w.gguf") == sha256(source)


async def test_a_part_is_gone_on_with(connection: Connection, source: Path, node: Path) -> None:
    part = node / "w.gguf.part"
    # The end of what a cut line leaves may have holes.
    part.write_bytes(source.read_bytes()[: 8 * MIB] + bytes(MIB))
    done = await carrying.carry(connection, source, str(node / "w.gguf"))
    assert (done.way, done.sent_bytes) == (Way.CONTINUED, 12 * MIB - (9 * MIB - UNSURE_BYTES))
    assert sha256(node / "w.gguf") == sha256(source)


@pytest.mark.parametrize("kept", [b"other" * 1_000_000, bytes(20 * MIB), b"x"])
async def test_a_part_of_something_else_is_not(connection: Connection, source: Path, node: Path, kept: bytes) -> None:
    (node / "w.gguf.part").write_bytes(kept)
    done = await carrying.carry(connection, source, str(node / "w.gguf"))
    assert done.way is Way.CARRIED
    assert sha256(node / "w.gguf") == sha256(source)
    assert [path.name for path in node.iterdir()] == ["w.gguf"]


@pytest.mark.expect_log("socket.send")  # asyncio, about what was under way
async def test_a_cut_line_leaves_a_part_that_the_next_connection_goes_on_with(
    connector: Connector, endpoint: Endpoint, server: Sshd, source: Path, node: Path
) -> None:
    server.trust()

    def cut(done: int, _total: int) -> None:
        if done >= 6 * MIB:
            server.kill_sessions()

    first = await connector.connect(endpoint)
    with pytest.raises(ConnectionLost) as caught:
        await carrying.carry(first, source, str(node / "w.gguf"), progress=cut)
    assert caught.value.retryable
    assert [path.name for path in node.iterdir()] == ["w.gguf.part"]
    second = await connector.connect(endpoint)
    done = await carrying.carry(second, source, str(node / "w.gguf"))
    assert done.way is Way.CONTINUED and done.sent_bytes < 12 * MIB
    assert sha256(node / "w.gguf") == sha256(source)


async def test_what_changes_on_the_way_is_named_and_removed(connection: Connection, source: Path, node: Path) -> None:
    def spoil(done: int, total: int) -> None:
        if done == total:
            with (node / "w.gguf.part").open("r+b") as file:
                file.seek(5 * MIB)
                file.write(b"flipped")

    with pytest.raises(ChecksumWrong, match=sha256(source)) as caught:
        await carrying.carry(connection, source, str(node / "w.gguf"), progress=spoil)
    assert caught.value.code == "ssh.checksum_wrong"
    assert list(node.iterdir()) == []


async def test_what_is_wrong_at_the_desk_is_named_too(connection: Connection, source: Path, node: Path) -> None:
    with pytest.raises(ChecksumWrong, match="in place of " + "0" * 64):
        await carrying.carry(connection, source, str(node / "w.gguf"), sha256="0" * 64)
    assert list(node.iterdir()) == []


@pytest.mark.parametrize("tool", ["sha256sum", "openssl", "python3", ""])
def test_any_program_for_checksums_will_do(source: Path, tmp_path: Path, tool: str) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "sed").symlink_to(shutil.which("sed") or "")
    # A python3 on the way may be a script that looks for others.
    program = f"{sys.base_prefix}/bin/python3" if tool == "python3" else shutil.which(tool)
    if tool and program is None:
        pytest.skip(f"needs {tool}")
    if program is not None:
        (tools / tool).symlink_to(program)
    script = carrying.script(str(source), 'sum <"$f"')
    done = subprocess.run(
        ["/bin/sh", "-s"], input=script, env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == (sha256(source) if tool else "")


async def test_a_node_that_takes_no_checksums_is_told_apart(
    connection: Connection, source: Path, node: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "_SCRIPT", carrying._SCRIPT.replace("command -v", "false"))
    with pytest.raises(NoChecksum):
        await carrying.carry(connection, source, str(node / "w.gguf"))


@requires_root
async def test_a_full_disk_is_noticed_before_anything_is_sent(
    connection: Connection, source: Path, small_disk: Path
) -> None:
    with pytest.raises(RemoteDiskFull) as caught:
        await carrying.carry(connection, source, str(small_disk / "w.gguf"))
    assert caught.value.problem.params["needed_bytes"] == str(12 * MIB)
    assert list(small_disk.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@requires_root
async def test_a_disk_that_fills_up_on_the_way(connection: Connection, source: Path, small_disk: Path) -> None:
    source.write_bytes(source.read_bytes()[: 3 * MIB])

    def fill(done: int, _total: int) -> None:
        if done == 0:
            (small_disk / "others").write_bytes(bytes(2 * MIB))

    with pytest.raises(RemoteDiskFull):
        await carrying.carry(connection, source, str(small_disk / "w.gguf"), progress=fill)


@requires_root
async def test_a_folder_of_somebody_else(connector: Connector, server: Sshd, source: Path, tmp_path: Path) -> None:
    with account(tmp_path / "home") as user:
        server.trust()
        connection = await connector.connect(
            Endpoint(HOST, server.port, user.name, (), server.known_hosts, (server.client_key,))
        )
        with pytest.raises(RemotePermissionDenied, match="/etc/weights"):
            await carrying.carry(connection, source, "/etc/weights")
        await carrying.carry(connection, source, "~/mine")
        assert sha256(user.home / "mine") == sha256(source)
        await connection.close()


async def test_what_is_not_there(connection: Connection, node: Path, source: Path) -> None:
    with pytest.raises(TransferFailed, match="nothing"):
        await carrying.carry(connection, node / "nothing", str(node / "w"))
    with pytest.raises(TransferFailed, match="No such file"):
        await carrying.carry(connection, source, str(node / "none" / "w"))


async def test_an_empty_file(connection: Connection, node: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    await carrying.carry(connection, tmp_path / "empty", str(node / "e"))
    assert (node / "e").read_bytes() == b""


async def test_several_nodes_at_once(
    connector: Connector, endpoint: Endpoint, server: Sshd, source: Path, node: Path
) -> None:
    server.trust()
    connections = [await connector.connect(endpoint, lane=lane) for lane in range(4)]
    done = await asyncio.gather(
        *(carrying.carry(each, source, str(node / str(lane))) for lane, each in enumerate(connections))
    )
    assert {one.way for one in done} == {Way.CARRIED}
    assert {sha256(path) for path in node.iterdir()} == {sha256(source)}
