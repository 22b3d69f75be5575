"""Where the files of a model lie: on a hub, on the desk, on a node. Only their beginnings are read."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from console.deploy.weights import trouble

MOST_FILES = 10_000


class File(Struct, frozen=True):
    """A file of a model."""

    name: str
    """With the folders below the place, if there are any."""
    size_bytes: int
    sha256: str = ""
    """In hexadecimal; empty: nobody says."""


class Place(Protocol):
    """A folder with the files of a model, or one file."""

    async def files(self) -> tuple[File, ...]:
        """Return all files; ConsoleError where the place cannot be looked into."""
        ...

    async def head(self, name: str, count: int) -> bytes:
        """Return the first ``count`` bytes of a file, or all of it."""
        ...


class DeskPlace(Struct, frozen=True):
    """A folder or a file of the desk."""

    path: Path

    async def files(self) -> tuple[File, ...]:
        """Return the files of the folder, or the one file."""
        return await asyncio.to_thread(self._files)

    def _files(self) -> tuple[File, ...]:
        try:
            if self.path.is_file():
                return (File(self.path.name, self.path.stat().st_size),)
            found = [each for each in sorted(self.path.iterdir())[:MOST_FILES] if each.is_file()]
            return tuple(File(each.name, each.stat().st_size) for each in found)
        except OSError as error:
            raise trouble.no_place(str(self.path), error.strerror or str(error)) from error

    async def head(self, name: str, count: int) -> bytes:
        """Return the beginning of a file."""

        def read() -> bytes:
            path = self.path if self.path.is_file() else self.path / name
            try:
                with path.open("rb") as file:
                    return file.read(count)
            except OSError as error:
                raise trouble.no_place(str(path), error.strerror or str(error)) from error

        return await asyncio.to_thread(read)
