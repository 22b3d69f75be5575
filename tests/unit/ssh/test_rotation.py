"""A host brings further keys, and drops old ones, over a connection that is trusted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncssh
import pytest
from asyncssh.connection import SSHServerConnection
from asyncssh.packet import String

from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from console.ssh.hostkeys import HostName
from console.ssh.rotation import follow
from tests.sshd import HOST, Sshd, make_key, public, requires_sshd
from tests.unit.ssh.conftest import until

pytestmark = requires_sshd


def lines(server: Sshd) -> list[str]:
    return [" ".join(line.split()[1:3]) for line in server.known_hosts.read_text().splitlines() if line[:1] != "#"]


def rotating(server: Sshd, *more: str) -> Endpoint:
    config = server.folder / "config"
    config.write_text(
        "\n".join([f"UserKnownHostsFile {server.known_hosts}", "GlobalKnownHostsFile /dev/null", *more]) + "\n"
    )
    return Endpoint(HOST, server.port, server.user, config_paths=(config,), client_keys=(server.client_key,))


async def test_keys_that_a_host_proves_are_added_and_old_ones_go(connector: Connector, tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd", key_types=("ed25519", "rsa")) as server:
        old = make_key(tmp_path / "old", "ecdsa")
        other = make_key(tmp_path / "other")
        server.trust("ed25519")
        more = f"{server.name} {public(old)}\nother.example.com {public(other)}\n"
        server.known_hosts.write_text(f"# mine\n{server.known_hosts.read_text()}{more}")
        server.known_hosts.chmod(0o640)
        await connector.connect(rotating(server, "UpdateHostKeys yes"))
        await until(lambda: public(old) not in lines(server))
        assert lines(server) == [
            public(server.host_key("ed25519")),
            public(other),
            public(server.host_key("rsa")),
        ]
        assert server.known_hosts.read_text().startswith("# mine\n")
        assert server.known_hosts.stat().st_mode & 0o777 == 0o640


async def test_nothing_is_followed_where_it_is_switched_off(connector: Connector, tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd", key_types=("ed25519", "rsa")) as server:
        server.trust("ed25519")
        before = server.known_hosts.read_text()
        # Not by default either: the file is one that somebody named.
        for text in ("", "UpdateHostKeys no"):
            connection = await connector.connect(rotating(server, text))
            await connection.run("true", timeout=5)
            await connection.release()
        assert server.known_hosts.read_text() == before


async def test_a_key_that_is_not_proven_is_not_believed(
    connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Sshd
) -> None:
    """A server that announces the public key of somebody else cannot sign with it."""
    own, foreign = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ecdsa-sha2-nistp256")
    further = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    asked = asyncio.Event()

    def announce(connection: SSHServerConnection) -> None:
        keys = [String(key.public_data) for key in (own, foreign)]
        connection._send_global_request(b"hostkeys-00@openssh.com", *keys)

    def prove(connection: SSHServerConnection, packet: asyncssh.packet.SSHPacket) -> None:
        """Sign with the own key, and for the foreign one too."""
        asked.set()
        prefix = String("hostkeys-prove-00@openssh.com") + String(connection._session_id)
        signatures = []
        while packet:
            data = packet.get_string()
            signatures.append(String(own.sign(prefix + String(data), b"ssh-ed25519")))
        connection._report_global_response(b"".join(signatures))

    monkeypatch.setattr(SSHServerConnection, "send_server_host_keys", announce)
    monkeypatch.setattr(SSHServerConnection, "_process_hostkeys_prove_00_at_openssh_dot_com_global_request", prove)
    listener = await asyncssh.listen(
        HOST, 0, server_host_keys=[own, further], authorized_client_keys=str(server.folder / "authorized_keys")
    )
    server.port = listener.get_port()
    server.known_hosts.write_text(f"{server.name} {own.export_public_key().decode()}")
    connection = await connector.connect(rotating(server, "UpdateHostKeys yes"))
    await asyncio.wait_for(asked.wait(), 5)
    await asyncio.sleep(0.1)
    assert len(lines(server)) == 1
    await connection.close()
    listener.close()
    await listener.wait_closed()


@pytest.mark.parametrize("names", ["*.example.com", "node.example.com,192.0.2.7", "@revoked node.example.com"])
def test_lines_that_speak_of_more_than_the_host_are_left_alone(tmp_path: Path, names: str) -> None:
    used, more = (asyncssh.read_private_key(str(make_key(tmp_path / kind, kind))) for kind in ("ed25519", "ecdsa"))
    path = tmp_path / "known_hosts"
    path.write_text(f"{names} {used.export_public_key().decode()}")
    before = path.read_bytes()
    name = HostName("node.example.com", 22)
    assert follow([path], name, used.public_data, [used, more], hashed=False) == (0, 0)
    assert path.read_bytes() == before


def test_a_revoked_key_does_not_come_back_this_way(tmp_path: Path) -> None:
    used, more = (asyncssh.read_private_key(str(make_key(tmp_path / kind, kind))) for kind in ("ed25519", "ecdsa"))
    path = tmp_path / "known_hosts"
    path.write_text(
        f"node.example.com {used.export_public_key().decode()}@revoked * {more.export_public_key().decode()}"
    )
    assert follow([path], HostName("node.example.com", 22), used.public_data, [used, more], hashed=False) == (0, 0)
