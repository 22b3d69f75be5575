"""Whatever bytes a node sends: no exception, bounded memory, and whole samples come through."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.fleet.framing import FrameDecoder, MarkerDecoder, RawSample, SampleDecoder
from console.fleet.python_script import NEWS
from console.model.probe import Reading

NONCE = "leitstand00ff"
BYTES = NONCE.encode()
DECODERS = pytest.mark.parametrize("decoder", [FrameDecoder, MarkerDecoder])


def frame(sequence: int, text: str) -> bytes:
    body = json.dumps({"load": [text, 0]}).encode()
    return whole(sequence, 0, body)


def whole(sequence: int, since: int, body: bytes) -> bytes:
    return b"\n%s 2 %d 1.500 %d %d\n%s\n%s end\n" % (BYTES, sequence, since, len(body), body, BYTES)


def marked(sequence: int, text: str) -> bytes:
    lines = (
        f"\n{NONCE} begin 2 {sequence} 1.5\n\n{NONCE} part load\n{text}\n{NONCE} rc load 0\n\n{NONCE} end {sequence}\n"
    )
    return lines.encode()


PIECES = st.binary(max_size=60) | st.sampled_from(
    [
        BYTES, BYTES[:5], b"\n", b" 2 1 1.000 0 10\n", b" begin 2 1 0\n", b" part load\n", b" rc load 0\n", b" end 1\n",
        b" begin 2 999999999999 nan\n", b" rc load -1\n", b" 2 1 1.000 0 9999999\n",
        frame(3, "x")[:30], marked(3, "x")[:40],
    ]
)  # fmt: skip


@DECODERS
@given(st.lists(PIECES, max_size=30))
def test_no_bytes_break_it(decoder: Callable[[str], SampleDecoder], pieces: list[bytes]) -> None:
    reader = decoder(NONCE)
    for piece in pieces:
        for sample in reader.feed(piece):
            assert sample.sequence >= 0
    assert reader.skipped_bytes >= 0


@pytest.mark.parametrize(("decoder", "make"), [(FrameDecoder, frame), (MarkerDecoder, marked)])
@given(
    noise=st.lists(st.binary(max_size=50).filter(lambda data: BYTES[:1] not in data), min_size=4, max_size=4),
    texts=st.lists(
        st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=40), min_size=3, max_size=3
    ),
    cuts=st.lists(st.integers(0, 600), max_size=12),
)
def test_samples_come_through_any_noise_and_any_cut(
    decoder: Callable[[str], SampleDecoder],
    make: Callable[[int, str], bytes],
    noise: list[bytes],
    texts: list[str],
    cuts: list[int],
) -> None:
    data = noise[0] + b"".join(make(n, text) + noise[n + 1] for n, text in enumerate(texts)) + b"\n"
    edges = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    reader, samples = decoder(NONCE), list[RawSample]()
    for start, end in pairwise(edges):
        samples += reader.feed(data[start:end])
    assert [sample.sequence for sample in samples] == [0, 1, 2]
    assert [sample.readings["load"] for sample in samples] == [Reading(text, 0) for text in texts]


PARTS = st.dictionaries(
    st.sampled_from(["load", "disk", "nvml"]),
    st.tuples(st.text(st.sampled_from("ab\n"), max_size=8), st.integers(0, 2)).map(list),
)


@given(st.lists(PARTS, min_size=1, max_size=8))
def test_what_a_node_says_of_what_is_new_comes_to_what_it_read(turns: list[dict[str, list[object]]]) -> None:
    space: dict[str, Callable[[object], object]] = {}
    exec(NEWS, space)
    decoder, known, heard = FrameDecoder(NONCE), dict[str, list[object]](), dict[str, list[object]]()
    for number, turn in enumerate(turns, 1):
        known |= turn
        (sample,) = decoder.feed(whole(number, number - 1, json.dumps(space["news"](known)).encode()))
        heard |= {name: [reading.text, reading.exit_status] for name, reading in sample.readings.items()}
        assert heard == known
