"""Secrets come from the key ring first, then from the person, and never more than three times."""

from __future__ import annotations

import asyncio

from console.ssh.asking import Answer, SecretKind
from console.ssh.patience import Patience
from console.ssh.questions import ATTEMPTS, Passwords, Questions
from tests.unit.ssh.conftest import Person, Ring


class Held:
    """Questions in the middle of an attempt, where they are asked."""

    def __init__(self, person: Person, ring: Ring) -> None:
        self.patience = Patience(asyncio.Semaphore(1), 5, 5)
        self.questions = Questions(person, ring, self.patience)


async def test_three_passwords_and_no_more(person: Person) -> None:
    held = Held(person, Ring())
    person.answers = list("abcd")
    passwords = Passwords(held.questions, "me@example.com")
    async with held.patience.attempt():
        assert [await passwords.next() for _ in range(5)] == ["a", "b", "c", None, None]
    assert [request.attempt for request in person.requests] == [1, 2, 3]
    assert ATTEMPTS == 3


async def test_no_answer_ends_it(person: Person) -> None:
    held = Held(person, Ring())
    person.answers = [None, "late"]
    passwords = Passwords(held.questions, "me@example.com")
    async with held.patience.attempt():
        assert [await passwords.next(), await passwords.next()] == [None, None]
    assert passwords.is_given_up
    assert len(person.requests) == 1


async def test_a_remembered_password_is_tried_once(person: Person) -> None:
    ring = Ring()
    ring.kept["me@example.com"] = "stored"
    held = Held(person, ring)
    person.answers = [Answer("fresh", remember=True)]
    passwords = Passwords(held.questions, "me@example.com")
    async with held.patience.attempt():
        assert await passwords.next() == "stored"
        assert await passwords.next("Password: ") == "fresh"
        assert ring.kept == {}
        await passwords.accepted()
    assert ring.kept == {"me@example.com": "fresh"}
    assert person.requests[0].kind is SecretKind.PASSWORD
    assert person.requests[0].prompt == "Password: "


async def test_nothing_is_stored_without_being_asked_for(person: Person) -> None:
    ring = Ring()
    held = Held(person, ring)
    person.answers = ["fresh"]
    passwords = Passwords(held.questions, "me@example.com")
    async with held.patience.attempt():
        await passwords.next()
        await passwords.accepted()
    assert ring.kept == {}


async def test_a_passphrase_opens_or_does_not(person: Person) -> None:
    held = Held(person, Ring())

    async def opens(text: str) -> str | None:
        return "key" if text == "right" else None

    async with held.patience.attempt():
        person.answers = ["wrong", "right"]
        assert await held.questions.passphrase("/key", opens) == ("key", 1)
        person.answers = ["a", "b", "c"]
        assert await held.questions.passphrase("/key", opens) == (None, 3)
        person.answers = [None]
        assert await held.questions.passphrase("/key", opens) == (None, 0)
