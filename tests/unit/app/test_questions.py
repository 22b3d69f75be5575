from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from console.app import questions as room
from console.app.questions import Questions
from console.ssh.asking import HostKeyOffer, SecretKind, SecretRequest
from console.wire import messages as m
from console.wire.tasks import TaskSet

OFFER = HostKeyOffer("gpu01", 2222, "ssh-ed25519", "SHA256:abc", Path("known_hosts"), ("known_hosts:3: not a key",))


async def asked(told: list[m.Event]) -> m.Question:
    await asyncio.sleep(0)
    question = told[-1]
    assert isinstance(question, m.Question)
    return question


async def test_a_key_is_trusted_only_when_the_person_says_so() -> None:
    for said in (True, False):
        told: list[m.Event] = []
        questions, tasks = Questions(told.append), TaskSet("t")
        answer = tasks.start(questions.trust_host_key(OFFER))
        question = await asked(told)
        assert (question.fingerprint, question.port, question.warnings) == ("SHA256:abc", 2222, OFFER.problems)
        questions.answer(m.Answer(question_id=question.question_id, trusted=said))
        assert await answer is said
        assert told[-1] == m.QuestionGone(question.question_id)


async def test_no_answer_in_time_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "ANSWER_WITHIN_SECONDS", 0.02)
    told: list[m.Event] = []
    questions = Questions(told.append)
    assert await questions.trust_host_key(OFFER) is False
    assert await questions.secret(SecretRequest(SecretKind.PASSWORD, "ops@gpu01")) is None


async def test_a_secret_is_passed_on_with_the_wish_to_remember_it() -> None:
    told: list[m.Event] = []
    questions, tasks = Questions(told.append), TaskSet("t")
    waiting = tasks.start(questions.secret(SecretRequest(SecretKind.PASSPHRASE, "~/.ssh/id_ed25519", attempt=2)))
    question = await asked(told)
    assert (question.kind, question.attempt) == (m.QuestionKind.PASSPHRASE, 2)
    questions.answer(m.Answer(question_id=question.question_id, secret="open sesame", remember=True))
    answer = await waiting
    assert (answer.secret, answer.remember) == ("open sesame", True)


async def test_a_desk_that_attaches_later_is_asked_what_is_still_open() -> None:
    told: list[m.Event] = []
    questions, tasks = Questions(told.append), TaskSet("t")
    waiting = tasks.start(questions.trust_host_key(OFFER))
    question = await asked(told)
    told.clear()
    questions.repeat()
    assert told == [question]
    questions.answer(m.Answer(question_id=question.question_id))
    assert await waiting is False


async def test_an_answer_nobody_waits_for_is_dropped() -> None:
    Questions(lambda _: None).answer(m.Answer(question_id=77, trusted=True))
