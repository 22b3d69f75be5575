"""Patterns as a person types them, and who finds them: words at once, regular expressions in a process of their own."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from console.model.errors import ConsoleError
from console.model.text import N_
from console.wire.messages import Search, SearchCase

Spans = Sequence[tuple[int, int]]

MOST_PATTERN = 1_000
PATIENCE_SECONDS = 2.0
"""How long a regular expression may think about a few hundred lines."""
ANSWER_BYTES = 1 << 26
NO_CAPITALS = re.compile(r"\\.|[^\W_]", re.DOTALL)
FLAGS_IN_FRONT = re.compile(r"\(\?[aiLmsux]+\)")
REASONS = {
    "nothing to repeat": N_("There is nothing to repeat."),
    "multiple repeat": N_("A repetition is repeated."),
    "missing ), unterminated subpattern": N_("A parenthesis is not closed."),
    "unbalanced parenthesis": N_("A parenthesis was not opened."),
    "unterminated character set": N_("A bracket is not closed."),
    "bad escape (end of pattern)": N_("Nothing follows the backslash."),
    "look-behind requires fixed-width pattern": N_("What stands before must have a fixed width."),
    "min repeat greater than max repeat": N_("A repetition ends below its start."),
    "too large": N_("It is too large."),
}
"""What Python says of the mistakes that people make, in the words of the product."""


class Matcher(Protocol):
    """Finds a pattern in texts."""

    in_place: bool
    """It takes the time of the loop that waits for it."""

    async def find(self, texts: Sequence[str]) -> list[Spans]:
        """Return the matches in each text; raises ConsoleError when that takes too long."""
        ...

    async def close(self) -> None:
        """Let go of what is held."""
        ...


def ignores_case(search: Search) -> bool:
    """Return whether capitals do not matter; one behind a backslash is none."""
    if search.case is SearchCase.SMART:
        letters = NO_CAPITALS.findall(search.pattern) if search.regex else search.pattern
        return not any(len(letter) == 1 and letter.isupper() for letter in letters)
    return search.case is SearchCase.INSENSITIVE


def expression(search: Search) -> str:
    """Return the regular expression of a search."""
    pattern = search.pattern if search.regex else re.escape(search.pattern)
    if not search.whole_word:
        return pattern
    flags = FLAGS_IN_FRONT.match(pattern) if search.regex else None
    at = flags.end() if flags else 0
    return f"{pattern[:at]}(?<!\\w)(?:{pattern[at:]})(?!\\w)"


async def matcher(search: Search) -> Matcher:
    """Return what finds ``search``; raises ConsoleError ``search.pattern`` when it is none."""
    if len(search.pattern) > MOST_PATTERN:
        raise _refused("too large", -1)
    flags = int(re.IGNORECASE) if ignores_case(search) else 0
    if not search.regex:
        return Words(re.compile(expression(search), flags))
    worker = Worker()
    try:
        # As it was typed first: the place of a mistake is counted in that.
        await worker.use(search.pattern, flags)
        await worker.use(expression(search), flags)
    except BaseException:
        await worker.close()
        raise
    return worker


class Words:
    """Finds a text in place: that takes no longer than reading it."""

    in_place = True

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    async def find(self, texts: Sequence[str]) -> list[Spans]:
        """Return the matches in each text."""
        return [[match.span() for match in self._pattern.finditer(text)] for text in texts]

    async def close(self) -> None:
        """Nothing is held."""


class Worker:
    """A process that matches (console/terminal/match_worker.py). It is killed when it thinks for too long."""

    in_place = False

    def __init__(self) -> None:
        self._process: Process | None = None

    async def use(self, pattern: str, flags: int) -> None:
        """Match with ``pattern`` from now on."""
        await self._ask({"pattern": pattern, "flags": flags})

    async def find(self, texts: Sequence[str]) -> list[Spans]:
        """Return the matches in each text."""
        found = (await self._ask({"texts": texts}))["spans"]
        return [list(zip(places[::2], places[1::2], strict=True)) for places in found]

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        if process is None:
            process = self._process = await _start()
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise _refused("", -1)
        stdin.write(json.dumps(request).encode() + b"\n")
        try:
            answer = await asyncio.wait_for(stdout.readline(), PATIENCE_SECONDS)
        except TimeoutError:
            await self.close()
            raise ConsoleError(
                "search.too_slow",
                N_("The pattern takes too long."),
                N_("Nested repetitions such as (a+)+ are slow. Use a simpler one."),
            ) from None
        told: dict[str, Any] = json.loads(answer or '{"error": "too large", "position": -1}')
        if "error" in told:
            raise _refused(told["error"], told["position"])
        return told


async def _start() -> Process:
    return await asyncio.create_subprocess_exec(
        *_command(), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=ANSWER_BYTES
    )


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "match"]
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("match_worker.py"))]


def _refused(reason: str, position: int) -> ConsoleError:
    """Return the error of a pattern that is none; ``position`` counts from 0, -1 is nowhere."""
    hint = REASONS.get(reason, "")
    if position < 0:
        return ConsoleError("search.no_pattern", N_("This is no regular expression."), hint)
    return ConsoleError("search.pattern", N_("Character {position} is wrong."), hint, position=position + 1)
