"""Lines with which programs elsewhere reach a service: the tunnel, curl, Python. Pure."""

from __future__ import annotations

import shlex
from json import dumps

from console.model.ids import LOCAL_NODE
from console.model.node import Node
from console.model.service import Plan

QUESTION = "Describe a data centre at night."
MAX_TOKENS = 64


def ssh_words(node: Node) -> list[str]:
    """Return how OpenSSH's client reaches a node, without what it is to do there."""
    if node.alias:
        return [node.alias]
    words: list[str] = []
    if node.jumps:
        words += ["-J", ",".join(node.jumps)]
    if node.port is not None:
        words += ["-p", str(node.port)]
    for path in node.identity_files:
        words += ["-i", path]
    return [*words, f"{node.user}@{node.host}" if node.user else node.host]


def tunnel(node: Node, plan: Plan) -> str:
    """Return what makes the service answer at ``plan.url`` here; empty where it does so anyway."""
    if node.id == LOCAL_NODE and not plan.door:
        return ""
    way = shlex.join(ssh_words(node))
    if not plan.door:
        return f"ssh -N -L {plan.port}:127.0.0.1:{plan.port} {way}"
    door = shlex.join(["ssh", *ssh_words(node), plan.door]) if node.id != LOCAL_NODE else plan.door
    lines = ["# Prints HOST PORT as the node sees the service; leave it running.", door]
    return "\n".join([*lines, "# Then, with what it printed:", f"ssh -N -L {plan.port}:HOST:PORT {way}"])


def curl(plan: Plan, *, embeds: bool = False) -> str:
    """Return a question, or a text that becomes a vector, as curl asks it."""
    body = shlex.quote(dumps(_body(plan, embeds=embeds)))
    return f"curl -sS {plan.url}{_path(embeds=embeds)} \\\n  -H 'Content-Type: application/json' \\\n  -d {body}"


def with_openai(plan: Plan, *, embeds: bool = False) -> str:
    """Return the same for the client that most programs use."""
    head = f'from openai import OpenAI\n\nclient = OpenAI(base_url={_quoted(plan.url + "/v1")}, api_key="none")\n'
    if embeds:
        return head + (
            f"answer = client.embeddings.create(model={_quoted(plan.model)}, input={_quoted(QUESTION)})\n"
            "print(len(answer.data[0].embedding))"
        )
    return head + (
        "answer = client.chat.completions.create(\n"
        f"    model={_quoted(plan.model)},\n"
        f'    messages=[{{"role": "user", "content": {_quoted(QUESTION)}}}],\n'
        f"    max_tokens={MAX_TOKENS},\n"
        "    stream=True,\n"
        ")\n"
        "for piece in answer:\n"
        '    print(piece.choices[0].delta.content or "", end="", flush=True)'
    )


def with_urllib(plan: Plan, *, embeds: bool = False) -> str:
    """Return the same for a Python that has nothing installed."""
    taken = '["data"][0]["embedding"]' if embeds else '["choices"][0]["message"]["content"]'
    return (
        "import json\nimport urllib.request\n\n"
        "request = urllib.request.Request(\n"
        f"    {_quoted(plan.url + _path(embeds=embeds))},\n"
        f"    json.dumps({_body(plan, embeds=embeds)!r}).encode(),\n"
        '    {"Content-Type": "application/json"},\n'
        ")\n"
        "with urllib.request.urlopen(request) as answer:\n"
        f"    print(json.load(answer){taken})"
    )


def _path(*, embeds: bool) -> str:
    return "/v1/embeddings" if embeds else "/v1/chat/completions"


def _body(plan: Plan, *, embeds: bool) -> dict[str, object]:
    if embeds:
        return {"model": plan.model, "input": QUESTION}
    return {
        "model": plan.model,
        "messages": [{"role": "user", "content": QUESTION}],
        "max_tokens": MAX_TOKENS,
    }


def _quoted(text: str) -> str:
    return dumps(text, ensure_ascii=False)
