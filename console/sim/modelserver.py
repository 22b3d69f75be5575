"""The model that answers on a simulated node: the interface of the llama.cpp server, canned words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from console.sim.http import Answer, Request
from console.sim.noise import hexadecimal, pick
from console.sim.story import Story

SECONDS_PER_WORD = 0.02
MARK = "This is a simulated answer from {model} on {node}."
SENTENCES = (
    "A data centre turns electricity into computation and heat.",
    "GPUs work on many small tasks at the same time, which suits the arithmetic of neural networks.",
    "Memory bandwidth decides how fast a language model writes, more often than arithmetic does.",
    "The model was loaded from files on the node and needs no network.",
)
TEXT = "text/plain; version=0.0.4; charset=utf-8"


class ModelServer:
    """Answers like an OpenAI-compatible llama.cpp server; counts what it does for /metrics."""

    def __init__(self, story: Story, node: str, model: str, *, ready_after_seconds: float = 0.0) -> None:
        self._story = story
        self._node = node
        self._model = model
        self._ready = story.clock.monotonic() + ready_after_seconds
        self._requests = 0
        self._prompt_tokens = 0
        self._tokens = 0

    async def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path.split("?", 1)[0].rstrip("/") or "/"
        if self._story.clock.monotonic() < self._ready:
            return _json(503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}})
        if path == "/health":
            return _json(200, {"status": "ok"})
        if path in {"/v1/models", "/models"}:
            return _json(200, {"object": "list", "data": [self._entry()]})
        if path == "/metrics":
            return Answer(200, self._metrics().encode(), TEXT)
        if path in {"/v1/chat/completions", "/chat/completions", "/v1/completions", "/completion"}:
            return await self._complete(request, chat="chat" in path)
        return _json(404, {"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}})

    def _entry(self) -> dict[str, object]:
        meta = {"n_ctx_train": 8192, "n_embd": 576, "n_params": 134515008, "n_vocab": 49152}
        return {"id": self._model, "object": "model", "created": 0, "owned_by": "llamacpp", "meta": meta}

    async def _complete(self, request: Request, *, chat: bool) -> Answer:
        if request.method != "POST":
            return _json(405, {"error": {"code": 405, "message": "Use POST", "type": "invalid_request_error"}})
        try:
            asked = json.loads(request.body or b"{}")
        except ValueError:
            asked = None
        if not isinstance(asked, dict) or not (asked.get("messages") or asked.get("prompt")):
            message = "'messages' is required" if chat else "'prompt' is required"
            return _json(400, {"error": {"code": 400, "message": message, "type": "invalid_request_error"}})
        prompt = _prompt(asked)
        words = self._words(prompt, int(asked.get("max_tokens") or 120))
        self._requests += 1
        self._prompt_tokens += len(prompt.split()) + 4
        self._tokens += len(words)
        name = str(asked.get("model") or self._model)
        if asked.get("stream"):
            return Answer(200, b"", "text/event-stream", self._stream(words, name))
        await asyncio.sleep(SECONDS_PER_WORD * len(words) / 4)
        return _json(200, self._whole(" ".join(words), prompt, name, chat=chat))

    def _words(self, prompt: str, limit: int) -> list[str]:
        chosen = pick(0, len(SENTENCES) - 1, self._story.seed, prompt)
        text = f"{MARK.format(model=self._model, node=self._node)} {SENTENCES[chosen]}"
        return text.split()[: max(1, limit)]

    def _whole(self, text: str, prompt: str, name: str, *, chat: bool) -> dict[str, object]:
        choice: dict[str, object] = {"index": 0, "finish_reason": "stop"}
        if chat:
            choice["message"] = {"role": "assistant", "content": text}
        else:
            choice["text"] = text
        used, made = len(prompt.split()) + 4, len(text.split())
        return {
            "id": "chatcmpl-" + hexadecimal(24, self._story.seed, prompt),
            "object": "chat.completion" if chat else "text_completion",
            "created": int(self._story.moment()),
            "model": name,
            "choices": [choice],
            "content": text,
            "usage": {"prompt_tokens": used, "completion_tokens": made, "total_tokens": used + made},
        }

    async def _stream(self, words: list[str], name: str) -> AsyncIterator[bytes]:
        for number, word in enumerate([*words, None]):
            delta = {} if word is None else {"content": word if number == 0 else f" {word}"}
            choice = {"index": 0, "delta": delta, "finish_reason": "stop" if word is None else None}
            event = {"object": "chat.completion.chunk", "model": name, "choices": [choice]}
            yield f"data: {json.dumps(event)}\n\n".encode()
            await asyncio.sleep(SECONDS_PER_WORD)
        yield b"data: [DONE]\n\n"

    def _metrics(self) -> str:
        rows = (
            ("llamacpp:prompt_tokens_total", "counter", self._prompt_tokens),
            ("llamacpp:tokens_predicted_total", "counter", self._tokens),
            ("llamacpp:requests_processing", "gauge", 0),
            ("llamacpp:requests_deferred", "gauge", 0),
        )
        return "".join(f"# TYPE {name} {kind}\n{name} {value}\n" for name, kind, value in rows)


def _prompt(asked: dict[str, object]) -> str:
    messages = asked.get("messages")
    if isinstance(messages, list):
        return " ".join(str(m.get("content", "")) for m in messages if isinstance(m, dict))
    return str(asked.get("prompt", ""))


def _json(status: int, value: object) -> Answer:
    return Answer(status, json.dumps(value).encode())
