"""The door to the key ring of the operating system; where there is none, nothing is remembered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from console.ssh.asking import SecretKind, SecretRequest

log = logging.getLogger("leitstand.ssh.secrets")

SERVICE = "leitstand"


class SecretStore:
    """Passwords and passphrases that the person asked to remember.

    A key ring may be absent, locked or broken in ways of its own: every failure means "not remembered".
    """

    async def load(self, request: SecretRequest) -> str | None:
        """Return what is remembered for ``request``, or None."""
        found = await asyncio.to_thread(_guarded, lambda: _ring_get(_entry(request)))
        return found or None

    async def save(self, request: SecretRequest, secret: str) -> bool:
        """Remember ``secret``; False when the key ring did not take it."""
        return bool(await asyncio.to_thread(_guarded, lambda: _ring_set(_entry(request), secret)))

    async def forget(self, request: SecretRequest) -> None:
        """Drop what is remembered for ``request``: it turned out to be wrong."""
        await asyncio.to_thread(_guarded, lambda: _ring_delete(_entry(request)))


class NoSecretStore(SecretStore):
    """Remembers nothing: for tests, for the simulated data centre, and where the person wants it so."""

    async def load(self, request: SecretRequest) -> str | None:
        """Return None."""
        del request
        return None

    async def save(self, request: SecretRequest, secret: str) -> bool:
        """Store nothing."""
        del request, secret
        return False

    async def forget(self, request: SecretRequest) -> None:
        """Have nothing to forget."""
        del request


def is_rememberable(request: SecretRequest) -> bool:
    """Return whether it makes sense to remember the answer: a one-time code is worthless tomorrow."""
    return request.kind is not SecretKind.PROMPT


def _entry(request: SecretRequest) -> str:
    return f"{request.kind.value}:{request.subject}"


def _ring_get(entry: str) -> str:
    import keyring  # late: looking for backends takes a tenth of a second

    return keyring.get_password(SERVICE, entry) or ""


def _ring_set(entry: str, secret: str) -> str:
    import keyring

    keyring.set_password(SERVICE, entry, secret)
    return entry


def _ring_delete(entry: str) -> str:
    import keyring
    import keyring.errors

    try:
        keyring.delete_password(SERVICE, entry)
    except keyring.errors.PasswordDeleteError:
        return ""  # it was not there
    return entry


def _guarded(call: Callable[[], str]) -> str:
    """Run ``call`` against the key ring; an empty text says that it could not be done.

    Back ends are third-party programs behind D-Bus or a system library and raise errors of their
    own: this is a plugin boundary. Only the type is logged: a message might quote a secret.
    """
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - plugin boundary, see above
        log.info("key ring not usable: %s", type(error).__name__)
        return ""
