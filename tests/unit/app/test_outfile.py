"""Files that grow while a program writes."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from console.app.outfile import MOST_WAITING_BYTES, Outfile
from console.model.errors import ConsoleError, Problem
from console.wire.tasks import TaskSet


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
async def tasks() -> AsyncIterator[TaskSet]:
    tasks = TaskSet("test")
    yield tasks
    await tasks.close()


def outfile(tmp_path: Path, tasks: TaskSet, most_bytes: int = 1000) -> tuple[Outfile, list[Problem]]:
    problems: list[Problem] = []
    return Outfile(tmp_path / "new" / "file.cast", most_bytes, tasks, problems.append), problems


async def test_what_is_written_is_there_and_private(tmp_path: Path, tasks: TaskSet) -> None:
    file, problems = outfile(tmp_path, tasks)
    await file.open()
    for number in range(10):
        file.write(b"%d\n" % number)
        await asyncio.sleep(0)
    await file.close()
    assert file.path.read_bytes() == b"0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n"
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert not problems
    file.write(b"late")
    await file.close()
    assert b"late" not in file.path.read_bytes()


async def test_it_reaches_the_disk_without_being_closed(tmp_path: Path, tasks: TaskSet) -> None:
    file, _ = outfile(tmp_path, tasks)
    await file.open()
    file.write(b"safe\n")
    async with asyncio.timeout(10):
        while file.path.stat().st_size == 0:
            await asyncio.sleep(0.01)
    await file.close()


async def test_it_ends_at_its_size_with_whole_pieces(tmp_path: Path, tasks: TaskSet) -> None:
    file, problems = outfile(tmp_path, tasks, most_bytes=25)
    await file.open()
    for _ in range(5):
        file.write(b"x" * 9 + b"\n")
    await file.close()
    assert file.path.read_bytes() == b"xxxxxxxxx\n" * 2
    assert [problem.code for problem in problems] == ["outfile.full"]


async def test_it_ends_before_the_disk_is_full(tmp_path: Path, tasks: TaskSet, monkeypatch: pytest.MonkeyPatch) -> None:
    file, problems = outfile(tmp_path, tasks)
    await file.open()
    file.write(b"before\n")
    async with asyncio.timeout(10):
        while file.path.stat().st_size == 0:
            await asyncio.sleep(0.01)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12 - 10**8, 10**8))
    file.write(b"after\n")
    await file.close()
    assert [problem.code for problem in problems] == ["outfile.disk"]
    assert file.path.read_bytes() == b"before\n"
    other, _ = outfile(tmp_path / "other", tasks)
    with pytest.raises(ConsoleError, match="1 GB"):
        await other.open()


async def test_a_disk_that_fails_is_told_once(tmp_path: Path, tasks: TaskSet, monkeypatch: pytest.MonkeyPatch) -> None:
    file, problems = outfile(tmp_path, tasks)
    await file.open()

    def fail(fd: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail)
        file.write(b"one")
        async with asyncio.timeout(10):
            while not problems:
                await asyncio.sleep(0.01)
    file.write(b"two")
    await file.close()
    assert [problem.params["reason"] for problem in problems] == ["No space left on device"]


async def test_a_slow_disk_does_not_fill_the_memory(tmp_path: Path, tasks: TaskSet) -> None:
    file, problems = outfile(tmp_path, tasks, most_bytes=1 << 40)
    await file.open()
    piece = bytes(8 * 1024 * 1024)
    for _ in range(MOST_WAITING_BYTES // len(piece) + 1):
        file.write(piece)
    assert [problem.code for problem in problems] == ["outfile.failed"]
    await file.close()


async def test_a_file_that_is_there_is_not_touched(tmp_path: Path, tasks: TaskSet) -> None:
    taken = tmp_path / "new" / "file.cast"
    taken.parent.mkdir()
    taken.write_text("somebody's")
    file, _ = outfile(tmp_path, tasks)
    await file.open()
    file.write(b"mine")
    await file.close()
    assert taken.read_text() == "somebody's"
    assert file.path == tmp_path / "new" / "file-2.cast"
    assert file.path.read_text() == "mine"


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, tasks: TaskSet) -> None:
    (tmp_path / "new").write_text("no folder")
    file, _ = outfile(tmp_path, tasks)
    with pytest.raises(ConsoleError, match="could not be made"):
        await file.open()
