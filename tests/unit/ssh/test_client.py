"""The login: keys in OpenSSH's order, passphrases, passwords, keyboard-interactive, and no endless loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest
from msgspec.structs import replace

from console.ssh.asking import Answer, SecretKind
from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from console.ssh.errors import AuthFailed
from tests.sshd import HOST, Account, Sshd, account, requires_root, requires_sshd
from tests.unit.ssh.conftest import Person, Ring

pytestmark = requires_sshd


@pytest.fixture
def with_password(tmp_path: Path) -> Iterator[tuple[Sshd, Account]]:
    options = {"PasswordAuthentication": "yes", "MaxAuthTries": "10"}
    with account(tmp_path / "home") as user, Sshd(tmp_path / "sshd", options=options) as server:
        server.trust()
        yield server, user


def login(server: Sshd, user: Account, *keys: Path) -> Endpoint:
    missing = (server.folder / "no such key",)
    return Endpoint(HOST, server.port, user.name, (), server.known_hosts, keys or missing)


# -- passwords ------------------------------------------------------------------------------------


@requires_root
async def test_a_password(
    connector: Connector, person: Person, with_password: tuple[Sshd, Account], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("asyncssh").setLevel(logging.DEBUG)
    server, user = with_password
    person.answers = ["wrong", user.password]
    connection = await connector.connect(login(server, user))
    assert (await connection.run("id -un", timeout=10)).stdout.decode().strip() == user.name
    subject = f"{user.name}@{HOST}:{server.port}"
    assert [(r.kind, r.subject, r.attempt, r.previous_failed) for r in person.requests] == [
        (SecretKind.PASSWORD, subject, 1, False),
        (SecretKind.PASSWORD, subject, 2, True),
    ]
    assert user.name in caplog.text
    assert user.password not in caplog.text


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
