"""From what the SSH library and the system raise to an error that says what happened and what to do."""

from __future__ import annotations

import errno
import os
import re
import socket

import asyncssh
from msgspec import Struct

from console.ssh.client import Client
from console.ssh.errors import (
    AuthCancelled,
    AuthFailed,
    ConfigBroken,
    ConnectionLost,
    ConnectRefused,
    ConnectTimedOut,
    HostKeyChanged,
    HostKeyRevoked,
    HungUp,
    JumpFailed,
    KeyNeedsAgent,
    KeyUnreadable,
    LoginTimedOut,
    NameNotFound,
    NameServiceDown,
    NoRoute,
    NotSsh,
    PassphraseWrong,
    ProxyFailed,
    SshError,
)
from console.ssh.hostkeys import KnownHost, KnownHosts, Standing, Verdict, fingerprint
from console.ssh.identities import Identities
from console.ssh.patience import Patience
from console.ssh.questions import ATTEMPTS, Passwords
from console.ssh.target import Target

_REFUSED = frozenset({errno.ECONNREFUSED})
_ERRNO = re.compile(r"\[Errno (-?\d+)\]")


class Attempt(Struct, frozen=True):
    """Everything that is known about an attempt that failed."""

    target: Target
    client: Client
    known: KnownHosts
    identities: Identities
    passwords: Passwords
    patience: Patience
    jump: str = ""


def explain(attempt: Attempt, error: Exception) -> SshError:
    """Return the typed error for what was raised while connecting."""
    target = attempt.target
    if isinstance(error, TimeoutError) and not isinstance(error, asyncssh.Error):
        return _timed_out(attempt)
    if isinstance(error, asyncssh.HostKeyNotVerifiable):
        return _host_key(attempt, error)
    if isinstance(error, asyncssh.KeyExchangeFailed):
        return _no_common_algorithm(attempt, error)
    if isinstance(error, asyncssh.ChannelOpenError):
        return JumpFailed(jump=attempt.jump, host=target.host, port=target.port, reason=error.reason)
    if isinstance(error, asyncssh.DisconnectError):
        return _disconnected(attempt, error)
    if isinstance(error, OSError):
        return _network(attempt, error)
    return ConfigBroken(host=target.host, reason=error)


LINE_LOST = (asyncssh.DisconnectError, ConnectionError, asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection)
"""What is raised in the middle of a transfer whose connection is gone."""


def is_gone(error: asyncssh.Error) -> bool:
    """Say whether a session or a stream was refused by nobody: the connection ended while it was asked for."""
    return isinstance(error, asyncssh.ChannelOpenError) and error.reason == "SSH connection closed"


def connection_lost(host: str, error: Exception | None) -> ConnectionLost:
    """Return the error for a connection that stood and is gone."""
    if error is None:
        return ConnectionLost(host=host, reason="the server closed it")
    if isinstance(error, asyncssh.ConnectionLost) and "keepalive" in str(error).lower():
        return ConnectionLost(host=host, reason="the host does not answer any more")
    return ConnectionLost(host=host, reason=str(error) or type(error).__name__)


def changed(target: Target, entries: tuple[KnownHost, ...], offered: str) -> HostKeyChanged:
    """Return the loud error for a changed host key."""
    return HostKeyChanged(
        host=target.name.written,
        known="; ".join(entry.describe() for entry in entries),
        offered=offered,
        entry=", ".join(entry.place for entry in entries),
    )


def _timed_out(attempt: Attempt) -> SshError:
    target, patience = attempt.target, attempt.patience
    if patience.is_connected:
        return LoginTimedOut(host=target.host, seconds=f"{patience.login_seconds:g}")
    return ConnectTimedOut(host=target.host, port=target.port, seconds=f"{patience.connect_seconds:g}")


def _host_key(attempt: Attempt, error: asyncssh.HostKeyNotVerifiable) -> SshError:
    target, client = attempt.target, attempt.client
    verdict = client.verdict
    if verdict is None and "revoked" in str(error):
        verdict = Verdict(Standing.REVOKED, tuple(attempt.known.revoked(target.name, client.peer_address)))
    if verdict is None:  # a certificate that is damaged, expired or of another host
        return NotSsh(host=target.host, port=target.port, reason=error)
    offered = _describe(client.offered)
    if verdict.standing is Standing.REVOKED:
        entry = ", ".join(e.place for e in verdict.entries)
        return HostKeyRevoked(host=target.name.written, offered=offered or entry, entry=entry)
    if verdict.standing is Standing.CHANGED:
        return changed(target, verdict.entries, offered)
    return UnknownHostKey(client.offered, host=target.name.written)


