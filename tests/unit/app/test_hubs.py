"""The token for a hub is in the key ring under the name of its host."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from console.app import hubs
from console.app.core import Core
from console.ssh import secrets
from console.ssh.asking import Answer, SecretKind, SecretRequest
from console.wire import messages as m


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    hubs._store.cache_clear()


async def test_the_key_ring_is_asked_by_host(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"hub:huggingface.co": "hf_kept"}
    monkeypatch.setattr(secrets, "_ring_get", lambda entry: kept.get(entry, ""))
    assert await hubs.token("huggingface.co") == "hf_kept"
    assert await hubs.token("mirror.example.com") == ""


class Person:
    """Answers with the same secret, or not at all."""

    def __init__(self, secret: str | None) -> None:
        self.secret_said = secret
        self.asked: list[SecretRequest] = []

    async def secret(self, request: SecretRequest) -> Answer | None:
        self.asked.append(request)
        return None if self.secret_said is None else Answer(self.secret_said)


async def given(person: Person) -> object:
    core = cast("Core", SimpleNamespace(questions=person))
    return await hubs.HubRoom(core).later[m.AskHubToken](m.AskHubToken(host="huggingface.co"))


async def test_what_a_person_answers_is_kept_in_the_key_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, str] = {}

    def keep(entry: str, secret: str) -> str:
        kept[entry] = secret
        return "kept"

    monkeypatch.setattr(secrets, "_ring_get", lambda entry: kept.get(entry, ""))
    monkeypatch.setattr(secrets, "_ring_set", keep)
    person = Person("hf_new")
    assert await given(person) is True
    assert kept == {"hub:huggingface.co": "hf_new"}
    assert (person.asked[0].kind, person.asked[0].subject) == (SecretKind.HUB, "huggingface.co")


async def test_without_a_key_ring_it_is_known_until_the_end_and_a_refusal_keeps_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(secrets, "_ring_get", lambda _entry: "")
    monkeypatch.setattr(secrets, "_ring_set", lambda _entry, _secret: "")
    assert await given(Person(None)) is False
    assert await hubs.token("huggingface.co") == ""
    assert await given(Person("hf_memory")) is True
    assert await hubs.token("huggingface.co") == "hf_memory"
