"""A request as a file: what is written is read again, and a mistake is named with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from console.deploy.requestfile import located, parse, written
from console.model.errors import ConsoleError
from console.model.service import DeployRequest

PATH = Path("/home/ops/chat.toml")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)
WHOLE = """
nodes = ["gpu01", "ops@gpu02.example.com:2222"]
model = "smollm2-135m"
name = "chat"
target = "docker"
port = 9000
wheelhouse = "wheels"
[arguments]
threads = 2
fast = true
[options]
form = "compose"
"""


def test_a_whole_file() -> None:
    nodes, request = parse(WHOLE, PATH)
    assert nodes == ("gpu01", "ops@gpu02.example.com:2222")
    assert request == DeployRequest(
        (),
        "smollm2-135m",
        target="docker",
        service_name="chat",
        port=9000,
        arguments=(("threads", "2"), ("fast", "yes")),
        options=(("form", "compose"),),
        wheelhouse="/home/ops/wheels",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('nodes = ["a"]\nmodel = ]\n', "line 2"),
        ('nodes = ["a"]\nmodel = "m"\n', "missing required field `name`"),
        ('nodes = ["a"]\nmodel = "m"\nname = "n"\nport = "http"\n', "line 4"),
        ('nodes = ["a"]\nmodel = "m"\nname = "n"\nsurprise = 1\n', "surprise` (line 4)"),
        ('nodes = []\nmodel = "m"\nname = "n"\n', "at least one node"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ConsoleError) as refused:
        parse(text, PATH)
    assert refused.value.code == "deploy.request_file"
    assert str(PATH) in refused.value.problem.text() and words in refused.value.problem.text()


@given(TEXT, TEXT, st.lists(st.tuples(TEXT, TEXT), unique_by=lambda pair: pair[0], max_size=3))
def test_what_is_written_is_read_again(node: str, model: str, pairs: list[tuple[str, str]]) -> None:
    request = DeployRequest((), model, service_name="chat", port=9000, arguments=tuple(pairs), options=tuple(pairs))
    assert parse(written((node,), request), PATH) == ((node,), request)
    assert "engine" not in written(("a",), replace(request, arguments=(), options=(), model="m"))


def test_everything_that_can_be_asked_for_can_be_written_down() -> None:
    asked = {field.name for field in fields(DeployRequest)} - {"node_ids", "beside"}
    values: dict[type, Any] = {bool: True, str: "x", int: 7, tuple: (("a", "b"),)}
    changed = {name: values[type(getattr(DeployRequest((), ""), name))] for name in asked}
    changed["fixes"] = ("service_manager",)
    request = DeployRequest((), **changed)
    _nodes, again = parse(written(("n",), request), PATH)
    lost = {name for name in asked if not getattr(again, name)}
    assert lost == set()


def test_what_is_refused_of_a_field_is_told_with_its_line() -> None:
    refused = ConsoleError("deploy.argument", "Use a number from {low} to {high}.", field="threads", low="1", high="9")
    assert located(refused, WHOLE, PATH).problem.text() == (
        "/home/ops/chat.toml: threads (line 9): Use a number from 1 to 9."
    )
    missing = ConsoleError("deploy.argument_missing", "It needs the argument {field}.", field="command")
    assert (
        located(missing, WHOLE, PATH).problem.text() == "/home/ops/chat.toml: command: It needs the argument command."
    )
    other = ConsoleError("ssh.refused", "No.")
    assert located(other, WHOLE, PATH) is other
