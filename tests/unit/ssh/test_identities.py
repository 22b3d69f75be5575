"""The keys of a login, in the order in which OpenSSH offers them."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.ssh.asking import Answer, SecretKind
from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from console.ssh.errors import AuthCancelled, AuthFailed, KeyUnreadable, PassphraseWrong
from tests.sshd import HOST, Sshd, make_key, requires_sshd
from tests.unit.ssh.conftest import Person, Ring, until
from tests.unit.ssh.securitykey import SecurityKey

pytestmark = requires_sshd


async def test_a_missing_identity_file_is_passed_over(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    config = server.folder / "config"
    config.write_text(f"IdentityFile {server.folder}/missing\nIdentityFile {server.client_key}\n")
    connection = await connector.connect(replace(endpoint, client_keys=(), config_paths=(config,)))
    assert connection.problems == ()


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
async def test_every_kind_of_key(connector: Connector, server: Sshd, endpoint: Endpoint, kind: str) -> None:
    server.trust()
    key = make_key(server.folder / "mine", kind)
    server.authorize(key)
    await connector.connect(replace(endpoint, client_keys=(key,)))


async def test_an_unreadable_key_is_explained(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    garbage = server.folder / "garbage"
    garbage.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nnothing\n-----END OPENSSH PRIVATE KEY-----\n")
    with pytest.raises(KeyUnreadable, match=str(garbage)) as caught:
        await connector.connect(replace(endpoint, client_keys=(garbage,)))
    assert not caught.value.retryable
    with pytest.raises(KeyUnreadable, match="directory"):
        await connector.connect(replace(endpoint, client_keys=(server.folder,)))
    connection = await connector.connect(replace(endpoint, client_keys=(garbage, server.client_key)))
    assert [problem.code for problem in connection.problems] == ["ssh.key_unreadable"]


async def test_a_refused_key_names_what_was_tried(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    stranger = make_key(server.folder / "stranger")
    with pytest.raises(AuthFailed) as caught:
        await connector.connect(replace(endpoint, client_keys=(stranger,)))
    assert f"ssh-ed25519 ({stranger})" in str(caught.value)
    assert server.user in str(caught.value)
    assert not caught.value.retryable


async def test_too_many_keys_are_an_authentication_failure(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    server.trust()
    strangers = tuple(make_key(server.folder / f"stranger{n}") for n in range(7))
    with pytest.raises(AuthFailed, match="stranger0"):
        await connector.connect(replace(endpoint, client_keys=strangers))


async def test_the_key_that_worked_is_offered_first_the_next_time(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    server.trust()
    keys = (make_key(server.folder / "stranger"), server.client_key)
    for attempts in (2, 1):
        connection = await connector.connect(replace(endpoint, client_keys=keys))
        assert len(connection._client.tried) == attempts
        await connection.close()


async def test_a_passphrase_is_asked_for_once_and_kept_in_memory(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint, locked: Path
) -> None:
    person.answers = ["wrong", "open sesame"]
    connection = await connector.connect(replace(endpoint, client_keys=(locked,)))
    assert [(r.kind, r.subject, r.attempt, r.previous_failed) for r in person.requests] == [
        (SecretKind.PASSPHRASE, str(locked), 1, False),
        (SecretKind.PASSPHRASE, str(locked), 2, True),
    ]
    await connection.close()
    await connector.connect(replace(endpoint, client_keys=(locked,)))
    assert len(person.requests) == 2


async def test_a_passphrase_that_is_wrong_three_times(
    connector: Connector, person: Person, endpoint: Endpoint, locked: Path
) -> None:
    person.answers = ["a", "b", "c", "open sesame"]
    with pytest.raises(PassphraseWrong, match=str(locked)):
        await connector.connect(replace(endpoint, client_keys=(locked,)))
    assert len(person.requests) == 3


async def test_nobody_is_asked_for_the_passphrase_of_a_key_that_the_server_refuses(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint, locked: Path
) -> None:
    server.authorize(server.client_key)
    await connector.connect(replace(endpoint, client_keys=(locked, server.client_key)))
    assert person.requests == []


async def test_a_pem_key_without_a_public_file(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint
) -> None:
    server.trust()
    key = make_key(server.folder / "pem", "rsa", "open sesame", "-m", "PEM")
    server.authorize(key)
    key.with_name("pem.pub").unlink()
    person.answers = ["open sesame"]
    await connector.connect(replace(endpoint, client_keys=(key,)))


async def test_no_answer_gives_the_login_up(
    connector: Connector, person: Person, endpoint: Endpoint, locked: Path
) -> None:
    with pytest.raises(AuthCancelled):
        await connector.connect(replace(endpoint, client_keys=(locked,)))
    assert len(person.requests) == 1


async def test_a_passphrase_is_remembered_only_when_ticked(
    connector: Connector, person: Person, endpoint: Endpoint, locked: Path, ring: Ring
) -> None:
    ring.kept[str(locked)] = "stale"
    person.answers = [Answer("open sesame", remember=True)]
    await connector.connect(replace(endpoint, client_keys=(locked,)))
    assert ring.kept == {str(locked): "open sesame"}
    assert "sesame" not in repr(Answer("open sesame"))


@asynccontextmanager
async def agent(folder: Path, *keys: Path) -> AsyncIterator[Path]:
    sock = folder / "agent"
    process = await asyncio.create_subprocess_exec(
        "ssh-agent", "-D", "-a", str(sock), stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await until(sock.exists)
        env = {**os.environ, "SSH_AUTH_SOCK": str(sock)}
        for key in keys:
            await asyncio.to_thread(subprocess.run, ["ssh-add", "-q", str(key)], env=env, check=True)
        yield sock
    finally:
        process.kill()
        await process.wait()


async def test_the_agent_is_asked(
    connector: Connector, server: Sshd, endpoint: Endpoint, test_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.trust()
    async with agent(test_home, server.client_key) as sock:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(sock))
        missing = replace(endpoint, client_keys=(server.folder / "missing",))
        await connector.connect(missing)
        config = server.folder / "config"
        config.write_text("IdentitiesOnly yes\n")
        with pytest.raises(AuthFailed, match="nothing"):
            await connector.connect(replace(missing, config_paths=(config,)))
        selected = replace(endpoint, config_paths=(config,), client_keys=(Path(f"{server.client_key}.pub"),))
        await connector.connect(selected)
        config.write_text("IdentityAgent none\n")
        with pytest.raises(AuthFailed):
            await connector.connect(replace(missing, config_paths=(config,), alias="other"))
    monkeypatch.setenv("SSH_AUTH_SOCK", str(sock))
    await connector.connect(replace(endpoint, alias="gone"))


async def test_a_key_on_a_security_key_signs_through_the_agent(
    connector: Connector, server: Sshd, endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is a handle only; the device signs, for the agent. Where the agent does not have it, it is said."""
    server.trust()
    key = SecurityKey()
    file = key.write(tmp_path / "id_ed25519_sk")
    server.authorize(file)
    wanted = replace(endpoint, client_keys=(file,))
    with pytest.raises(AuthFailed) as caught:
        await connector.connect(wanted)
    assert "security key" in str(caught.value)
    async with key.agent(tmp_path / "agent.sock") as sock:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(sock))
        config = server.folder / "config"
        config.write_text("IdentitiesOnly yes\n")
        connection = await connector.connect(replace(wanted, config_paths=(config,)))
        assert not connection.problems
        assert (await connection.run("echo touched", timeout=5)).stdout == b"touched\n"
    assert "ED25519-SK" in server.log


