"""A question to a model and its answer, as OpenAI-compatible servers take and give them."""

from __future__ import annotations

import msgspec

from console.model.errors import ConsoleError
from console.model.text import N_

ANSWER_TOKENS = 128


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


def body(model: str, system: str, question: str) -> str:
    """Return the request as JSON on one line."""
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": question})
    request = {"model": model, "max_tokens": ANSWER_TOKENS, "temperature": 0, "messages": messages}
    return msgspec.json.encode(request).decode()


def answer(reply: bytes) -> str:
    """Return what the model said; ConsoleError when the reply is no answer."""
    try:
        completion = msgspec.json.decode(reply, type=_Completion)
        said = completion.choices[0].message.content
    except (msgspec.DecodeError, IndexError) as error:
        raise ConsoleError(
            "deploy.no_answer",
            N_("The server replied with something that is no answer: {reply}"),
            N_("Check with its log that the server on this port is the one that was deployed."),
            reply=reply[:200].decode(errors="replace"),
        ) from error
    return (said or "").strip()
