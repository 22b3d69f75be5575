from __future__ import annotations

import asyncio

import pytest

from console.fleet.channel import MOST_NOISE_BYTES, ProbeEnded, ProbeFailure, ProbeRun
from console.fleet.framing import FrameDecoder, MarkerDecoder, RawSample
from console.model.errors import Problem

SAMPLE = b"N begin 2 1 0.0\nN end 1\n"


class Wire:
    """A channel that notes what is done to it."""

    def __init__(self) -> None:
        self.sent = b""
        self.is_at_eof = False
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.sent += data

    def eof(self) -> None:
        self.is_at_eof = True

    def close(self) -> None:
        self.is_closed = True


def started(samples: list[RawSample], *, keep_open: bool = False) -> tuple[ProbeRun, Wire]:
    run, wire = ProbeRun(MarkerDecoder("N"), samples.append), Wire()
    run.started(wire, b"script", keep_open=keep_open)
    return run, wire


@pytest.mark.parametrize("keep_open", [True, False])
async def test_the_script_is_sent(keep_open: bool) -> None:
    _, wire = started([], keep_open=keep_open)
    assert (wire.sent, wire.is_at_eof) == (b"script", not keep_open)


async def test_samples_are_handed_over_at_once() -> None:
    samples: list[RawSample] = []
    run, _ = started(samples)
    run.data_received(SAMPLE[:10])
    assert not samples
    run.data_received(SAMPLE[10:])
    assert [s.sequence for s in samples] == [1]


async def test_a_good_end_closes_the_channel() -> None:
    run, wire = started([])
    run.closed(None, 0)
    await run.wait()
    assert wire.is_closed


async def test_a_bad_end_says_what_was_complained_about_last() -> None:
    run, wire = started([])
    run.stderr_received(b"warning: something\nsh: not found\n")
    run.closed(None, 127)
    with pytest.raises(ProbeEnded, match=r"exit status 127.*sh: not found"):
        await run.wait()
    assert wire.is_closed


async def test_a_broken_link_keeps_its_own_reason() -> None:
    run, _ = started([])
    run.closed(Problem("ssh.connection_lost", "gone"), None)
    with pytest.raises(ProbeFailure) as caught:
        await run.wait()
    assert caught.value.code == "ssh.connection_lost"


async def test_endless_noise_is_given_up() -> None:
    run, wire = started([])
    for _ in range(MOST_NOISE_BYTES // 65536 + 2):
        run.data_received(b"y\n" * 32768)
    with pytest.raises(ProbeFailure) as caught:
        await run.wait()
    assert caught.value.code == "fleet.probe_garbled"
    assert wire.is_closed


async def test_silence_is_noticed() -> None:
    run, wire = started([])
    with pytest.raises(TimeoutError):
        await run.wait(first_within_seconds=0.01)
    assert wire.is_closed


async def test_after_the_first_sample_it_may_take_its_time() -> None:
    run, _ = started([])
    run.data_received(SAMPLE)
    asyncio.get_running_loop().call_later(0.05, run.closed, None, None)
    with pytest.raises(ProbeEnded):
        await run.wait(first_within_seconds=0.001)


async def test_what_comes_after_the_end_is_nobodys() -> None:
    samples: list[RawSample] = []
    run, _ = started(samples)
    with pytest.raises(TimeoutError):
        await run.wait(first_within_seconds=0.001)
    run.data_received(SAMPLE)
    assert not samples


async def test_a_whole_sample_is_asked_for_where_what_the_others_rest_on_is_lost() -> None:
    samples: list[RawSample] = []
    run, wire = ProbeRun(FrameDecoder("N"), samples.append), Wire()
    run.started(wire, b"script", keep_open=True)
    run.data_received(b"\nN 2 2 1.0 1 2\n{}\nN end\n")
    assert wire.sent == b"script\n"
    run.data_received(b"\nN 2 3 1.0 0 2\n{}\nN end\n\nN 2 4 1.0 3 2\n{}\nN end\n")
    assert wire.sent == b"script\n"
    assert [sample.sequence for sample in samples] == [3, 4]
