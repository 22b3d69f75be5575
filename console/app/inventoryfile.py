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

    text = read(path)
    document = parsed(path, text)
    table = tomlkit.table()
    table.update({"kind": spec.kind.value, "place": spec.place})
    tables = document.setdefault("source", tomlkit.aot())
    tables.append(table)
    write_atomic(path, dumped(document, text))


def remove_source(path: Path, source_id: str) -> None:
    """Take a source out of the file; one that is not there is fine. Raises ConsoleError."""
    text = read(path)
    document = parsed(path, text)
    tables = document.get("source", [])
    for place in range(len(tables) - 1, -1, -1):
        kind, written = str(tables[place].get("kind")), str(tables[place].get("place"))
        beside = path.parent / Path(written).expanduser()
        if source_id in {f"{kind}:{written}", f"{kind}:{beside}"}:
            del tables[place]
    if not tables:
        document.pop("source", None)
    write_atomic(path, dumped(document, text))


def read(path: Path) -> str:
    """Return what stands in a file that is to be changed; nothing where there is none. Raises ConsoleError."""
    try:
        return path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise _not_written(path, error) from error


def parsed(path: Path, text: str) -> tomlkit.TOMLDocument:
    """Return what stands in the text of a file, with its comments and its layout. Raises ConsoleError."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise _not_written(path, error) from error


def dumped(document: tomlkit.TOMLDocument, before: str) -> str:
    """Return the text of a changed document, with the line ends that it had before."""
    import tomlkit

    new = tomlkit.dumps(document).replace("\r\n", "\n")
    return new.replace("\n", "\r\n") if "\r\n" in before else new


def _not_written(path: Path, error: Exception) -> ConsoleError:
    return ConsoleError(
        "inventory.not_written",
        N_("{file} was not changed: {reason}."),
        N_("Correct the file first."),
        file=path,
        reason=str(error).rstrip("."),
    )
