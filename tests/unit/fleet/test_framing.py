from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from console.fleet.framing import LONGEST_SAMPLE_BYTES, FrameDecoder, MarkerDecoder, RawSample, SampleDecoder
from console.model.probe import Reading

NONCE = "leitstand00ff"


def frame(sequence: int = 1, text: str = "hello\nworld", version: int = 2) -> bytes:
    return news(sequence, 0, {"load": [text, 0]}, version)


def news(sequence: int, since: int, body: object, version: int = 2) -> bytes:
    told = json.dumps(body).encode()
    return b"\n%s %d %d 12.500 %d %d\n%s\n%s end\n" % (
        NONCE.encode(), version, sequence, since, len(told), told, NONCE.encode(),
    )  # fmt: skip


def marked(sequence: int = 1, text: str = "hello\nworld", version: int = 2) -> bytes:
    return (
        f"\n{NONCE} begin {version} {sequence} 12.5\n\n{NONCE} part load\n{text}\n{NONCE} rc load 0\n"
        f"\n{NONCE} end {sequence}\n"
    ).encode()


Make = Callable[[int, str, int], bytes]
BOTH = pytest.mark.parametrize(("decoder", "make"), [(FrameDecoder, frame), (MarkerDecoder, marked)])


def texts(sample: RawSample) -> dict[str, tuple[str, int]]:
    return {name: (reading.text, reading.exit_status) for name, reading in sample.readings.items()}


def decode(decoder: SampleDecoder, data: bytes, step: int) -> list[RawSample]:
    return [sample for at in range(0, len(data), step) for sample in decoder.feed(data[at : at + step])]


@BOTH
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_samples_come_out_however_the_bytes_are_cut(
    decoder: Callable[[str], SampleDecoder], make: Make, step: int
) -> None:
    samples = decode(decoder(NONCE), make(1, "hello\nworld", 2) + make(2, "", 2), step)
    assert [(s.sequence, s.node_seconds) for s in samples] == [(1, 12.5), (2, 12.5)]
    assert texts(samples[0]) == {"load": ("hello\nworld", 0)}
    assert samples[0].readings["load"].lines == ("hello", "world")


@BOTH
@pytest.mark.parametrize("noise", [b"Welcome to gpu-a01!\r\n", b"no newline at all", b"\xff\xfe\x00\n", NONCE.encode()])
def test_noise_around_samples_is_skipped(decoder: Callable[[str], SampleDecoder], make: Make, noise: bytes) -> None:
    reader = decoder(NONCE)
    samples = decode(reader, noise + make(1, "x", 2) + noise + b"\n" + make(2, "y", 2), 11)
    assert [s.readings["load"].text.strip() for s in samples] == ["x", "y"]
    assert reader.skipped_bytes == 0


@BOTH
def test_another_version_is_no_sample(decoder: Callable[[str], SampleDecoder], make: Make) -> None:
    assert decode(decoder(NONCE), make(1, "x", 1), 100) == []


@BOTH
def test_another_nonce_is_no_sample(decoder: Callable[[str], SampleDecoder], make: Make) -> None:
    assert decode(decoder("leitstand1111"), make(1, "x", 2), 100) == []


@BOTH
def test_a_flood_is_counted_and_does_not_pile_up(decoder: Callable[[str], SampleDecoder], make: Make) -> None:
    reader = decoder(NONCE)
    for _ in range(40):
        reader.feed(b"y" * 65536)
    assert reader.skipped_bytes > 2_000_000
    assert [s.sequence for s in reader.feed(b"\n" + make(7, "x", 2))] == [7]


def test_a_frame_that_something_broke_into_is_dropped_and_the_next_one_counts() -> None:
    whole = frame(1)
    broken = whole[:40] + b"cron job says hi\n" + whole[40:]
    assert [s.sequence for s in FrameDecoder(NONCE).feed(broken + frame(2))] == [2]


