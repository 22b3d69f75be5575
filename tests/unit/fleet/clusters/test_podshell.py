from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from console.fleet.clusters.http import Server
from console.fleet.clusters.podshell import PROTOCOL, PodShell
from console.fleet.clusters.websocket import masked
from console.model.errors import ConsoleError, Problem
from console.model.kubernetes import PodPlace
from console.wire.tasks import TaskSet
from tests.unit.fleet.clusters.apiserver import Api, Asked, reply, serving

PLACE = PodPlace("k", "ml", "vllm-1", "main")


class Sink:
    def __init__(self) -> None:
        self.data = b""
        self.end: tuple[Problem | None, int | None] | None = None

    def data_received(self, data: bytes) -> None:
        self.data += data

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        assert self.end is None
        self.end = (reason, exit_status)


def message(channel: int, data: bytes) -> bytes:
    return bytes([0x82, len(data) + 1, channel]) + data


async def received(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readexactly(2)
    mask = await reader.readexactly(4)
    data = masked(await reader.readexactly(head[1] & 0x7F), mask)
    return data[0], data[1:]


class Pod:
    """Plays the API server: echoes what is typed in capitals, and ends as a test says."""

    def __init__(self, verdict: object) -> None:
        self.verdict = verdict
        self.sizes: list[object] = []

    async def answer(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        key = asked.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest()).decode()
        head = f"HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
        writer.write(head.encode() + message(1, b"$ "))
        while True:
            channel, data = await received(reader)
            if channel == 4:
                self.sizes.append(json.loads(data))
            elif data == b"exit":
                break
            else:
                writer.write(message(1, data.upper()))
        if self.verdict is not None:
            writer.write(message(3, json.dumps(self.verdict).encode()) + b"\x88\x00")


async def opened(api: Api, sink: Sink, tasks: TaskSet) -> PodShell:
    async def connect() -> Server:
        return api.server()

    shell = PodShell(sink, tasks)
    await shell.open(connect, PLACE, 80, 24)
    return shell


async def until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


FAILED = {
    "status": "Failure",
    "reason": "NonZeroExitCode",
    "details": {"causes": [{"reason": "ExitCode", "message": "3"}]},
}


@pytest.mark.parametrize(("verdict", "status"), [({"status": "Success"}, 0), (FAILED, 3)])
async def test_what_is_typed_goes_in_and_the_end_has_its_status(verdict: object, status: int) -> None:
    pod, sink, tasks = Pod(verdict), Sink(), TaskSet("test")
    async with serving(pod.answer) as api:
        shell = await opened(api, sink, tasks)
        shell.write(b"hello")
        shell.resize(100, 30)
        await until(lambda: sink.data == b"$ HELLO")
        shell.write(b"exit")
        await until(lambda: sink.end == (None, status))
        assert pod.sizes == [{"Width": 80, "Height": 24}, {"Width": 100, "Height": 30}]
        asked = api.asked[0]
        assert asked.headers["sec-websocket-protocol"] == PROTOCOL
        assert urlsplit(asked.path).path == "/api/v1/namespaces/ml/pods/vllm-1/exec"
        query = parse_qs(urlsplit(asked.path).query)
        assert (query["container"], query["tty"], query["command"][0]) == (["main"], ["1"], "sh")
    await tasks.close()


async def test_an_image_without_a_shell_says_so() -> None:
    pod, sink, tasks = (
        Pod({"status": "Failure", "message": 'exec: "sh": executable file not found in $PATH.'}),
        Sink(),
        TaskSet("t"),
    )
    async with serving(pod.answer) as api:
        shell = await opened(api, sink, tasks)
        shell.write(b"exit")
        await until(lambda: sink.end is not None)
    assert sink.end is not None
    problem = sink.end[0]
    assert problem is not None
    assert (problem.code, problem.params["reason"]) == (
        "cluster.no_shell",
        'exec: "sh": executable file not found in $PATH',
    )
    await tasks.close()


async def test_a_line_that_breaks_is_told() -> None:
    pod, sink, tasks = Pod(None), Sink(), TaskSet("test")
    async with serving(pod.answer) as api:
        shell = await opened(api, sink, tasks)
        shell.write(b"exit")
        await until(lambda: sink.end is not None)
    assert sink.end is not None
    assert sink.end[0] is not None
    assert sink.end[0].code == "cluster.shell_lost"
    await tasks.close()


async def test_a_pod_that_is_not_there_is_refused_before_a_terminal_opens() -> None:
    async def answer(_asked: Asked, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b'{"message": "pods \\"vllm-1\\" not found"}', 404))

    tasks = TaskSet("test")
    async with serving(answer) as api:
        with pytest.raises(ConsoleError) as caught:
            await opened(api, Sink(), tasks)
    assert caught.value.problem.params["reason"] == 'pods "vllm-1" not found'
    await tasks.close()


async def test_it_hangs_up_and_reads_only_when_it_may() -> None:
    pod, sink, tasks = Pod(None), Sink(), TaskSet("test")
    async with serving(pod.answer) as api:
        shell = await opened(api, sink, tasks)
        await until(lambda: sink.data == b"$ ")
        shell.pause_reading()
        shell.write(b"later")
        await asyncio.sleep(0.05)
        assert sink.data == b"$ "
        shell.resume_reading()
        await until(lambda: sink.data == b"$ LATER")
        shell.close()
        assert sink.end == (None, None)
    await tasks.close()
