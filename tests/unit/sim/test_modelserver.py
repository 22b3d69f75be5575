"""The model that answers."""

from __future__ import annotations

import json

from console.sim.http import Request
from console.sim.modelserver import ModelServer
from tests.sim import StillClock, story

BODY = json.dumps({"messages": [{"role": "user", "content": "What is a GPU?"}], "max_tokens": 40}).encode()


async def test_it_is_ready_after_a_while_and_says_that_it_is_simulated() -> None:
    told = story()
    server = ModelServer(told, "gpu-d01", "example-model", ready_after_seconds=2)
    assert (await server.answer(Request("GET", "/health"))).status == 503
    assert isinstance(told.clock, StillClock)
    told.clock.passed += 3
    assert (await server.answer(Request("GET", "/health"))).status == 200
    answer = json.loads((await server.answer(Request("POST", "/v1/chat/completions", BODY))).body)
    assert "simulated" in answer["choices"][0]["message"]["content"]
    assert "tokens_predicted_total" in (await server.answer(Request("GET", "/metrics"))).body.decode()


async def test_bad_requests_are_told() -> None:
    server = ModelServer(story(), "gpu-d01", "example-model")
    for request, status in (
        (Request("GET", "/nothing"), 404),
        (Request("GET", "/v1/chat/completions"), 405),
        (Request("POST", "/v1/chat/completions", b"{"), 400),
        (Request("POST", "/v1/chat/completions", b"[]"), 400),
    ):
        assert (await server.answer(request)).status == status


async def test_streaming() -> None:
    body = json.dumps({"messages": [{"role": "user", "content": "x"}], "stream": True, "max_tokens": 3}).encode()
    answer = await ModelServer(story(), "n", "m").answer(Request("POST", "/v1/chat/completions", body))
    assert answer.stream is not None
    parts = [part async for part in answer.stream]
    assert parts[-1] == b"data: [DONE]\n\n"
    assert len(parts) == 5
