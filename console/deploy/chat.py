"""Questions to a model and its answers, as OpenAI-compatible servers take and give them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from console.model.errors import ConsoleError
from console.model.job import Paths
from console.model.talking import Turn
from console.model.text import N_

ANSWER_TOKENS = 128
VECTOR_SHOWN = 4


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Delta(msgspec.Struct):
    content: str | None = None
    reasoning_content: str | None = None


class _ChoicePiece(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    completion_tokens: int | None = None
    prompt_tokens: int | None = None


class Piece(msgspec.Struct):
    """One event of a streamed answer."""

    choices: list[_ChoicePiece] = []
    usage: _Usage | None = None

    @property
    def text(self) -> str:
        """Return what is new."""
        return "".join(each.delta.reasoning_content or each.delta.content or "" for each in self.choices)

    @property
    def is_cut(self) -> bool:
        """Tell whether the limit of tokens ended it."""
        return any(each.finish_reason == "length" for each in self.choices)


class _Vector(msgspec.Struct):
    embedding: list[float]


class _Vectors(msgspec.Struct):
    data: list[_Vector]


class _Reply(msgspec.Struct):
    choices: list[_Choice] = []
    data: list[_Vector] = []


def body(model: str, system: str, question: str) -> str:
    """Return the request as JSON on one line."""
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": question})
    request = {"model": model, "max_tokens": ANSWER_TOKENS, "temperature": 0, "messages": messages}
    return msgspec.json.encode(request).decode()


def streamed_body(model: str, turns: Sequence[Turn], max_tokens: int, temperature: float) -> bytes:
    """Return the request for an answer that comes in pieces, with the count of its tokens in the end."""
    return msgspec.json.encode(
        {
            "model": model,
            "max_tokens": max_tokens,
            "temperature": temperature,
            "messages": [{"role": turn.role, "content": turn.text} for turn in turns],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    )


def embedding_body(model: str, text: str) -> bytes:
    """Return the request for a vector."""
    return msgspec.json.encode({"model": model, "input": text})


class PieceReader:
    """Takes the body of a streamed answer (server-sent events) in any pieces and gives its events."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[Piece]:
        """Return the events that ``data`` completes; what is none is passed over."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        found = []
        for line in lines:
            name, _, value = line.strip().partition(b":")
            if name != b"data" or value.strip() == b"[DONE]":
                continue
            try:
                found.append(_piece.decode(value))
            except msgspec.DecodeError:
                continue  # an event of another kind
        return found


_piece = msgspec.json.Decoder(Piece)


def vector(reply: bytes) -> tuple[float, ...]:
    """Return the embedding in a reply; ConsoleError when there is none."""
    try:
        return tuple(msgspec.json.decode(reply, type=_Vectors).data[0].embedding)
    except (msgspec.DecodeError, IndexError) as error:
        raise _no_answer(reply) from error


def request_to(paths: Paths, model: str, system: str, question: str) -> tuple[str, str]:
    """Return where a model is asked and what is sent: a model without chat is given the question as a text to embed."""
    if paths.chat:
        return paths.chat, body(model, system, question)
    return paths.embeddings, embedding_body(model, question).decode()


def answer(reply: bytes) -> str:
    """Return what the model said, or how the vector begins that it made; ConsoleError when the reply is no answer."""
    try:
        said = msgspec.json.decode(reply, type=_Reply)
        if said.data and not said.choices:
            numbers = said.data[0].embedding
            return f"[{', '.join(f'{number:.4f}' for number in numbers[:VECTOR_SHOWN])}, ...] ({len(numbers)})"
        text = said.choices[0].message.content
    except (msgspec.DecodeError, IndexError) as error:
        raise _no_answer(reply) from error
    return (text or "").strip()


def _no_answer(reply: bytes) -> ConsoleError:
    return ConsoleError(
        "deploy.no_answer",
        N_("The server replied with something that is no answer: {reply}"),
        N_("Check with its log that the server on this port is the one that was deployed."),
        reply=reply[:200].decode(errors="replace"),
    )
