"""Just enough HTTP."""

from __future__ import annotations

import asyncio

from console.sim.http import Answer, Request, pieces, read_request


async def test_a_request_is_read_and_nonsense_is_not() -> None:
    for data, expected in (
        (b"POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", Request("POST", "/x", b"abc")),
        (b"garbage\r\n\r\n", None),
        (b"GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", None),
        (b"GET /", None),
    ):
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        assert await read_request(reader) == expected


async def test_an_answer_is_written() -> None:
    text = b"".join([piece async for piece in pieces(Answer(503, b"{}"))])
    assert text.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert text.endswith(b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
