"""The key ring is used where there is one; every failure of it means "not remembered"."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import keyring
import keyring.backend
import keyring.errors
import pytest

from console.ssh.asking import SecretKind, SecretRequest
from console.ssh.secrets import NoSecretStore, SecretStore, is_rememberable

PASSWORD = SecretRequest(SecretKind.PASSWORD, "me@example.com")
PASSPHRASE = SecretRequest(SecretKind.PASSPHRASE, "me@example.com")


class Memory(keyring.backend.KeyringBackend):
    """A key ring that works."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("not there")


class Locked(Memory):
    """A key ring that refuses everything, and quotes the secret while doing so."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("hunter2")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password}")

    def delete_password(self, service: str, username: str) -> None:
        raise OSError("hunter2")


@pytest.fixture(autouse=True)
async def restored() -> AsyncIterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_a_key_ring_that_works() -> None:
    keyring.set_keyring(Memory())
    store = SecretStore()
    assert await store.load(PASSWORD) is None
    assert await store.save(PASSWORD, "hunter2")
    assert await store.load(PASSWORD) == "hunter2"
    assert await store.load(PASSPHRASE) is None, "a password is not a passphrase"
    await store.forget(PASSWORD)
    await store.forget(PASSWORD)
    assert await store.load(PASSWORD) is None


async def test_a_key_ring_that_is_locked_or_broken(caplog: pytest.LogCaptureFixture) -> None:
    keyring.set_keyring(Locked())
    store = SecretStore()
    with caplog.at_level(logging.DEBUG):
        assert await store.load(PASSWORD) is None
        assert not await store.save(PASSWORD, "hunter2")
        assert await store.load(PASSWORD) == "hunter2", "memory holds it"
        await store.forget(PASSWORD)
        assert await store.load(PASSWORD) is None
    assert "KeyringLocked" in caplog.text
    assert "hunter2" not in caplog.text


async def test_the_null_key_ring_of_the_tests_remembers_nothing() -> None:
    assert await SecretStore().load(PASSWORD) is None
    store = NoSecretStore()
    assert not await store.save(PASSWORD, "hunter2")
    await store.forget(PASSWORD)
    assert await store.load(PASSWORD) is None


async def test_without_a_key_ring_only_this_process_remembers() -> None:
    store = SecretStore()
    assert await store.ring_name() == ""
    assert not await store.save(PASSWORD, "hunter2")
    assert await store.load(PASSWORD) == "hunter2"
    assert await SecretStore().load(PASSWORD) is None


async def test_a_back_end_that_would_write_into_a_file_is_no_key_ring() -> None:
    ring = Memory()
    keyring.set_keyring(ring)
    store = SecretStore()
    assert await store.ring_name() == ring.name
    plain = type("PlaintextKeyring", (Memory,), {"__module__": "keyrings.alt.file"})()
    keyring.set_keyring(plain)
    assert await store.ring_name() == ""
    assert not await store.save(PASSWORD, "hunter2")
    assert plain.kept == {}


def test_a_one_time_code_is_not_worth_remembering() -> None:
    assert is_rememberable(PASSWORD)
    assert not is_rememberable(SecretRequest(SecretKind.PROMPT, "me@example.com"))
