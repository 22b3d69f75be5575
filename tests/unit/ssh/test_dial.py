"""Host keys against a real sshd: unknown, trusted, changed in both ways, revoked; and what the network does."""

from __future__ import annotations

import asyncio
import base64
import inspect
import logging
import socket
import stat
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.ssh.client import Client
from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from console.ssh.errors import (
    ConnectionLost,
    ConnectRefused,
    ConnectTimedOut,
    HostKeyChanged,
    HostKeyRefused,
    HostKeyRevoked,
    LoginTimedOut,
    NameNotFound,
    NotSsh,
    ProxyFailed,
)
from console.ssh.hostkeys import HostName
from console.ssh.pinning import pin
from tests.sshd import HOST, Sshd, free_port, make_key, public, requires_sshd
from tests.unit.ssh.conftest import Person

pytestmark = requires_sshd


async def test_an_unknown_key_is_refused_by_default(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint
) -> None:
    with pytest.raises(HostKeyRefused) as caught:
        await connector.connect(endpoint)
    offer = person.offers[0]
    assert offer.key_type == "ssh-ed25519"
    assert offer.fingerprint_sha256.startswith("SHA256:")
    assert offer.fingerprint_sha256 in str(caught.value)
    assert not server.known_hosts.exists()
    assert "Accepted" not in server.log
    assert not caught.value.retryable


def test_the_callback_is_a_plain_function() -> None:
    """An async one that returns False is true, and would let every key pass."""
    assert not inspect.iscoroutinefunction(Client.validate_host_public_key)
    assert not inspect.iscoroutinefunction(Client.validate_host_ca_key)


async def test_a_trusted_key_is_pinned_as_openssh_does(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint
) -> None:
    person.trusts = True
    server.known_hosts.write_text("# mine\nother.example.com ssh-ed25519 broken")
    connection = await connector.connect(endpoint)
    assert connection.host_key_fingerprint == person.offers[0].fingerprint_sha256
    assert server.known_hosts.read_text() == (
        "# mine\nother.example.com ssh-ed25519 broken\n" + f"{server.name} {public(server.host_key())}\n"
    )
    assert any(f"{server.known_hosts}:2" in problem.text() for problem in connection.problems)
    assert any(f"{server.known_hosts}:2" in text for text in person.offers[0].problems)
    await connection.close()
    await connector.connect(endpoint)
    assert len(person.offers) == 1, "asked once, pinned, never asked again"


async def test_a_new_known_hosts_file_is_private(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint
) -> None:
    person.trusts = True
    deep = server.folder / "new" / "known_hosts"
    await connector.connect(replace(endpoint, known_hosts=deep))
    assert stat.S_IMODE(deep.stat().st_mode) == 0o600


async def test_the_ssh_program_accepts_what_was_pinned(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint
) -> None:
    person.trusts = True
    config = server.folder / "config"
    config.write_text("HashKnownHosts yes\n")
    await connector.connect(replace(endpoint, config_paths=(config,)))
    assert server.known_hosts.read_text().startswith("|1|")
    process = await asyncio.create_subprocess_exec(
        "ssh", "-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes",
        "-o", "GlobalKnownHostsFile=none",
        "-o", f"UserKnownHostsFile={server.known_hosts}", "-i", str(server.client_key), "-p", str(server.port),
        f"{server.user}@{HOST}", "true",
    )  # fmt: skip
    assert await process.wait() == 0


async def test_an_unknown_host_is_asked_for_ed25519_first(connector: Connector, person: Person, tmp_path: Path) -> None:
    with Sshd(tmp_path / "many", key_types=("rsa", "ecdsa", "ed25519")) as server:
        endpoint = Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))
        with pytest.raises(HostKeyRefused):
            await connector.connect(endpoint)
        assert person.offers[0].key_type == "ssh-ed25519"
        server.trust("rsa")
        assert (await connector.connect(endpoint)).host_key_fingerprint, "a host known by RSA is asked for RSA"
        assert len(person.offers) == 1


@pytest.mark.parametrize("kind", ["ed25519", "rsa"], ids=["same type", "other type"])
async def test_a_changed_key_is_refused_loudly(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint, kind: str
) -> None:
    """The other type is the other face: the library alone would say "key exchange failed" and show nothing."""
    person.trusts = True
    server.trust("ed25519")
    server.make_host_keys(kind)
    server.restart()
    with pytest.raises(HostKeyChanged) as caught:
        await connector.connect(endpoint)
    params = caught.value.problem.params
    assert "ssh-ed25519 SHA256:" in params["known"]
    assert f"ssh-{kind} SHA256:" in params["offered"]
    assert params["entry"] == f"{server.known_hosts}:1"
    assert person.offers == [], "a changed key is never a question"
    assert not caught.value.retryable


