"""Ansible inventories: a file in INI or YAML, the output of ``ansible-inventory --list``, or a folder of such files."""

from __future__ import annotations

import asyncio
from pathlib import Path

from console.fleet.ansible.book import Unreadable
from console.fleet.ansible.files import read_inventory
from console.fleet.ansible.nodes import nodes_of
from console.fleet.inventory_file import unreadable
from console.fleet.sources import InventorySource, Loaded, Reach, SourceKind, SourceSpec
from console.model.node import Source
from console.model.text import N_


class AnsibleInventory:
    """One inventory with the variables beside it."""

    kind = Source.ANSIBLE

    def __init__(self, path: Path, interval_seconds: float | None = None) -> None:
        self._path = path
        self.place = str(path)
        self.id = f"{self.kind}:{path}"
        self.interval_seconds = interval_seconds

    async def load(self) -> Loaded:
        """Read the files."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> Loaded:
        try:
            book = read_inventory(self._path)
            nodes = nodes_of(book)
        except Unreadable as error:
            problem = unreadable(f"{self._path}:{error.line}", str(error))
            return Loaded(problems=(problem,), failed=True, files=(self._path,))
        beside = self._path if self._path.is_dir() else self._path.parent
        files = (*book.files, beside / "group_vars", beside / "host_vars")
        return Loaded(tuple(nodes), tuple(book.problems), files=files)


def _make(spec: SourceSpec, _reach: Reach) -> InventorySource:
    return AnsibleInventory(Path(spec.place).expanduser(), spec.interval_seconds)


def _suits(path: Path) -> bool:
    return path.suffix.lower() != ".toml"


SOURCE_KIND = SourceKind(Source.ANSIBLE, N_("Ansible inventory"), _make, _suits)
