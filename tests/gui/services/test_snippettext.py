"""What people copy has to work: the lines run against a server that answers as a model does."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from msgspec.structs import replace

from console.model.ids import LOCAL_NODE, NodeId
from console.model.node import Node, Source
from console.model.service import Plan
from console.ui.services import snippettext
from tests.addresses import ipv4
from tests.gui.services.values import service

NODE = Node(NodeId("fra1/a"), "a", ("fra1",), ipv4(7), Source.INVENTORY, port=2222, user="ops")
PLAN = service("d1", NODE.id).plan


class Model(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/v1/embeddings":
            answer: object = {"data": [{"embedding": [0.5, len(asked["input"])]}]}
        else:
            text = f"{asked['model']}: {asked['messages'][0]['content']}"
            answer = {"choices": [{"message": {"content": text}}]}
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the class above
        """Say nothing."""


@pytest.fixture
def plan() -> Iterator[Plan]:
    """A service that answers, with a name that quotes badly."""
    server = HTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield replace(PLAN, url=f"http://127.0.0.1:{server.server_port}", model='o\'neil/"x"')
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("embeds", [False, True])
def test_the_lines_for_python_and_curl_run(plan: Plan, *, embeds: bool) -> None:
    python = [sys.executable, "-c", snippettext.with_urllib(plan, embeds=embeds)]
    curl = ["sh", "-c", snippettext.curl(plan, embeds=embeds)]
    for command in (python, curl):
        told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
        assert str(len(snippettext.QUESTION)) in told if embeds else snippettext.QUESTION in told and "neil" in told


@pytest.mark.parametrize("embeds", [False, True])
def test_the_lines_for_the_openai_package_are_python(*, embeds: bool) -> None:
    text = snippettext.with_openai(PLAN, embeds=embeds)
    compile(text, "snippet", "exec")
    assert 'base_url="http://127.0.0.1:18080/v1"' in text and '"smollm2"' in text


def test_the_tunnel_goes_as_ssh_reaches_the_node() -> None:
    line = "ssh -N -L 18080:127.0.0.1:18080 "
    assert snippettext.tunnel(NODE, PLAN) == f"{line}-p 2222 ops@{ipv4(7)}"
    assert snippettext.tunnel(replace(NODE, alias="gpu7"), PLAN) == f"{line}gpu7"
    jumping = replace(NODE, jumps=("ops@gate.example.com",), port=None, user=None)
    assert snippettext.tunnel(jumping, PLAN) == f"{line}-J ops@gate.example.com {ipv4(7)}"
    assert snippettext.tunnel(replace(NODE, id=LOCAL_NODE), PLAN) == ""


def test_a_service_in_a_cluster_is_reached_through_its_door() -> None:
    text = snippettext.tunnel(NODE, replace(PLAN, door="printf '%s\\n' 'node3 9000'; sleep 9"))
    assert "sleep 9" in text and f"-L 18080:HOST:PORT -p 2222 ops@{ipv4(7)}" in text
