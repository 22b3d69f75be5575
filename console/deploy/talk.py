"""Talks with a service that runs: streamed answers, embeddings, and how it does when many ask at once."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from console.deploy import chat, http
from console.deploy.door import Door, Way
from console.deploy.figures import parse
from console.deploy.node import CommandFailed
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.job import Paths
from console.model.service import Plan
from console.model.talking import Embedding, LoadLevel, Said, ServiceFigures, Turn
from console.model.text import N_

ANSWER_SECONDS = 600.0
HEAD_VALUES = 8
PROMPT = "Describe a data centre at night."
OnText = Callable[[str], None]


class Load(Struct, frozen=True):
    """What a load test asks for."""

    levels: tuple[int, ...] = (1, 2, 4, 8)
    """How many ask at once, one after the other."""
    rounds: int = 3
    """How often each of them asks."""
    prompt: str = PROMPT
    max_tokens: int = 64


class Talk:
    """The way to one service. Every exchange is a stream of its own through the connection."""

    def __init__(self, door: Door, plan: Plan, paths: Paths, clock: Clock) -> None:
        self._door, self._plan, self._paths, self._clock = door, plan, paths, clock

    async def say(
        self, turns: Sequence[Turn], max_tokens: int, temperature: float, on_text: OnText | None = None
    ) -> Said:
        """Return the answer; each piece goes to ``on_text`` as it comes."""
        async with self._door.open(self._plan) as way:
            return await self._say(way, turns, max_tokens, temperature, on_text)

    async def _say(
        self, way: Way, turns: Sequence[Turn], max_tokens: int, temperature: float, on_text: OnText | None = None
    ) -> Said:
        if not self._paths.chat:
            raise _not_offered(N_("chat"), self._plan)
        body = chat.streamed_body(self._plan.model, turns, max_tokens, temperature)
        started = self._clock.monotonic()
        said = Said("", 0, None, 0.0)
        reader = chat.PieceReader()
        counted: int | None = None
        async with self._asked(way, self._paths.chat, body) as incoming:
            async for piece in _events(incoming, reader):
                now = self._clock.monotonic() - started
                if piece.usage is not None:
                    counted = piece.usage.completion_tokens
                    said = replace(said, prompt_tokens=piece.usage.prompt_tokens)
                if piece.text:
                    first = now if said.first_seconds is None else said.first_seconds
                    said = replace(said, text=said.text + piece.text, tokens=said.tokens + 1, first_seconds=first)
                    if on_text is not None:
                        on_text(piece.text)
                said = replace(said, is_cut=said.is_cut or piece.is_cut)
        tokens = said.tokens if counted is None else counted
        return replace(said, tokens=tokens, seconds=self._clock.monotonic() - started)

    async def embed(self, text: str) -> Embedding:
        """Return a text as a vector."""
        if not self._paths.embeddings:
            raise _not_offered(N_("embeddings"), self._plan)
        body = chat.embedding_body(self._plan.model, text)
        started = self._clock.monotonic()
        async with self._door.open(self._plan) as way, self._asked(way, self._paths.embeddings, body) as incoming:
            values = chat.vector(await incoming.whole())
        norm = math.sqrt(sum(value * value for value in values))
        return Embedding(len(values), norm, values[:HEAD_VALUES], self._clock.monotonic() - started)

    async def figures(self) -> ServiceFigures | None:
        """Return what the server tells of its load; None where it tells nothing."""
        if not self._paths.metrics:
            return None
        async with self._door.open(self._plan) as way, self._asked(way, self._paths.metrics, None, 10.0) as incoming:
            return parse((await incoming.whole()).decode(errors="replace"))

    @asynccontextmanager
    async def _asked(
        self, way: Way, path: str, body: bytes | None, seconds: float = ANSWER_SECONDS
    ) -> AsyncIterator[http.Incoming]:
        try:
            async with asyncio.timeout(seconds), http.opened(await way.streams(), path, body) as incoming:
                if incoming.status != 200:
                    said = (await incoming.whole())[:400].decode(errors="replace")
                    raise CommandFailed(f"HTTP {incoming.status}: {said}", None)
                yield incoming
        except TimeoutError as error:
            raise ConsoleError(
                "serving.slow",
                N_("{name} did not answer within {seconds} s."),
                N_("See its log: it may have too much to do, or hang."),
                name=self._plan.service_name,
                seconds=f"{seconds:g}",
            ) from error

    async def load(self, load: Load, on_level: Callable[[LoadLevel], None]) -> tuple[LoadLevel, ...]:
        """Ask with more and more at once; each level is told when it is over."""
        found = []
        async with self._door.open(self._plan) as way:
            for concurrency in load.levels:
                found.append(await self._level(way, load, concurrency))
                on_level(found[-1])
        return tuple(found)

    async def _level(self, way: Way, load: Load, concurrency: int) -> LoadLevel:
        answers: list[Said] = []
        failures: list[ConsoleError] = []

        async def asker(number: int) -> None:
            for turn in range(load.rounds):
                # Each prompt begins differently: a cache of prefixes would make the test kinder than life.
                turns = (Turn("user", f"({concurrency}.{number}.{turn}) {load.prompt}"),)
                try:
                    answers.append(await self._say(way, turns, load.max_tokens, 0.0))
                except ConsoleError as error:
                    failures.append(error)

        started = self._clock.monotonic()
        await asyncio.gather(*(asker(number) for number in range(concurrency)))
        seconds = self._clock.monotonic() - started
        first = [said.first_seconds for said in answers if said.first_seconds is not None]
        whole = [said.seconds for said in answers]
        each = [speed for said in answers if (speed := said.tokens_per_second) is not None]
        return LoadLevel(
            concurrency,
            len(answers),
            len(failures),
            percentile(first, 50),
            percentile(first, 99),
            percentile(whole, 50),
            percentile(whole, 99),
            sum(said.tokens for said in answers) / seconds if seconds > 0 else 0.0,
            median(each) if each else None,
            seconds,
            failures[0].problem.text() if failures else "",
        )


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the smallest value that so many percent of ``values`` do not exceed (nearest rank); None of none."""
    if not values:
        return None
    rank = max(1, math.ceil(percent / 100 * len(values)))
    return sorted(values)[rank - 1]


async def _events(incoming: http.Incoming, reader: chat.PieceReader) -> AsyncIterator[chat.Piece]:
    async for data in incoming.pieces():
        for piece in reader.feed(data):
            yield piece


def _not_offered(what: str, plan: Plan) -> ConsoleError:
    return ConsoleError(
        "serving.not_offered",
        N_("{name} does not offer {what}."),
        N_("Another engine or model does."),
        name=plan.service_name,
        what=what,
    )
