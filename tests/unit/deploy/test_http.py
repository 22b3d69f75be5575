"""Replies whole, in pieces, cut off and wrong."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.deploy import http
from console.model.errors import ConsoleError

HEAD = b"HTTP/1.1 200 OK\r\nServer: llama.cpp\r\nContent-Length: 15\r\nKeep-Alive: timeout=5\r\n\r\n"
PLAIN = HEAD + b'{"status":"ok"}'
CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{"stat\r\n9;x=y\r\nus":"ok"}\r\n0\r\n\r\n'
UNTIL_CLOSE = b"HTTP/1.0 503 Service Unavailable\r\n\r\nnot yet"


class Writer:
    def __init__(self) -> None:
        self.sent = b""
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.sent += data

    async def drain(self) -> None:
        await asyncio.sleep(0)

    def close(self) -> None:
        self.is_closed = True


class Reader:
    """Gives pieces; then waits for ever, or ends."""

    def __init__(self, pieces: list[bytes], *, ends: bool) -> None:
        self.pieces = pieces
        self.ends = ends

    async def read(self, n: int = -1) -> bytes:
        if self.pieces:
            return self.pieces.pop(0)
        if not self.ends:
            await asyncio.sleep(60)
        return b""


@pytest.mark.parametrize("data", [PLAIN, CHUNKED])
async def test_a_whole_reply_is_enough_in_any_pieces(data: bytes) -> None:
    for size in (1, 7, len(data)):
        pieces = [data[start : start + size] for start in range(0, len(data), size)]
        writer = Writer()
        async with asyncio.timeout(5):
            reply = await http.exchange((Reader(pieces, ends=False), writer), "/health")
        assert (reply.status, reply.body) == (200, b'{"status":"ok"}')
        assert writer.is_closed and writer.sent.startswith(b"GET /health HTTP/1.1\r\n")


async def test_a_reply_without_a_length_ends_with_the_stream() -> None:
    reply = await http.exchange((Reader([UNTIL_CLOSE], ends=True), Writer()), "/health")
    assert (reply.status, reply.body) == (503, b"not yet")


async def test_a_question_is_posted_as_json() -> None:
    writer = Writer()
    await http.exchange((Reader([PLAIN], ends=True), writer), "/v1/chat/completions", b'{"a":1}')
    assert writer.sent.startswith(b"POST /v1/chat/completions HTTP/1.1\r\n")
    assert b"Content-Length: 7\r\n" in writer.sent and writer.sent.endswith(b'\r\n\r\n{"a":1}')


@pytest.mark.parametrize("data", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", PLAIN[:-3], CHUNKED[:-8], b"HTTP/1.1 what\r\n\r\n"])
async def test_what_is_no_reply_is_a_problem(data: bytes) -> None:
    writer = Writer()
    with pytest.raises(ConsoleError) as refused:
        await http.exchange((Reader([data], ends=True), writer), "/health")
    assert refused.value.code == "deploy.bad_reply" and writer.is_closed


async def test_a_reply_without_end_is_cut_off() -> None:
    endless = [b"HTTP/1.1 200 OK\r\n\r\n"] + [b"x" * 1_000_000] * 6
    with pytest.raises(ConsoleError):
        await http.exchange((Reader(endless, ends=False), Writer()), "/health")


@given(data=st.binary(max_size=200))
async def test_garbage_is_a_reply_or_a_problem(data: bytes) -> None:
    for candidate in (data, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data):
        with contextlib.suppress(ConsoleError):
            reply = await http.exchange((Reader([candidate], ends=True), Writer()), "/health")
            assert 0 <= reply.status <= 999


async def test_a_body_is_seen_as_it_comes() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer = Writer()
    reader = Reader([head + b"3\r\none\r\n"], ends=False)
    async with asyncio.timeout(5), http.opened((reader, writer), "/v1/chat/completions", b"{}") as incoming:
        pieces = incoming.pieces()
        assert incoming.status == 200 and await anext(pieces) == b"one"
        reader.pieces += [b"3\r\ntwo\r\n0\r\n\r\n"]
        assert [piece async for piece in pieces] == [b"two"]
    assert writer.is_closed


async def test_a_chunk_of_negative_size_is_no_reply() -> None:
    data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n" + b"-2\r\n" * 40 + b"0\r\n\r\n"
    with pytest.raises(ConsoleError, match="did not answer in HTTP"):
        await http.exchange((Reader([data], ends=True), Writer()), "/health")
