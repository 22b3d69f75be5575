from __future__ import annotations

import ast
import json
import shlex
from dataclasses import replace

from console.model.ids import NodeId
from console.ui.wizards.snippets import curl, python
from tests.gui.wizards.walk import plan

PLAN = replace(plan(NodeId("a")), model="it's-7b", port=18080)


def test_the_curl_line_is_one_command_with_a_body_that_is_json() -> None:
    words = shlex.split(curl(PLAN, "gpu-a01"), comments=True)
    assert words[:3] == ["curl", "-sS", "http://127.0.0.1:18080/v1/chat/completions"]
    assert json.loads(words[-1])["model"] == "it's-7b"
    assert "#   ssh -N -L 18080:127.0.0.1:18080 gpu-a01\n" in curl(PLAN, "gpu-a01")


def test_the_program_can_be_read_by_python() -> None:
    tree = ast.parse(python(PLAN, "gpu-a01"))
    assert "it's-7b" in {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_behind_a_door_the_way_is_that_of_the_cluster() -> None:
    text = curl(replace(PLAN, door="kubectl port-forward x\necho y"), "login-01")
    assert "#   kubectl port-forward x\n#   echo y\n" in text
    assert "ssh -N" not in text