class UnknownHostKey(SshError):
    """Not shown to anybody: it makes the caller ask the person about the key."""

    CODE = "ssh.host_key_asked"
    MESSAGE = "the key of {host} is unknown"

    def __init__(self, key: asyncssh.SSHKey | None, **params: object) -> None:
        super().__init__(**params)
        self.key = key


def _no_common_algorithm(attempt: Attempt, error: asyncssh.KeyExchangeFailed) -> SshError:
    """Tell a host that changed the type of its key, the other face of a changed key, from an old server."""
    target = attempt.target
    entries = tuple(attempt.known.trusted(target.name))
    if entries and "host key" in str(error):
        return changed(target, entries, f"only keys of another type ({error.reason})")
    return NotSsh(host=target.host, port=target.port, reason=error.reason)


def _disconnected(attempt: Attempt, error: asyncssh.DisconnectError) -> SshError:
    target, client = attempt.target, attempt.client
    is_refusal = isinstance(error, asyncssh.PermissionDenied) or error.code in {
        asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE,
        asyncssh.DISC_AUTH_CANCELLED_BY_USER,
    }
    if is_refusal or (client.tried and "auth" in error.reason.lower()):
        return _not_let_in(attempt)
    if isinstance(error, asyncssh.ConnectionLost):
        if attempt.target.has_proxy_command and client.offered is None:
            return ProxyFailed(host=target.host, reason="it ended before the SSH connection stood")
        if client.offered is None:
            return HungUp(host=target.host)
        return ConnectionLost(host=target.host, reason="the server closed it before the login was complete")
    if error.code == asyncssh.DISC_CONNECTION_LOST:
        return ConnectionLost(host=target.host, reason=error.reason)
    return NotSsh(host=target.host, port=target.port, reason=error.reason)


def _not_let_in(attempt: Attempt) -> SshError:
    target, identities = attempt.target, attempt.identities
    if identities.wrong_passphrases >= ATTEMPTS:
        return PassphraseWrong(path=identities.locked_path, host=target.host, user=target.user, attempts=ATTEMPTS)
    if identities.is_given_up or attempt.passwords.is_given_up:
        return AuthCancelled(host=target.host, user=target.user)
    if identities.problems and not attempt.client.tried:
        problem = identities.problems[0]
        kind = KeyNeedsAgent if problem.code == KeyNeedsAgent.CODE else KeyUnreadable
        return kind(host=target.host, user=target.user, **dict(problem.params))
    methods = ", ".join(attempt.client.tried) or "nothing: there is no key and the server takes no password"
    notes = " ".join(problem.text() for problem in identities.problems)
    return AuthFailed(host=target.host, user=target.user, methods=methods, notes=notes)


def _network(attempt: Attempt, error: OSError) -> SshError:
    target = attempt.target
    if isinstance(error, socket.gaierror):
        kind = NameServiceDown if error.errno == socket.EAI_AGAIN else NameNotFound
        return kind(host=target.host)
    if target.has_proxy_command and isinstance(error, FileNotFoundError | PermissionError):
        return ProxyFailed(host=target.host, reason=error)
    # Several addresses that failed in several ways come as one error with their texts.
    codes = {error.errno} if error.errno else {int(code) for code in _ERRNO.findall(str(error))}
    if codes & _REFUSED:
        return ConnectRefused(host=target.host, port=target.port)
    if errno.ETIMEDOUT in codes:
        return ConnectTimedOut(host=target.host, port=target.port, seconds=f"{attempt.patience.connect_seconds:g}")
    if codes & {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}:
        if attempt.client.offered is None:
            return HungUp(host=target.host)
        return ConnectionLost(host=target.host, reason=_system_words(error))
    return NoRoute(host=target.host, reason=_system_words(error))


def _describe(key: asyncssh.SSHKey | None) -> str:
    return "" if key is None else f"{key.get_algorithm()} {fingerprint(key.public_data)}"


def _system_words(error: OSError) -> str:
    """Return the system's own words; asyncio puts the address in their place."""
    return os.strerror(error.errno) if error.errno else str(error)
