"""File transfer: into the memory of the node, never to the host."""

from __future__ import annotations

import hashlib
import inspect
from pathlib import Path

import asyncssh
import pytest

from console.sim.sftp import NodeSftp
from tests.sim import connected, run, running


async def test_a_round_trip(tmp_path: Path) -> None:
    async with (
        running(tmp_path, "gpu-a01") as sim,
        connected(sim, "gpu-a01") as connection,
        connection.start_sftp_client() as sftp,
    ):
        await sftp.makedirs("work/deep")
        async with sftp.open("work/deep/file.part", "wb") as file:
            await file.write(b"content \x00\xff")
        await sftp.posix_rename("work/deep/file.part", "work/deep/file")
        async with sftp.open("work/deep/file", "rb") as file:
            data: object = await file.read()
            assert data == b"content \x00\xff"
        assert (await sftp.stat("work/deep/file")).size == 10
        assert "file" in await sftp.listdir("work/deep")
        assert (await run(connection, "cat work/deep/file | wc -c"))[1].strip() == "10"
        await sftp.remove("work/deep/file")
        assert not await sftp.exists("work/deep/file")


async def test_a_big_file_is_counted_and_hashed_but_not_kept(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        piece, digest = bytes(range(256)) * 1024, hashlib.sha256()
        async with connection.start_sftp_client() as sftp, sftp.open("big.whl", "wb") as file:
            for _ in range(48):
                await file.write(piece)
                digest.update(piece)
        status, text, _ = await run(connection, "sha256sum big.whl; ls -l big.whl")
        assert status == 0
        assert digest.hexdigest() in text
        assert str(48 * len(piece)) in text
        assert len(sim.nodes["gpu-a01"].files.read("/home/ops/big.whl")) < 10_000


async def test_nothing_reaches_the_host(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of the host")
    async with (
        running(tmp_path / "run", "gpu-a01") as sim,
        connected(sim, "gpu-a01") as connection,
        connection.start_sftp_client() as sftp,
    ):
        for path in (str(secret), f"../../../..{secret}", "/proc/self/environ", "/etc/shadow"):
            with pytest.raises(asyncssh.SFTPNoSuchFile):
                await sftp.open(path, "rb")
        with pytest.raises(asyncssh.SFTPPermissionDenied):
            await sftp.open("/etc/passwd", "wb")
        await run(connection, f"ln -s {secret} link")
        with pytest.raises(asyncssh.SFTPError):
            await sftp.open("link", "rb")
    assert secret.read_text() == "of the host"


def test_every_operation_that_would_touch_the_host_is_our_own() -> None:
    """A new version of the library may add one: it must not fall through to the host's files."""
    harmless = {"__init__", "channel", "connection", "env", "logger", "convert_attrs", "format_longname", "map_path",
                "reverse_map_path", "exit", "_to_sftpname"}  # fmt: skip
    base = {name for name, value in vars(asyncssh.SFTPServer).items() if inspect.isfunction(value) or name == "channel"}
    assert base - harmless <= set(vars(NodeSftp))
