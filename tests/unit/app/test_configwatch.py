"""An edited ssh_config is read again by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from console.app import configwatch
from console.app.configwatch import ConfigWatch
from console.model.errors import Problem
from console.ssh import config


class Watched:
    """A watch under test: how often it read again, and what it told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reloads = 0
        self.told: list[str] = []
        self.watch = ConfigWatch((path,), self._reload, lambda problem: self.told.append(problem.params["place"]))

    async def _reload(self) -> list[Problem]:
        self.reloads += 1
        return config.problems((self.path,))

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                await asyncio.sleep(0.005)


@pytest.fixture
async def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    monkeypatch.setattr(configwatch, "TICK_SECONDS", 0.01)
    path = tmp_path / "config"
    (tmp_path / "more.d").mkdir()
    path.write_text(f"Include {tmp_path}/more.d/*.conf\nHost a\n NoSuchOption 1\n")
    made = Watched(path)
    task = asyncio.get_running_loop().create_task(made.watch.run(config.problems((path,))))
    await asyncio.sleep(0.05)
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_nothing_is_read_while_nothing_changes(watched: Watched) -> None:
    await asyncio.sleep(0.1)
    assert watched.reloads == 0


async def test_an_edit_is_taken_in_and_only_new_problems_are_told(watched: Watched) -> None:
    watched.path.write_text(watched.path.read_text() + "Host b\n Port 99999\n")
    await watched.until(lambda: watched.reloads == 1)
    assert watched.told == [f"{watched.path}:5"]
    watched.path.write_text(watched.path.read_text() + "Host c\n")
    await watched.until(lambda: watched.reloads == 2)
    assert watched.told == [f"{watched.path}:5"]


async def test_included_files_count_those_that_come_later_too(watched: Watched, tmp_path: Path) -> None:
    more = tmp_path / "more.d" / "x.conf"
    more.write_text("Host d\n")
    await watched.until(lambda: watched.reloads == 1)
    more.write_text("Host d e\n")
    await watched.until(lambda: watched.reloads == 2)
    watched.path.unlink()
    await watched.until(lambda: watched.reloads == 3)
