from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.fleet.clusters.websocket import WebSocket, frame, masked


class Kept:
    """A writer that keeps what is written."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data

    async def drain(self) -> None:
        return

    def close(self) -> None:
        return


def plain(kind: int, data: bytes, *, is_last: bool = True) -> bytes:
    head = bytes([(0x80 if is_last else 0) | kind])
    if len(data) < 126:
        return head + bytes([len(data)]) + data
    return head + bytes([126]) + len(data).to_bytes(2, "big") + data


def socket(*frames: bytes) -> tuple[WebSocket, Kept]:
    reader = asyncio.StreamReader()
    reader.feed_data(b"".join(frames))
    reader.feed_eof()
    kept = Kept()
    return WebSocket(reader, kept), kept


async def test_messages_come_whole_and_a_ping_is_answered() -> None:
    web, kept = socket(
        plain(2, b"one"), plain(2, b"a" * 300, is_last=False), plain(9, b"?"), plain(0, b"b"), plain(8, b"")
    )
    assert await web.receive() == b"one"
    assert await web.receive() == b"a" * 300 + b"b"
    assert kept.data[0] == 0x8A
    assert await web.receive() is None


async def test_a_stream_that_breaks_off_is_the_end() -> None:
    web, _ = socket(plain(2, b"one")[:-1])
    assert await web.receive() is None


async def test_a_message_that_claims_to_be_huge_is_the_end() -> None:
    web, _ = socket(b"\x82\x7f" + (1 << 40).to_bytes(8, "big"))
    assert await web.receive() is None


async def test_what_a_client_sends_is_masked_and_nothing_follows_a_goodbye() -> None:
    web, kept = socket()
    web.send(b"hello")
    assert kept.data[:2] == b"\x82\x85"
    assert masked(kept.data[6:], kept.data[2:6]) == b"hello"
    web.close()
    size = len(kept.data)
    web.send(b"more")
    assert len(kept.data) == size


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_lengths(size: int) -> None:
    made = frame(2, b"x" * size, b"\0\0\0\0")
    assert made.endswith(b"x" * size)
    assert len(made) == size + {0: 6, 125: 6, 126: 8, 65535: 8, 65536: 14}[size]


@given(st.binary(max_size=200), st.binary(min_size=4, max_size=4))
def test_a_mask_comes_off_as_it_went_on(data: bytes, mask: bytes) -> None:
    assert masked(masked(data, mask), mask) == data
    assert masked(data, mask) == bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
