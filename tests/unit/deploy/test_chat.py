"""Questions and answers as JSON."""

from __future__ import annotations

import json

import pytest

from console.deploy import chat
from console.model.errors import ConsoleError

REAL = (
    b'{"choices":[{"finish_reason":"stop","index":0,"message":{"role":"assistant",'
    b'"content":"The capital of France is Paris."}}],"created":1795385512,"model":"smollm2-135m",'
    b'"usage":{"completion_tokens":8,"prompt_tokens":28}}'
)


def test_a_question_has_a_system_message_only_where_there_is_one() -> None:
    asked = json.loads(chat.body("m", "Be short.", 'What is "x"?\n'))
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert asked["messages"][1]["content"] == 'What is "x"?\n' and asked["temperature"] == 0
    assert len(json.loads(chat.body("m", "", "?"))["messages"]) == 1
    assert "\n" not in chat.body("m", "a\nb", "c\nd")


def test_the_answer_of_the_real_server() -> None:
    assert chat.answer(REAL) == "The capital of France is Paris."
    assert chat.answer(b'{"choices":[{"message":{"content":null}}]}') == ""


@pytest.mark.parametrize("reply", [b"", b"<html>", b'{"choices":[]}', b'{"error":{"code":503}}', b"\xff\xfe"])
def test_what_is_no_answer_is_shown(reply: bytes) -> None:
    with pytest.raises(ConsoleError) as refused:
        chat.answer(reply)
    assert refused.value.code == "deploy.no_answer"
