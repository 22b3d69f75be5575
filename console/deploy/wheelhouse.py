"""The wheels that a deploy carries: from a folder that a person names, or fetched once into the desk's cache."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from console.deploy import stand_ins
from console.deploy.wheels import Platform, find, missing
from console.model.errors import ConsoleError
from console.model.launch import Wheel
from console.model.text import N_

INSTALLER = "pip==25.3"
"""Carried too: many nodes have Python without pip, Debian even without the module that unpacks it."""
NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Name or service not known|Temporary failure in name|ConnectTimeout"
    r"|ReadTimeout|timed out|Connection refused|Network is unreachable|ProxyError|SSLError|Could not fetch URL"
)
FOLDER_HINT = N_("Put the wheels into a folder (pip download --no-deps on a machine with a network) and name it.")

Report = Callable[[str, int, int], None]
"""The file that is fetched, its bytes so far, its bytes in all."""


def _nothing(_name: str, _done: int, _total: int) -> None:
    """Report to nobody."""


class Wheelhouse(Struct, frozen=True):
    """Finds the wheels for a platform, and fetches those that the cache has not yet."""

    cache: Path
    python: str = sys.executable
    """The interpreter whose pip fetches."""
    stand_ins: bool = False
    """Make what is missing instead of fetching it: the nodes are simulated."""

    async def collect(
        self, requirements: Sequence[str], platform: Platform, folder: str = "", report: Report = _nothing
    ) -> tuple[Wheel, ...]:
        """Return one wheel a requirement, the installer's last. ``folder`` replaces cache and index."""
        wanted = (*requirements, INSTALLER)
        place = Path(folder).expanduser() if folder else self.cache
        if folder:
            _check_folder(wanted, place, platform)
        else:
            absent = missing(wanted, place, platform)
            if absent and self.stand_ins:
                await asyncio.to_thread(stand_ins.write, absent, place)
            elif absent:
                await self._fetch(absent, platform, report)
        wheels = tuple(find(each, place, platform) for each in wanted)
        return tuple(wheel for wheel in wheels if wheel is not None)

    async def _fetch(self, requirements: Sequence[str], platform: Platform, report: Report) -> None:
        self.cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=self.cache) as scratch:
            process = await asyncio.create_subprocess_exec(
                *(self.python, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input"),
                *("--disable-pip-version-check", "--retries", "1", "--timeout", "15"),
                *("--progress-bar", "raw" if _pip_reports() else "off"),
                *("--dest", scratch, *platform.pip_arguments(), *requirements),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
            try:
                said = await _follow(process, report)
            finally:
                if process.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        process.kill()
                    await process.wait()
            for path in Path(scratch).glob("*.whl"):
                await asyncio.to_thread(shutil.move, path, self.cache / path.name)
        absent = missing(requirements, self.cache, platform)
        if absent:
            raise _failure(absent, platform, said)


def _check_folder(requirements: Sequence[str], folder: Path, platform: Platform) -> None:
    if not folder.is_dir():
        raise ConsoleError(
            "deploy.no_wheel_folder",
            N_("There is no folder {folder} on this machine."),
            N_("Name a folder with the wheels, or leave it empty to fetch them from the package index."),
            folder=folder,
        )
    absent = missing(requirements, folder, platform)
    if absent:
        raise ConsoleError(
            "deploy.wheels_missing",
            N_("The folder {folder} has no wheel for {wheels} ({platform})."),
            N_("Add the missing wheels to the folder."),
            folder=folder,
            wheels=", ".join(absent),
            platform=platform,
        )


def _pip_reports() -> bool:
    """Say whether pip has a progress for programs, which came with 24.1."""
    try:
        major, minor = importlib.metadata.version("pip").split(".")[:2]
        return (int(major), int(minor)) >= (24, 1)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return False


async def _follow(process: asyncio.subprocess.Process, report: Report) -> str:
    """Read what pip says, pass its progress on and return its last lines."""
    said: list[str] = []
    name = ""
    while process.stdout is not None and (line := await process.stdout.readline()):
        text = line.decode(errors="replace").strip()
        progress = re.fullmatch(r"Progress (\d+) of (\d+)", text)
        if progress:
            report(name, int(progress[1]), int(progress[2]))
            continue
        fetched = re.match(r"(?:Downloading|Saved|Using cached) (\S+)", text)
        if fetched:
            name = fetched[1].rsplit("/", 1)[-1].split("?")[0]
        said = [*said[-50:], text]
    await process.wait()
    return "\n".join(said)


def _failure(absent: Sequence[str], platform: Platform, said: str) -> ConsoleError:
    """Say why wheels could not be fetched. What pip said may hold addresses and credentials: it is not repeated."""
    if "No space left" in said:
        return ConsoleError(
            "deploy.desk_disk_full",
            N_("This machine has no room for {wheels}."),
            N_("Free some space where the cache of this program is."),
            wheels=", ".join(absent),
        )
    if "No module named pip" in said:
        return ConsoleError("deploy.no_pip", N_("The Python of this program has no pip."), FOLDER_HINT)
    if NO_NETWORK.search(said):
        return ConsoleError(
            "deploy.no_index",
            N_("The package index could not be reached, so {wheels} could not be fetched."),
            FOLDER_HINT,
            wheels=", ".join(absent),
        )
    return ConsoleError(
        "deploy.no_wheel",
        N_("The package index has no wheel of {wheels} for {platform}."),
        N_("Choose another node, or name a folder that has the wheels."),
        wheels=", ".join(absent),
        platform=platform,
    )
