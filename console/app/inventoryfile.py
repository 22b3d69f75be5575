"""Changes the person's own inventory file: a source is added to it or taken out, and their comments stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from console.fleet.sources import SourceSpec
from console.model.errors import ConsoleError
from console.model.node import Source
from console.model.text import N_
from console.settings.store import write_atomic

if TYPE_CHECKING:
    import tomlkit


def own_file(roots: Sequence[SourceSpec]) -> Path:
    """Return the file that sources are added to: the first of the person's own; raises where there is none."""
    for spec in roots:
        if spec.kind is Source.INVENTORY:
            return Path(spec.place)
    raise ConsoleError(
        "inventory.no_own_file",
        N_("There is no inventory file in TOML to write the source into."),
        N_("Name one with --inventory, beside the others."),
    )


def add_source(path: Path, spec: SourceSpec) -> None:
    """Write a source into the file; raises ConsoleError."""
    import tomlkit

    document = _parsed(path)
    table = tomlkit.table()
    table.update({"kind": spec.kind.value, "place": spec.place})
    tables = document.setdefault("source", tomlkit.aot())
    tables.append(table)
    write_atomic(path, tomlkit.dumps(document))


def remove_source(path: Path, source_id: str) -> None:
    """Take a source out of the file; one that is not there is fine. Raises ConsoleError."""
    import tomlkit

    document = _parsed(path)
    tables = document.get("source", [])
    for place in range(len(tables) - 1, -1, -1):
        kind, written = str(tables[place].get("kind")), str(tables[place].get("place"))
        beside = path.parent / Path(written).expanduser()
        if source_id in {f"{kind}:{written}", f"{kind}:{beside}"}:
            del tables[place]
    if not tables:
        document.pop("source", None)
    write_atomic(path, tomlkit.dumps(document))


def _parsed(path: Path) -> tomlkit.TOMLDocument:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.exists() else "")
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise ConsoleError(
            "inventory.not_written",
            N_("{file} was not changed: {reason}."),
            N_("Correct the file first."),
            file=path,
            reason=str(error).rstrip("."),
        ) from error
