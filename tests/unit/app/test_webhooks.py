from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from console.app.webhooks import MOST_WAITING, Webhooks
from console.fleet.alert_rules import Webhook
from console.model.alert import Alert, Severity
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.text import Text
from console.wire.tasks import TaskSet


def alert(number: int = 1, severity: Severity = Severity.CRITICAL) -> Alert:
    return Alert(f"down@n{number}", "down", severity, NodeId("n"), Text("{node_name} is down", {"node_name": "gpu01"}),
                 Text(""), 1000.0)  # fmt: skip


class Receiver(ThreadingHTTPServer):
    """Answers with the statuses that it was given, then with 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses: list[int] = []
        self.bodies: list[dict[str, list[dict[str, object]]]] = []
        self.paths: list[str] = []
        self.authorizations: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook/secret"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.paths.append(self.path)
        self.server.authorizations.append(self.headers["Authorization"])
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        if status == 200:
            self.server.bodies.append(json.loads(body))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class World:
    def __init__(self, tasks: TaskSet) -> None:
        self.problems: list[Problem] = []
        self.hooks = Webhooks(
            tasks, self.problems.append, lambda _id: "gpu01", self.secret_of, pauses_seconds=(0.01, 0.01)
        )
        self.secret: str | None = None

    async def secret_of(self, host: str) -> str | None:
        assert host == "127.0.0.1"
        return self.secret


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    tasks = TaskSet("test")
    yield World(tasks)
    await tasks.close()


async def until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_an_alert_arrives_as_json_and_only_those_that_are_severe_enough(receiver: Receiver) -> None:
    async with world() as here:
        here.hooks.use([Webhook(receiver.url, Severity.CRITICAL)])
        here.hooks.tell([alert(), alert(2, Severity.WARNING)])
        await until(lambda: receiver.bodies)
    (told,) = receiver.bodies[0]["alerts"]
    assert (told["text"], told["status"], told["node"], told["severity"]) == (
        "gpu01 is down", "firing", "gpu01", "critical"
    )  # fmt: skip


async def test_a_server_that_fails_is_tried_again(receiver: Receiver) -> None:
    receiver.statuses = [500, 503]
    async with world() as here:
        here.hooks.use([Webhook(receiver.url)])
        here.hooks.tell([alert()])
        await until(lambda: receiver.bodies)
        assert not here.problems


async def test_one_that_goes_on_failing_is_told_once_and_its_secret_path_never(receiver: Receiver) -> None:
    receiver.statuses = [500] * 6
    async with world() as here:
        here.hooks.use([Webhook(receiver.url)])
        here.hooks.tell([alert(1)])
        here.hooks.tell([alert(2)])
        here.hooks.tell([alert(3)])
        await until(lambda: receiver.bodies)
        assert [problem.code for problem in here.problems] == ["alert.not_sent"]
        assert "secret" not in here.problems[0].text()


async def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.statuses = [302] * 3
    async with world() as here:
        here.hooks.use([Webhook(receiver.url)])
        here.hooks.tell([alert()])
        await until(lambda: here.problems)
    assert set(receiver.paths) == {"/hook/secret"}


async def test_nobody_waits_for_an_address_where_nothing_listens_and_the_queue_is_bounded() -> None:
    async with world() as here:
        here.hooks.use([Webhook("http://127.0.0.1:9/x")])
        for number in range(MOST_WAITING * 2):
            here.hooks.tell([alert(number)])
        (waiting,) = here.hooks._waiting.values()
        assert len(waiting) == MOST_WAITING
        here.hooks.use([])
        await until(lambda: not here.hooks._senders)


async def test_a_secret_of_the_key_ring_goes_into_its_header(receiver: Receiver) -> None:
    async with world() as here:
        here.secret = "Bearer abc"
        here.hooks.use([Webhook(receiver.url, header="Authorization")])
        here.hooks.tell([alert()])
        await until(lambda: receiver.bodies)
    assert receiver.authorizations == ["Bearer abc"]


@pytest.mark.parametrize("secret", [None, "", "Bearer a\r\nX-Other: b"])
async def test_without_a_usable_secret_nothing_is_sent_and_that_is_told(receiver: Receiver, secret: str | None) -> None:
    async with world() as here:
        here.secret = secret
        here.hooks.use([Webhook(receiver.url, header="Authorization")])
        here.hooks.tell([alert(1)])
        here.hooks.tell([alert(2)])
        await until(lambda: not here.hooks._senders)
        assert [problem.code for problem in here.problems] == ["alert.no_secret"]
        assert secret is None or not secret or secret not in here.problems[0].text()
    assert receiver.paths == []