def test_what_is_as_it_was_is_not_sent_again_and_lines_of_it_are_the_same_objects() -> None:
    decoder = FrameDecoder(NONCE)
    (first,) = decoder.feed(news(1, 0, {"load": ["1\n2\n3", 0], "disk": ["half", 0], "gpu": ["", 12]}))
    (second,) = decoder.feed(news(2, 1, {"load": [[None, "two", None], 0], "gpu": ["one", 0]}))
    assert texts(second) == {"load": ("1\ntwo\n3", 0), "gpu": ("one", 0)}
    assert second.readings["load"].lines[2] is first.readings["load"].lines[2]
    assert texts(first) == {"load": ("1\n2\n3", 0), "disk": ("half", 0), "gpu": ("", 12)}
    (third,) = decoder.feed(news(3, 2, {}))
    assert texts(third) == {}
    (fourth,) = decoder.feed(news(4, 3, {"load": [["one", None, None, None], 0]}))
    assert texts(fourth) == {"load": ("one\ntwo\n3\n", 0)}, "a line that was not there is empty"


def test_a_part_of_the_wrong_shape_costs_the_others_nothing() -> None:
    body = {"load": ["a", 0], "disk": 7, "gpu": [["x", 3], 0], "memory": ["b", "c"], "xid": ["d", 1]}
    assert texts(FrameDecoder(NONCE).feed(news(1, 0, body))[0]) == {"load": ("a", 0), "xid": ("d", 1)}


def test_news_after_a_sample_that_broke_count_from_the_next_whole_one_on() -> None:
    decoder = FrameDecoder(NONCE)
    broken = news(2, 1, {"load": ["b", 0]}).replace(b"load", b"loa\n")
    heard = decoder.feed(news(1, 0, {"load": ["a", 0]}) + broken + news(3, 2, {"disk": ["x", 0]}))
    assert [sample.sequence for sample in heard] == [1]
    assert decoder.is_lost
    (whole,) = decoder.feed(news(4, 0, {"load": ["c", 0]}))
    assert texts(whole) == {"load": ("c", 0)}
    assert not decoder.is_lost


@pytest.mark.parametrize("body", [b"[1]", b"{", b'{"a": 1}', b"[" * 5000, b'"' + NONCE.encode() + b'"'])
def test_a_body_of_the_wrong_shape_has_no_readings(body: bytes) -> None:
    data = b"\n%s 2 1 1.000 0 %d\n%s\n%s end\n" % (NONCE.encode(), len(body), body, NONCE.encode())
    assert all(not sample.readings for sample in FrameDecoder(NONCE).feed(data))


def test_a_frame_that_is_too_long_is_not_waited_for() -> None:
    decoder = FrameDecoder(NONCE)
    decoder.feed(b"\n%s 2 1 1.000 0 %d\n" % (NONCE.encode(), LONGEST_SAMPLE_BYTES + 1))
    assert [s.sequence for s in decoder.feed(frame(2))] == [2]


def test_a_shell_sample_that_is_too_long_is_dropped() -> None:
    decoder = MarkerDecoder(NONCE)
    decoder.feed(f"\n{NONCE} begin 2 1 1\n{NONCE} part load\n".encode() + b"0123456789\n" * 120_000)
    assert decoder.skipped_bytes > LONGEST_SAMPLE_BYTES
    assert [s.sequence for s in decoder.feed(marked(2))] == [2]


def test_nothing_of_a_decoder_is_kept_that_is_over() -> None:
    FrameDecoder("leitstand0").feed(b"")
    before = len(vars(re)["_cache"])
    for number in range(20):
        nonce = f"leitstand{number:016x}"
        assert FrameDecoder(nonce).feed(b"\n%s 2 1 1.0 0 2\n{}\n%s end\n" % (nonce.encode(), nonce.encode()))
    assert len(vars(re)["_cache"]) == before


def test_exit_status_and_the_text_that_was_there_before_it() -> None:
    data = f"\n{NONCE} begin 2 1 0.0\n{NONCE} part nvidia\nno driver\n\n{NONCE} rc nvidia 9\n{NONCE} end 1\n".encode()
    assert MarkerDecoder(NONCE).feed(data)[0].readings == {"nvidia": Reading("no driver", 9)}


def test_parts_without_end_do_not_pile_up() -> None:
    decoder = MarkerDecoder(NONCE)
    decoder.feed(f"{NONCE} begin 2 1 1.0\n".encode())
    for number in range(40_000):
        decoder.feed(f"{NONCE} part p{number}\n{NONCE} rc p{number} 0\n".encode())
    assert decoder.feed(f"{NONCE} end 1\n".encode()) == []
    assert decoder.skipped_bytes > 0