async def test_a_changed_key_type_that_the_configuration_excludes(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    """OpenSSH hangs up here before it has shown a key."""
    server.trust("ed25519")
    server.make_host_keys("rsa")
    server.restart()
    config = server.folder / "config"
    config.write_text("HostKeyAlgorithms ssh-ed25519\n")
    with pytest.raises(HostKeyChanged, match="ssh-rsa SHA256:"):
        await connector.connect(replace(endpoint, config_paths=(config,)))


async def test_a_changed_key_type_that_only_a_failed_key_exchange_tells(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    """Other servers say so in their disconnect message, and no key is shown at all."""
    import asyncssh

    host_key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    other = await asyncssh.listen(HOST, 0, server_host_keys=[host_key])
    config = server.folder / "config"
    config.write_text("HostKeyAlgorithms ssh-ed25519\n")
    port = other.get_port()
    server.trust(name=f"[{HOST}]:{port}")
    with pytest.raises(HostKeyChanged, match="another type"):
        await connector.connect(replace(endpoint, port=port, config_paths=(config,)))
    other.close()
    await other.wait_closed()


@pytest.mark.parametrize("name", ["[127.0.0.1]:{port}", "127.0.0.1", "*"])
async def test_a_revoked_key_is_refused_on_another_port(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint, name: str
) -> None:
    """The library forgets the revocation there, and the first use would be trusted."""
    person.trusts = True
    marked = f"@revoked {name.format(port=server.port)} {public(server.host_key())}\n"
    server.known_hosts.write_text(marked)
    with pytest.raises(HostKeyRevoked) as caught:
        await connector.connect(endpoint)
    assert caught.value.problem.params["entry"] == f"{server.known_hosts}:1"
    assert person.offers == []
    server.known_hosts.write_text(f"{server.name} {public(server.host_key())}\n{marked}")
    with pytest.raises(HostKeyRevoked):
        await connector.connect(endpoint)


async def test_a_broken_line_trusts_nothing_and_spoils_nothing(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint
) -> None:
    key = public(server.host_key())
    server.known_hosts.write_text(f"garbage\n{server.name} {key[:-9]}!\n\x00\xff\n{server.name} {key}\n")
    connection = await connector.connect(endpoint)
    places = [problem.params["place"] for problem in connection.problems]
    assert places == [f"{server.known_hosts}:{n}" for n in (1, 2, 3)]
    await connection.close()
    server.known_hosts.write_text(f"{server.name} {key[:-9]}!\n")
    with pytest.raises(HostKeyRefused):
        await connector.connect(endpoint)
    assert person.offers


async def test_a_host_certificate_of_a_known_authority(connector: Connector, person: Person, tmp_path: Path) -> None:
    authority = make_key(tmp_path / "authority")
    server = Sshd(tmp_path / "sshd")
    command = ["ssh-keygen", "-q", "-s", str(authority), "-I", "host", "-h", "-n", HOST, f"{server.host_key()}.pub"]
    await asyncio.to_thread(subprocess.run, command, check=True)
    server.options["HostCertificate"] = f"{server.host_key()}-cert.pub"
    server.known_hosts.write_text(f"@cert-authority * {public(authority)}\n")
    with server:
        endpoint = Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))
        await (await connector.connect(endpoint)).close()
        server.known_hosts.write_text(
            f"@cert-authority * {public(authority)}\n@revoked * {public(server.host_key())}\n"
        )
        with pytest.raises(HostKeyRevoked):
            await connector.connect(endpoint)
        server.known_hosts.write_text(f"@cert-authority * {public(make_key(tmp_path / 'other'))}\n")
        with pytest.raises(HostKeyRefused):
            await connector.connect(endpoint)
        server.known_hosts.write_text(f"@cert-authority * {public(authority)}\n@revoked * {public(authority)}\n")
        with pytest.raises(HostKeyRevoked):
            await connector.connect(endpoint)


async def test_a_host_certificate_of_another_name_or_time_is_refused(
    connector: Connector, person: Person, tmp_path: Path
) -> None:
    authority = make_key(tmp_path / "authority")
    person.trusts = True
    for number, parts in enumerate((["-n", "other.example.com"], ["-n", HOST, "-V", "20200101:20200102"])):
        server = Sshd(tmp_path / f"sshd{number}")
        command = ["ssh-keygen", "-q", "-s", str(authority), "-I", "host", "-h", *parts, f"{server.host_key()}.pub"]
        await asyncio.to_thread(subprocess.run, command, check=True)
        server.options["HostCertificate"] = f"{server.host_key()}-cert.pub"
        server.known_hosts.write_text(f"@cert-authority * {public(authority)}\n")
        with server:
            endpoint = Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))
            with pytest.raises(NotSsh):
                await connector.connect(endpoint)
    assert person.offers == [], "nobody is asked to trust it all the same"


