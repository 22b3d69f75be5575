"""A model server of a few lines that streams, counts, embeds, tells metrics, and fails on demand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class ModelServer:
    """What it is asked it repeats, a word at a time."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[dict[str, object]] = []
        self.at_once = self.most_at_once = 0
        self.word_seconds = 0.0
        self.refuses = False
        self.hangs = False
        self.metrics = "vllm:generation_tokens_total 5\n"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.lower().split(": ", 1) for line in head.splitlines() if ": " in line)
        length = int(fields.get("content-length", "0"))
        body = json.loads(await reader.readexactly(length)) if length else {}
        path = head.split()[1]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._answer(path, body, writer)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            self.at_once -= 1
            writer.close()

    async def _answer(self, path: str, body: dict[str, object], writer: asyncio.StreamWriter) -> None:
        if self.refuses:
            writer.write(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 4\r\n\r\nfull")
        elif path == "/metrics":
            data = self.metrics.encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(data) + data)
        elif path == "/v1/embeddings":
            data = json.dumps({"data": [{"embedding": [3.0, 4.0, 0.0]}]}).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(data) + data)
        else:
            self.asked.append(body)
            await self._stream(body, writer)

    async def _stream(self, body: dict[str, object], writer: asyncio.StreamWriter) -> None:
        messages = body["messages"]
        assert isinstance(messages, list)
        words = str(messages[-1]["content"]).split()
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for word in words:
            await asyncio.sleep(self.word_seconds)
            self._event(writer, {"choices": [{"delta": {"content": word + " "}}]})
            await writer.drain()
            while self.hangs:
                await asyncio.sleep(0.05)
        self._event(writer, {"choices": [{"delta": {}, "finish_reason": "length"}]})
        self._event(writer, {"choices": [], "usage": {"completion_tokens": 2 * len(words), "prompt_tokens": 7}})
        data = b": comment\n\ndata: [DONE]\n\n"
        writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data))

    def _event(self, writer: asyncio.StreamWriter, value: object) -> None:
        data = b"data: " + json.dumps(value).encode() + b"\n\n"
        writer.write(b"%x\r\n%s\r\n" % (len(data), data))


@asynccontextmanager
async def serving() -> AsyncIterator[ModelServer]:
    """Serve on a free port of loopback."""
    made = ModelServer()
    server = await asyncio.start_server(made.handle, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.hangs = False
        server.close()
        await server.wait_closed()
