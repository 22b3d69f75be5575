"""The login: keys in OpenSSH's order, passphrases, passwords, keyboard-interactive, and no endless loop."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest

from console.ssh.asking import Answer, SecretKind, SecretRequest
from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from console.ssh.errors import AuthCancelled, AuthFailed, KeyUnreadable, PassphraseWrong
from console.ssh.secrets import SecretStore
from tests.sshd import HOST, Account, Sshd, account, make_key, requires_root, requires_sshd
from tests.unit.ssh.conftest import Person

pytestmark = requires_sshd


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


@pytest.fixture
def locked(server: Sshd) -> Path:
    key = make_key(server.folder / "locked", "ed25519", "open sesame")
    server.authorize(key)
    server.trust()
    return key


@pytest.fixture
def with_password(tmp_path: Path) -> Iterator[tuple[Sshd, Account]]:
    options = {"PasswordAuthentication": "yes", "MaxAuthTries": "10"}
    with account(tmp_path / "home") as user, Sshd(tmp_path / "sshd", options=options) as server:
        server.trust()
        yield server, user


def login(server: Sshd, user: Account, *keys: Path) -> Endpoint:
    missing = (server.folder / "no such key",)
    return Endpoint(HOST, server.port, user.name, (), server.known_hosts, keys or missing)


# -- keys -----------------------------------------------------------------------------------------


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
        while not sock.exists():
            await asyncio.sleep(0.01)
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


# -- passwords ------------------------------------------------------------------------------------


@requires_root
async def test_a_password(connector: Connector, person: Person, with_password: tuple[Sshd, Account]) -> None:
    server, user = with_password
    person.answers = ["wrong", user.password]
    connection = await connector.connect(login(server, user))
    assert (await connection.run("id -un", timeout=10)).stdout.decode().strip() == user.name
    subject = f"{user.name}@{HOST}:{server.port}"
    assert [(r.kind, r.subject, r.attempt, r.previous_failed) for r in person.requests] == [
        (SecretKind.PASSWORD, subject, 1, False),
        (SecretKind.PASSWORD, subject, 2, True),
    ]


@requires_root
async def test_a_password_that_is_wrong_three_times(
    connector: Connector, person: Person, with_password: tuple[Sshd, Account]
) -> None:
    server, user = with_password
    person.answers = ["a", "b", "c", user.password]
    with pytest.raises(AuthFailed, match="password") as caught:
        await connector.connect(login(server, user))
    assert len(person.requests) == 3
    assert not caught.value.retryable
    assert "Accepted" not in server.log


@requires_root
async def test_a_remembered_password_that_is_stale_is_forgotten(
    connector: Connector, person: Person, with_password: tuple[Sshd, Account], ring: Ring
) -> None:
    server, user = with_password
    subject = f"{user.name}@{HOST}:{server.port}"
    ring.kept[subject] = "stale"
    person.answers = [Answer(user.password, remember=True)]
    await (await connector.connect(login(server, user))).close()
    assert ring.kept == {subject: user.password}
    await connector.connect(login(server, user))
    assert len(person.requests) == 1


@requires_root
async def test_keyboard_interactive_with_pam(connector: Connector, person: Person, tmp_path: Path) -> None:
    options = {"KbdInteractiveAuthentication": "yes", "UsePAM": "yes", "MaxAuthTries": "10"}
    with account(tmp_path / "home") as user, Sshd(tmp_path / "sshd", options=options) as server:
        server.trust()
        person.answers = [user.password]
        await connector.connect(login(server, user))
        assert "keyboard-interactive" in server.log
        person.answers = ["a", "b", "c", "d"]
        person.requests.clear()
        with pytest.raises(AuthFailed, match="keyboard-interactive"):
            await connector.connect(replace(login(server, user), alias="again"))
        assert len(person.requests) == 3


class Repeating(asyncssh.SSHServer):
    """Repeats its question for ever, as some appliances do."""

    challenges = 0
    prompt = "Password: "

    def begin_auth(self, username: str) -> bool:
        return True

    def kbdint_auth_supported(self) -> bool:
        return True

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        return "", "", "", [(self.prompt, False)]

    def validate_kbdint_response(
        self, username: str, responses: object
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        type(self).challenges += 1
        return "", "", "", [(self.prompt, False)]


@pytest.mark.parametrize("prompt", ["Password: ", "One-time code: "])
async def test_a_question_that_is_repeated_for_ever_does_not_spin(
    connector: Connector, person: Person, server: Sshd, ring: Ring, prompt: str
) -> None:
    class Appliance(Repeating):
        pass

    Appliance.prompt = prompt
    host_key = asyncssh.read_private_key(str(server.host_key()))
    appliance = await asyncssh.listen(HOST, 0, server_host_keys=[host_key], server_factory=Appliance)
    port = appliance.get_port()
    server.trust(name=f"[{HOST}]:{port}")
    ring.kept[f"admin@{HOST}:{port}"] = "stale"
    person.answers = ["again"] * 50
    with pytest.raises(AuthFailed):
        await asyncio.wait_for(
            connector.connect(Endpoint(HOST, port, "admin", (), server.known_hosts, (server.folder / "none",))), 10
        )
    assert Appliance.challenges <= 8
    assert len(person.requests) <= 8
    appliance.close()
    await appliance.wait_closed()


async def test_the_clock_stands_still_while_a_person_thinks(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint, locked: Path
) -> None:
    async def think(request: SecretRequest) -> str:
        await asyncio.sleep(0.6)
        return "open sesame"

    person.secret = think  # type: ignore[method-assign,assignment]
    connector._dialler._limits = replace(connector._dialler._limits, connect_seconds=0.5, login_seconds=0.5)
    await connector.connect(replace(endpoint, client_keys=(locked,)))
