"""The client that waits and asks on the node itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from console.deploy import chat
from console.engines.on_node import model_client as client
from tests.sshd import free_port


class Handler(BaseHTTPRequestHandler):
    """Loads for two requests, then answers; refuses a question without a model."""

    loading = 2

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def _reply(self, status: int, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        Handler.loading -= 1
        self._reply(503 if Handler.loading >= 0 else 200, {})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked["model"] != "m":
            self._reply(404, {"error": "no such model"})
            return
        self._reply(200, {"choices": [{"message": {"content": " " + asked["messages"][-1]["content"] + "! "}}]})


@pytest.fixture
def port() -> Iterator[str]:
    Handler.loading = 2
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield str(server.server_port)
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_waits_and_asks(port: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")
    assert client.main(["wait", port, "/health", "10"]) == 0
    assert client.main(["ask", port, "/v1/chat/completions", chat.body("m", "s", "Paris")]) == 0
    assert capsys.readouterr().out == "ready\nParis!\n"
    assert client.main(["ask", port, "/v1/chat/completions", chat.body("other", "s", "Paris")]) == 1
    assert "no such model" in capsys.readouterr().err


def test_nobody_there(capsys: pytest.CaptureFixture[str]) -> None:
    port = str(free_port())
    assert client.main(["wait", port, "/health", "1"]) == client.NOT_READY
    assert client.main(["ask", port, "/v1/chat/completions", "{}"]) == client.NOT_READY
    assert "not ready after 1 s" in capsys.readouterr().err
