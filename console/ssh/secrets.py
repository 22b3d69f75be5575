"""The door to the key ring of the operating system; where there is none, secrets are held in memory only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from console.ssh.asking import SecretKind, SecretRequest

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger("leitstand.ssh.secrets")

SERVICE = "leitstand"

# Back ends that keep nothing, and those that would write secrets into a file.
_NO_RINGS = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")


class SecretStore:
    """Passwords and passphrases that the person asked to remember.

    A key ring may be absent, locked or broken in ways of its own: what it does not take is held in memory until this
    process ends. Nothing is written to disk here.
    """

    def __init__(self) -> None:
        self._memory: dict[str, str] = {}

    async def ring_name(self) -> str:
        """Return what the key ring calls itself; empty where there is none."""
        return await asyncio.to_thread(_guarded, lambda: str(_named(_ring())))

    async def load(self, request: SecretRequest) -> str | None:
        """Return what is remembered for ``request``, or None."""
        entry = _entry(request)
        if entry in self._memory:
            return self._memory[entry]
        found = await asyncio.to_thread(_guarded, lambda: _ring_get(entry))
        return found or None

    async def save(self, request: SecretRequest, secret: str) -> bool:
        """Remember ``secret``; False when the key ring did not take it, and only memory holds it."""
        entry = _entry(request)
        is_kept = bool(await asyncio.to_thread(_guarded, lambda: _ring_set(entry, secret)))
        if not is_kept:
            self._memory[entry] = secret
        return is_kept

    async def forget(self, request: SecretRequest) -> None:
        """Drop what is remembered for ``request``: it turned out to be wrong."""
        entry = _entry(request)
        self._memory.pop(entry, None)
        await asyncio.to_thread(_guarded, lambda: _ring_delete(entry))


class NoSecretStore(SecretStore):
    """Remembers nothing: for tests, for the simulated data centre, and where the person wants it so."""

    async def ring_name(self) -> str:
        """Return that there is none."""
        return ""

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


def _ring() -> KeyringBackend | None:
    """Return the first back end that is a key ring."""
    import keyring  # late: looking for backends takes a tenth of a second

    chosen = keyring.get_keyring()
    for ring in getattr(chosen, "backends", None) or (chosen,):
        if not type(ring).__module__.startswith(_NO_RINGS):
            return ring
    return None


def _named(ring: KeyringBackend | None) -> str:
    return "" if ring is None else str(ring.name)


def _ring_get(entry: str) -> str:
    ring = _ring()
    return "" if ring is None else ring.get_password(SERVICE, entry) or ""


def _ring_set(entry: str, secret: str) -> str:
    ring = _ring()
    if ring is None:
        return ""
    ring.set_password(SERVICE, entry, secret)
    return entry


def _ring_delete(entry: str) -> str:
    import keyring.errors

    ring = _ring()
    if ring is None:
        return ""
    try:
        ring.delete_password(SERVICE, entry)
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
