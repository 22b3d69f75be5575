"""How a model is asked from somewhere else: the lines to paste. Pure."""

from __future__ import annotations

import json
import shlex

from console.model.service import Plan

GREETING = "Say hello in one short sentence."


def tunnel(plan: Plan, node: str) -> str:
    """Return the command that brings the service to this computer as long as it runs."""
    return shlex.join(("ssh", "-N", "-L", f"{plan.port}:127.0.0.1:{plan.port}", node))


def _head(plan: Plan, node: str) -> str:
    if plan.door:  # a cluster says where
        lines = "\n".join(f"#   {line}" for line in plan.door.splitlines())
        return f"# On {node} this prints HOST PORT, and holds the way open as long as it runs:\n{lines}\n"
    return f"# On {node} itself; elsewhere while this runs:\n#   {tunnel(plan, node)}\n"


def curl(plan: Plan, node: str) -> str:
    """Return a question as a curl line."""
    body = {"model": plan.model, "messages": [{"role": "user", "content": GREETING}]}
    return (
        f"{_head(plan, node)}"
        f"curl -sS {plan.url}/v1/chat/completions \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        f"  -d {shlex.quote(json.dumps(body))}\n"
    )


def python(plan: Plan, node: str) -> str:
    """Return a question as a program with the ``openai`` package."""
    return (
        f"{_head(plan, node)}"
        "from openai import OpenAI\n\n"
        f'client = OpenAI(base_url="{plan.url}/v1", api_key="none")\n'
        "answer = client.chat.completions.create(\n"
        f"    model={json.dumps(plan.model)},\n"
        f'    messages=[{{"role": "user", "content": {json.dumps(GREETING)}}}],\n'
        ")\n"
        "print(answer.choices[0].message.content)\n"
    )