@pytest.mark.parametrize("is_revoked", [False, True])
async def test_hashed_names_are_known_and_a_hashed_revocation_counts(
    connector: Connector, server: Sshd, endpoint: Endpoint, is_revoked: bool
) -> None:
    key_type, text = public(server.host_key()).split()
    pin(server.known_hosts, HostName(HOST, server.port), key_type, base64.b64decode(text), hashed=True)
    line = server.known_hosts.read_text()
    assert HOST not in line
    if is_revoked:
        server.known_hosts.write_text(f"@revoked {line}")
        with pytest.raises(HostKeyRevoked):
            await connector.connect(endpoint)
    else:
        await connector.connect(endpoint)


async def test_host_key_alias(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    config = server.folder / "config"
    config.write_text("HostKeyAlias cluster.example.com\n")
    server.trust(name="cluster.example.com")
    await connector.connect(replace(endpoint, config_paths=(config,)))


async def test_known_hosts_cannot_be_switched_off(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    config = server.folder / "config"
    config.write_text("StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\n")
    with pytest.raises(HostKeyRefused):
        await connector.connect(replace(endpoint, config_paths=(config,), known_hosts=None))


async def test_a_key_that_cannot_be_written_down_is_not_used(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint
) -> None:
    from console.ssh.errors import KnownHostsUnwritable

    person.trusts = True
    with pytest.raises(KnownHostsUnwritable):
        await connector.connect(replace(endpoint, known_hosts=server.client_key / "known_hosts"))


async def test_a_refused_port(connector: Connector) -> None:
    port = free_port()
    with pytest.raises(ConnectRefused) as caught:
        await connector.connect(Endpoint("localhost", port, config_paths=()))
    assert caught.value.retryable
    assert caught.value.problem.params["port"] == str(port)


async def test_a_name_without_an_address(connector: Connector) -> None:
    with pytest.raises(NameNotFound, match=r"nowhere\.invalid"):
        await connector.connect(Endpoint("nowhere.invalid", config_paths=()))


async def test_a_host_that_drops_the_connection(connector: Connector, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("ConnectTimeout 1\n")
    with socket.socket() as full:
        full.bind((HOST, 0))
        full.listen(0)  # one connection fills the queue; the kernel drops the others
        port = full.getsockname()[1]
        with socket.create_connection((HOST, port)), pytest.raises(ConnectTimedOut) as caught:
            await connector.connect(Endpoint(HOST, port, config_paths=(config,)))
    assert caught.value.retryable
    assert caught.value.problem.params["seconds"] == "1"


async def test_a_server_that_never_speaks(connector: Connector, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("ConnectTimeout 1\n")
    with socket.create_server((HOST, 0)) as silent:
        connector._dialler._limits = replace(connector._dialler._limits, login_seconds=0.3)
        with pytest.raises(LoginTimedOut):
            await connector.connect(Endpoint(HOST, silent.getsockname()[1], config_paths=(config,)))
        taken, _ = silent.accept()
        taken.close()


async def test_a_port_that_speaks_something_else(connector: Connector) -> None:
    async def speak(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 100)
        await writer.drain()
        writer.close()

    http = await asyncio.start_server(speak, HOST, 0)
    async with http:
        with pytest.raises((NotSsh, ConnectionLost)):
            await connector.connect(Endpoint(HOST, http.sockets[0].getsockname()[1], config_paths=()))


async def test_a_proxy_command(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    config = server.folder / "config"
    relay = (
        "import os,socket,sys,threading as t\n"
        f"s=socket.create_connection(('{HOST}',{server.port}))\n"
        "t.Thread(target=lambda:[os.write(1,d) for d in iter(lambda:s.recv(65536),b'')],daemon=True).start()\n"
        "[s.sendall(d) for d in iter(lambda:os.read(0,65536),b'')]\n"
    )
    (server.folder / "relay.py").write_text(relay)
    config.write_text(f"ProxyCommand python3 {server.folder}/relay.py\n")
    connection = await connector.connect(replace(endpoint, config_paths=(config,)))
    assert (await connection.run("echo ok", timeout=5)).stdout == b"ok\n"
    assert connection.peer == ""
    await connection.close()
    config.write_text("ProxyCommand /nowhere/at/all\n")
    with pytest.raises(ProxyFailed):
        await connector.connect(replace(endpoint, config_paths=(config,)))


async def test_aes_gcm_is_negotiated(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    connection = await connector.connect(endpoint)
    assert connection.raw.get_extra_info("send_cipher") == "aes128-gcm@openssh.com"
    assert connection.server_version.startswith("SSH-2.0-OpenSSH")
    assert connection.peer == f"{HOST}:{server.port}"
    assert connection.username == server.user
    assert (connection.round_trip_seconds() or 0) < 1


async def test_the_log_says_what_failed_without_secrets(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "leitstand"), pytest.raises(HostKeyRefused):
        await connector.connect(endpoint)
    assert "ssh.host_key_asked" in caplog.text
