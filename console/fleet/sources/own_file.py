"""The person's own file: data centres, groups and nodes in TOML, and the other sources that are wanted."""

from __future__ import annotations

import asyncio
from pathlib import Path

from console.fleet import inventory_file
from console.fleet.sources import InventorySource, Loaded, Reach, SourceKind, SourceSpec
from console.model.node import Source
from console.model.text import N_


class OwnFile:
    """One inventory file in TOML."""

    kind = Source.INVENTORY
    interval_seconds = None

    def __init__(self, path: Path) -> None:
        self._path = path
        self.place = str(path)
        self.id = f"{self.kind}:{path}"

    async def load(self) -> Loaded:
        """Read the file; one that is not there has no nodes."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> Loaded:
        found = inventory_file.read(self._path)
        return Loaded(
            nodes=tuple(found.nodes),
            problems=tuple(found.problems),
            failed=not found.is_readable,
            files=(self._path,),
            wanted=tuple(found.sources),
            marks=tuple(found.marks),
        )


def _make(spec: SourceSpec, _reach: Reach) -> InventorySource:
    return OwnFile(Path(spec.place).expanduser())


SOURCE_KIND = SourceKind(Source.INVENTORY, N_("Inventory file"), _make, lambda path: path.suffix.lower() == ".toml")
