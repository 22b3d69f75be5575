"""A visit to a node: look around once, then listen to the probe that suits it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NoReturn

from msgspec import Struct

from console.fleet import assembly, python_script, shell_script
from console.fleet.channel import ProbeEnded, ProbeFailure, ProbeRun
from console.fleet.framing import FrameDecoder, MarkerDecoder, RawSample
from console.fleet.hearing import Hearing
from console.fleet.link import ProbeLink
from console.model.clock import Clock
from console.model.node import Snapshot
from console.model.probe import Facts, Probe, When
from console.model.text import N_
from console.probes import nvml, scan

log = logging.getLogger("leitstand.fleet")

SURVEY_SECONDS = 20.0
FIRST_SAMPLE_SECONDS = 30.0
"""A node with eight GPUs and no persistence mode needs a while for its first answer."""
PYTHON_AGAIN_SECONDS = 600.0
"""How long sh does it where Python was killed or said nothing: that passes, and Python sees more for less."""


class Pace(Struct, frozen=True):
    """How often a probe speaks, and how much earlier its second sample comes."""

    interval_seconds: float
    phase_seconds: float = 0.0


class Visit:
    """Runs the probes of the house on a link. Keeps nothing of a node between two visits."""

    def __init__(self, clock: Clock, probes: Iterable[Probe] | None = None) -> None:
        self._clock = clock
        self._probes = {probe.name: probe for probe in (scan() if probes is None else probes)}
        self._programs: dict[When, bytes] = {}

    async def listen(self, link: ProbeLink, pace: Pace, on_snapshot: Callable[[Snapshot], None]) -> None:
        """Hand over a snapshot with every sample. Ends by ConsoleError only, or when it is cancelled."""
        survey = await self._survey(link)
        hearing = Hearing(self._probes, survey)

        def on_sample(sample: RawSample) -> None:
            on_snapshot(assembly.snapshot(sample.sequence, self._clock.now(), hearing.take(sample)))

        await self._run(link, pace, When.SAMPLE, survey, on_sample)

    async def look_closely(self, link: ProbeLink, pace: Pace, on_facts: Callable[[Facts], None]) -> None:
        """Hand over what the probes for a close look say, each at its own pace. Ends as ``listen`` does."""
        survey = await self._survey(link)
        hearing = Hearing(self._probes)
        await self._run(link, pace, When.DETAIL, survey, lambda sample: on_facts(hearing.take(sample)))

    async def _run(
        self, link: ProbeLink, pace: Pace, when: When, survey: Facts, on_sample: Callable[[RawSample], None]
    ) -> None:
        interpreter = survey.get("python_command")
        tries = 2  # a second one at once where something has killed it
        while interpreter is not None:
            failure = await self._hear_python(link, pace, when, interpreter, on_sample)
            tries -= 1
            if was_killed(failure) and tries:
                continue
            log.info("%s cannot run the probe, sh does it instead: %s", interpreter, failure)
            if isinstance(failure, ProbeEnded) and not was_killed(failure):
                break
            with suppress(TimeoutError):
                async with asyncio.timeout(PYTHON_AGAIN_SECONDS):
                    await self._hear_shell(link, pace, when, on_sample)
        await self._hear_shell(link, pace, when, on_sample)

    async def _hear_python(
        self, link: ProbeLink, pace: Pace, when: When, interpreter: str, on_sample: Callable[[RawSample], None]
    ) -> ProbeFailure:
        """Return why Python brought no sample; raises when it brought some, or when the link is lost."""
        nonce = _nonce()
        run = ProbeRun(FrameDecoder(nonce), on_sample)
        command = python_script.command(interpreter, nonce, pace.interval_seconds, pace.phase_seconds)
        try:
            await self._hear(link, run, command, await self._program(when))
        except ProbeFailure as failure:
            if run.samples or failure.code.startswith("ssh."):
                raise
            return failure

    async def _hear_shell(
        self, link: ProbeLink, pace: Pace, when: When, on_sample: Callable[[RawSample], None]
    ) -> NoReturn:
        nonce = _nonce()
        script = shell_script.repeated(self._due(when), nonce, max(1, round(pace.interval_seconds)))
        run = ProbeRun(MarkerDecoder(nonce), on_sample)
        await self._hear(link, run, shell_script.COMMAND, script, keep_open=False)

    async def _program(self, when: When) -> bytes:
        """Return the program for the nodes, packed once: that takes a moment, in which terminals go on."""
        if when not in self._programs:
            source = python_script.source(self._due(when), nvml.modules())
            self._programs[when] = await asyncio.to_thread(python_script.line, source)
        return self._programs[when]

    async def _survey(self, link: ProbeLink) -> Facts:
        """Read what does not change while the node is up."""
        samples: list[RawSample] = []
        nonce = _nonce()
        run = ProbeRun(MarkerDecoder(nonce), samples.append)
        try:
            async with asyncio.timeout(SURVEY_SECONDS):
                channel = await link.open_probe(shell_script.COMMAND, run)
                run.started(channel, shell_script.once(self._due(When.ONCE), nonce), keep_open=False)
                await run.wait()
        except TimeoutError as error:
            raise _silent(SURVEY_SECONDS) from error
        if not samples:
            raise ProbeFailure(
                "fleet.no_shell",
                N_("The node ran no command: sh printed nothing that was asked for."),
                N_("The login shell of the user may be restricted. Open a terminal on the node and try: sh"),
            )
        return Hearing(self._probes).take(samples[0])

    async def _hear(
        self, link: ProbeLink, run: ProbeRun, command: str, script: bytes, *, keep_open: bool = True
    ) -> NoReturn:
        """Run the long-lived probe; that it ends without a complaint is a failure too."""
        channel = await link.open_probe(command, run)
        run.started(channel, script, keep_open=keep_open)
        try:
            await run.wait(first_within_seconds=FIRST_SAMPLE_SECONDS)
        except TimeoutError as error:
            raise _silent(FIRST_SAMPLE_SECONDS) from error
        raise ProbeEnded(0, "")

    def _due(self, when: When) -> tuple[Probe, ...]:
        return tuple(probe for probe in self._probes.values() if probe.when is when)


def was_killed(failure: ProbeFailure) -> bool:
    """Tell whether a signal has ended the probe, or its session without a word: nothing is wrong with the program."""
    return isinstance(failure, ProbeEnded) and (failure.exit_status is None or failure.exit_status < 0)


def _nonce() -> str:
    return "leitstand" + secrets.token_hex(8)


def _silent(seconds: float) -> ProbeFailure:
    return ProbeFailure(
        "fleet.probe_silent",
        N_("The probe on the node printed nothing for {seconds} s."),
        N_("The node may be overloaded, or a driver call hangs. Open a terminal on the node."),
        seconds=f"{seconds:.0f}",
    )