@pytest.mark.parametrize("is_named", [True, False])
async def test_a_certificate_lets_in_where_the_key_alone_does_not(
    connector: Connector, tmp_path: Path, is_named: bool
) -> None:
    """CertificateFile names it, or it lies beside the key."""
    authority = make_key(tmp_path / "authority")
    with Sshd(tmp_path / "sshd", options={"TrustedUserCAKeys": f"{authority}.pub"}) as server:
        server.trust()
        server.authorize()
        key = server.client_key
        config = tmp_path / "config"
        config.write_text(f"IdentityFile {key}\n" + (f"CertificateFile {tmp_path}/mine-cert.pub\n" if is_named else ""))
        endpoint = Endpoint(HOST, server.port, server.user, (config,), server.known_hosts)
        with pytest.raises(AuthFailed):
            await connector.connect(endpoint)
        sign = ["ssh-keygen", "-q", "-s", str(authority), "-I", "me", "-n", server.user, f"{key}.pub"]
        await asyncio.to_thread(subprocess.run, sign, check=True)
        made = key.with_name(f"{key.name}-cert.pub")
        if is_named:
            made.rename(tmp_path / "mine-cert.pub")
        connection = await connector.connect(endpoint)
        assert (await connection.run("echo in", timeout=5)).stdout == b"in\n"
        assert "CA ED25519" in server.log


async def test_the_agent_is_forwarded_only_where_the_configuration_asks(
    connector: Connector, server: Sshd, endpoint: Endpoint, test_home: Path
) -> None:
    server.trust()
    config = server.folder / "config"
    folder = test_home / "forwarded"
    folder.mkdir(exist_ok=True)
    async with agent(folder, server.client_key) as sock:
        for text, is_forwarded in (("", False), ("ForwardAgent yes", True)):
            config.write_text(f"IdentityAgent {sock}\n{text}\n")
            connection = await connector.connect(replace(endpoint, config_paths=(config,)))
            done = await connection.run("ssh-add -l", timeout=5)
            assert (b"ED25519" in done.stdout) is is_forwarded
            await connection.release()
