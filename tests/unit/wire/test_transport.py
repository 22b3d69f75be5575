from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.errors import ConsoleError
from console.wire.transport import HEAD, MAX_PAYLOAD_BYTES, Kind, PacketReader, packet

PACKETS = st.lists(st.tuples(st.sampled_from(Kind), st.integers(0, 2**32 - 1), st.binary(max_size=300)), max_size=8)


@given(PACKETS, st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_any_split_of_the_stream_gives_the_same_packets(
    packets: list[tuple[Kind, int, bytes]], sizes: list[int]
) -> None:
    stream = b"".join(packet(kind, payload, terminal_id) for kind, terminal_id, payload in packets)
    reader, found, at = PacketReader(), [], 0
    while at < len(stream):
        size = sizes[at % len(sizes)]
        found += list(reader.feed(stream[at : at + size]))
        at += size
    assert found == packets


def test_an_absurd_length_is_refused_before_it_is_waited_for() -> None:
    head = HEAD.pack(MAX_PAYLOAD_BYTES + 1, Kind.MESSAGE, 0, 0)
    with pytest.raises(ConsoleError, match="67108865 bytes"):
        list(PacketReader().feed(head))


def test_an_unknown_kind_is_an_error_and_not_a_silent_pass() -> None:
    with pytest.raises(ValueError, match="77"):
        list(PacketReader().feed(HEAD.pack(0, 77, 0, 0)))
