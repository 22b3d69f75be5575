from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from console.app.calm import GAP_SECONDS, LONG_GAP_SECONDS, Calm
from console.terminal.events import Bell, ClipboardWrite, Notify, TerminalEvent, Title


async def test_the_first_goes_at_once_and_of_those_after_it_only_the_last() -> None:
    heard: list[TerminalEvent] = []
    calm = Calm(heard.append)
    for number in range(100):
        calm.hear(Title(str(number)))
    calm.hear(Bell())
    assert heard == [Title("0"), Bell()], "one kind does not hold another up"
    await asyncio.sleep(GAP_SECONDS * 1.5)
    assert heard == [Title("0"), Bell(), Title("99")]
    calm.close()


async def test_after_the_end_nothing_is_passed_on() -> None:
    heard: list[TerminalEvent] = []
    calm = Calm(heard.append)
    calm.hear(Title("a"))
    calm.hear(Title("b"))
    calm.close()
    await asyncio.sleep(GAP_SECONDS * 1.5)
    assert heard == [Title("a")]


@pytest.mark.parametrize("kind", [ClipboardWrite, lambda text: Notify("", text)])
async def test_what_takes_a_place_on_the_screen_comes_once_a_second(kind: Callable[[str], TerminalEvent]) -> None:
    heard: list[TerminalEvent] = []
    calm = Calm(heard.append)
    for number in range(100):
        calm.hear(kind(str(number)))
    await asyncio.sleep(GAP_SECONDS * 3)
    assert heard == [kind("0")]
    await asyncio.sleep(LONG_GAP_SECONDS)
    assert heard == [kind("0"), kind("99")]
    calm.close()
