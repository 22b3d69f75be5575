from __future__ import annotations

import asyncio
import logging

import pytest

from console.model.errors import ConsoleError
from console.wire.tasks import TaskSet


async def test_a_task_lives_without_anybody_holding_it_and_is_let_go_when_done() -> None:
    tasks = TaskSet("t")
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        done.set()

    tasks.start(work(), "work")
    assert len(tasks) == 1
    await asyncio.wait_for(done.wait(), 1)
    await asyncio.sleep(0)
    assert len(tasks) == 0


async def test_an_exception_reaches_the_owner() -> None:
    seen: list[BaseException] = []
    tasks = TaskSet("t", seen.append)

    async def fail() -> None:
        raise RuntimeError("defect")

    tasks.start(fail())
    await asyncio.sleep(0.01)
    assert [str(error) for error in seen] == ["defect"]


async def test_an_expected_error_is_no_defect_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    tasks = TaskSet("t")

    async def refuse() -> None:
        raise ConsoleError("ssh.refused", "refused")

    with caplog.at_level(logging.INFO):
        tasks.start(refuse())
        await asyncio.sleep(0.01)
    assert [record.levelname for record in caplog.records if record.name == "leitstand.tasks"] == ["INFO"]


async def test_closing_cancels_and_waits() -> None:
    tasks = TaskSet("t")
    ended: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cleaned up")

    tasks.start(forever())
    await asyncio.sleep(0)
    await tasks.close()
    assert ended == ["cleaned up"]
    assert len(tasks) == 0


async def test_a_task_may_close_its_own_set() -> None:
    tasks = TaskSet("t")
    task = tasks.start(tasks.close())
    await asyncio.wait_for(task, 1)
