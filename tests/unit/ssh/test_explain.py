"""What the system and the library raise, in words."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator

import asyncssh
import pytest

from console.ssh.client import Client, Credentials
from console.ssh.endpoint import Endpoint
from console.ssh.errors import (
    ConfigBroken,
    ConnectionLost,
    ConnectRefused,
    ConnectTimedOut,
    HungUp,
    JumpFailed,
    NameNotFound,
    NameServiceDown,
    NoRoute,
    NotSsh,
    SshError,
)
from console.ssh.explain import Attempt, connection_lost, explain, is_gone
from console.ssh.hostkeys import KnownHosts
from console.ssh.identities import Identities, KeyStore
from console.ssh.patience import Patience
from console.ssh.questions import Passwords, Questions
from console.ssh.target import resolve
from tests.unit.ssh.conftest import Person, Ring


@pytest.fixture
async def attempt(person: Person) -> AsyncIterator[Attempt]:
    target = await resolve(Endpoint("node.example.com", config_paths=()))
    patience = Patience(asyncio.Semaphore(1), 10, 20)
    questions = Questions(person, Ring(), patience)
    identities = Identities(target, KeyStore(), questions)
    passwords = Passwords(questions, target.login)
    client = Client(target.name, KnownHosts(), Credentials(identities, passwords, questions, target.login), patience)
    yield Attempt(target, client, KnownHosts(), identities, passwords, patience, "jump.example.com")
    await identities.close()
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.EHOSTUNREACH, "No route to host"), NoRoute),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), NoRoute),
        (OSError(errno.ECONNREFUSED, "refused"), ConnectRefused),
        (OSError(errno.ETIMEDOUT, "timed out"), ConnectTimedOut),
        (OSError(errno.ECONNRESET, "reset"), HungUp),
        (OSError("Multiple exceptions: [Errno 101] no v6, [Errno 111] Connect call failed"), ConnectRefused),
        (OSError("Multiple exceptions: [Errno 101] a, [Errno 113] b"), NoRoute),
        (TimeoutError(), ConnectTimedOut),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), NameNotFound),
        (socket.gaierror(socket.EAI_AGAIN, "later"), NameServiceDown),
        (asyncssh.ConnectionLost("gone"), HungUp),
        (asyncssh.ProtocolError("nonsense"), NotSsh),
        (asyncssh.KeyExchangeFailed("No matching key exchange algorithm found"), NotSsh),
        (asyncssh.ChannelOpenError(2, "Connection refused"), JumpFailed),
        (ValueError("bad"), ConfigBroken),
    ],
    ids=repr,
)
async def test_what_was_raised_has_a_type(attempt: Attempt, error: Exception, kind: type[SshError]) -> None:
    explained = explain(attempt, error)
    assert type(explained) is kind
    assert "node.example.com" in str(explained)
    assert "{" not in explained.problem.text() + explained.problem.advice()


def test_how_a_connection_ended() -> None:
    assert "closed it" in str(connection_lost("node", None))
    assert "does not answer" in str(
        connection_lost("node", asyncssh.ConnectionLost("Server not responding to keepalive"))
    )
    assert isinstance(connection_lost("node", OSError("reset")), ConnectionLost)


def test_a_session_that_the_end_of_the_connection_refused_was_refused_by_nobody() -> None:
    gone = asyncssh.ChannelOpenError(2, "SSH connection closed")
    refused = asyncssh.ChannelOpenError(2, "open failed")
    assert is_gone(gone) and not is_gone(refused)
