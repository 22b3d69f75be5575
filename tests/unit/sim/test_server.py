"""The server end to end, with a real SSH client over loopback."""

from __future__ import annotations

import stat
from pathlib import Path

import asyncssh
import pytest

from tests.sim import connected, run, running


async def test_each_node_has_its_own_port_and_host_key(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01", "gpu-c01") as sim:
        rows = sim.announcement()["nodes"]
        assert isinstance(rows, list)
        assert {row["name"] for row in rows} == {"gpu-a01", "gpu-c01"}
        assert len({row["port"] for row in rows}) == len({row["host_key"] for row in rows}) == 2
        assert rows[0]["address_shown"] == "192.0.2.11"
        assert stat.S_IMODE(sim.client_key.stat().st_mode) == 0o600
        assert stat.S_IMODE(sim.client_key.parent.stat().st_mode) == 0o700
        async with connected(sim, "gpu-c01") as connection:
            assert (await run(connection, "hostname"))[1] == "gpu-c01\n"
    assert not sim.client_key.exists()
    assert not sim.known_hosts.exists()


async def test_a_host_key_of_another_node_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01", "gpu-c01") as sim:
        lines = sim.known_hosts.read_text().splitlines()
        first, second = (line.split(" ", 1) for line in lines)
        sim.known_hosts.write_text(f"{first[0]} {second[1]}\n")
        with pytest.raises(asyncssh.HostKeyNotVerifiable):
            async with connected(sim, "gpu-a01"):
                pass


async def test_passwords_and_other_keys_are_refused(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim:
        other = asyncssh.generate_private_key("ssh-ed25519")
        for credentials in ({"client_keys": [other]}, {"password": "secret", "client_keys": None}):
            with pytest.raises(asyncssh.PermissionDenied):
                await asyncssh.connect(
                    "127.0.0.1",
                    sim.ports["gpu-a01"],
                    username="ops",
                    known_hosts=str(sim.known_hosts),
                    config=None,
                    agent_path=None,
                    **credentials,
                )


async def test_only_loopback_is_listened_on(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim:
        addresses = {address[0] for listener in sim.listeners for address in listener.get_addresses()}
        assert addresses == {"127.0.0.1"}
