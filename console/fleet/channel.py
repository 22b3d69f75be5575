"""One run of a probe on a link: samples as they come, then how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.fleet.framing import RawSample, SampleDecoder
from console.fleet.link import ProbeChannel
from console.model.errors import ConsoleError, Problem
from console.model.text import N_

MOST_NOISE_BYTES = 4 << 20
"""A channel that says so much without one sample is not a probe."""
_ERROR_TEXT_BYTES = 2000


class ProbeFailure(ConsoleError):
    """The node was reached but its probe brings no samples (any more). Worth another try."""


class ProbeEnded(ProbeFailure):
    """The probe on the node ended although nobody asked it to."""

    def __init__(self, exit_status: int | None, complaint: str) -> None:
        status = "?" if exit_status is None else str(exit_status)
        super().__init__(
            "fleet.probe_ended",
            N_("The probe on the node ended (exit status {status}): {complaint}"),
            N_("Open a terminal on the node and check that sh works there."),
            status=status,
            complaint=complaint or "-",
        )
        self.exit_status = exit_status


class ProbeRun:
    """Hears a probe: decodes what it prints, hands each sample over at once, asks for a whole one where it is lost."""

    def __init__(self, decoder: SampleDecoder, on_sample: Callable[[RawSample], None]) -> None:
        self.samples = 0
        self._decoder = decoder
        self._on_sample = on_sample
        self._complaint = b""
        self._is_over = False
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._channel: ProbeChannel | None = None

    def started(self, channel: ProbeChannel, script: bytes, *, keep_open: bool) -> None:
        """Send the program; its standard input stays open when ``keep_open``."""
        self._channel = channel
        channel.write(script)
        if not keep_open:
            channel.eof()

    def data_received(self, data: bytes) -> None:
        """Take what the probe printed; what still comes after the end is nobody's."""
        if self._is_over:
            return
        for sample in self._decoder.feed(data):
            self.samples += 1
            if not self._first.done():
                self._first.set_result(None)
            self._on_sample(sample)
        if self._decoder.is_lost and self._channel is not None:
            self._channel.write(b"\n")
        if self._decoder.skipped_bytes > MOST_NOISE_BYTES and not self._ended.done():
            self._fail(
                ProbeFailure(
                    "fleet.probe_garbled",
                    N_("The node prints something else than the answers of the probe."),
                    N_("Check the login files of the user: one of them prints without end."),
                )
            )

    def stderr_received(self, data: bytes) -> None:
        """Keep the end of what it complained about."""
        self._complaint = (self._complaint + data)[-_ERROR_TEXT_BYTES:]

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        """Learn that it ended."""
        if self._ended.done():
            return
        if reason is not None:
            self._fail(ProbeFailure(reason.code, reason.message, reason.hint, **reason.params))
        elif exit_status == 0:
            self._ended.set_result(None)
        else:
            lines = self._complaint.decode("utf-8", "replace").strip().splitlines()
            self._fail(ProbeEnded(exit_status, lines[-1][:300] if lines else ""))

    async def wait(self, first_within_seconds: float | None = None) -> None:
        """Wait until it has ended; raises when it failed. The channel is closed in any case.

        With ``first_within_seconds`` a TimeoutError says that no sample came in that time.
        """
        try:
            if first_within_seconds is not None:
                await asyncio.wait(
                    [self._ended, self._first], timeout=first_within_seconds, return_when=asyncio.FIRST_COMPLETED
                )
                if not self._first.done() and not self._ended.done():
                    raise TimeoutError
            await self._ended
        finally:
            self._is_over = True
            if self._channel is not None:
                self._channel.close()

    def _fail(self, error: ConsoleError) -> None:
        self._ended.set_exception(error)
        # Whoever cancels the sampler in the same turn never asks: that is no loss.
        self._ended.exception()
