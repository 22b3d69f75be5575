"""Questions and answers as JSON."""

from __future__ import annotations

import json

import pytest

from console.deploy import chat
from console.model.errors import ConsoleError
from console.model.job import Paths

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


def test_a_model_without_chat_is_given_a_text_to_embed() -> None:
    assert chat.request_to(Paths("/h", "/h"), "m", "", "?") == ("/v1/chat/completions", chat.body("m", "", "?"))
    path, body = chat.request_to(Paths("/h", "/h", chat="", embeddings="/v1/embeddings"), "m", "Be short.", "x")
    assert path == "/v1/embeddings" and json.loads(body) == {"model": "m", "input": "x"}
    reply = b'{"object":"list","data":[{"object":"embedding","embedding":[0.5,-0.25,0.125,1,2],"index":0}]}'
    assert chat.answer(reply) == "[0.5000, -0.2500, 0.1250, 1.0000, ...] (5)"


@pytest.mark.parametrize("reply", [b"", b"<html>", b'{"choices":[]}', b'{"error":{"code":503}}', b"\xff\xfe"])
def test_what_is_no_answer_is_shown(reply: bytes) -> None:
    with pytest.raises(ConsoleError) as refused:
        chat.answer(reply)
    assert refused.value.code == "deploy.no_answer"
