"""A person's marks: read from their own file, written into it, taken back while nobody else has changed it."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from console.app import markfile
from console.app.inventoryfile import own_file, read
from console.model.errors import ConsoleError
from console.model.marks import LONGEST_NOTES, LONGEST_TAG, MOST_TAGS, MarkChange, MarkTargets
from console.model.node import Source
from console.model.text import N_
from console.settings.store import write_atomic
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.inventory import InventoryRoom

MOST_KEPT = 20
"""Changes that can be taken back."""


class _Written(Struct, frozen=True):
    number: int
    before: str
    after: str


class Marking:
    """Changes marks for desks; needs the inventory, and reads it again after each change."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._one_at_a_time = asyncio.Lock()
        self._written: deque[_Written] = deque(maxlen=MOST_KEPT)
        self._numbers = 0
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.AskMarks: self._ask,
            m.ChangeMarks: self._change,
            m.UndoMarks: self._undo,
        }

    async def _ask(self, request: m.AskMarks) -> m.Marks:
        room, path = await self._place()
        text = await asyncio.to_thread(read, path)
        targets = _targets(room, request.targets)
        marks = await asyncio.to_thread(markfile.marks_of, path, text, targets)
        return m.Marks(marks, str(path), _version(text))

    async def _change(self, request: m.ChangeMarks) -> m.MarksChanged:
        _check(request.change)
        room, path = await self._place()
        targets = _targets(room, request.targets)
        async with self._one_at_a_time:
            before = await asyncio.to_thread(read, path)
            if _version(before) != request.version:
                raise _moved_on(path)
            after = await asyncio.to_thread(markfile.changed, path, before, targets, request.change)
            if after == before:
                return m.MarksChanged(0)
            await self._write(room, path, after)
            self._numbers += 1
            self._written.append(_Written(self._numbers, before, after))
            return m.MarksChanged(self._numbers)

    async def _undo(self, request: m.UndoMarks) -> None:
        room, path = await self._place()
        async with self._one_at_a_time:
            written = next((one for one in self._written if one.number == request.number), None)
            if written is None or await asyncio.to_thread(read, path) != written.after:
                raise _moved_on(path)
            self._written.remove(written)
            await self._write(room, path, written.before)

    async def _place(self) -> tuple[InventoryRoom, Path]:
        room = (await self._core.rooms()).inventory
        room.refuse_simulated()
        return room, own_file(room.inventory.roots)

    @staticmethod
    async def _write(room: InventoryRoom, path: Path, text: str) -> None:
        await asyncio.to_thread(write_atomic, path, text)
        await room.read_file(f"{Source.INVENTORY}:{path}")


def _targets(room: InventoryRoom, wanted: MarkTargets) -> list[markfile.Target]:
    """Return where marks are looked for; raises where a node is in no inventory."""
    current = room.inventory.current
    known = {node.id: node for node in current.nodes}
    names = [node.name.casefold() for node in current.nodes]
    found = []
    for node_id in wanted.node_ids:
        node = known.get(room.row_of(node_id))
        if node is None:
            raise ConsoleError(
                "inventory.not_marked",
                N_("A node that stands in no inventory cannot be marked."),
                N_("Add it to ~/.ssh/config or to the inventory file first."),
            )
        entries = current.merged.rows.get(node.id, ())
        own = next((entry.node for entry in entries if entry.kind is Source.INVENTORY), None)
        name = node.name if own is None else own.name
        is_shared = names.count(node.name.casefold()) > 1
        found.append(markfile.Target(name, node.path if is_shared else (), None if own is None else own.path))
    return [*found, *(markfile.Target(group=group) for group in wanted.groups)]


def _check(change: MarkChange) -> None:
    texts: Sequence[str] = (*change.add_tags, *change.remove_tags)
    if (
        len(change.notes or "") > LONGEST_NOTES
        or len(texts) > MOST_TAGS
        or not all(tag.strip() and len(tag) <= LONGEST_TAG and tag.isprintable() for tag in texts)
    ):
        raise ConsoleError(
            "inventory.mark_refused",
            N_("Notes have at most {notes} characters, a tag {tag}."),
            N_("Shorten what you have written."),
            notes=LONGEST_NOTES,
            tag=LONGEST_TAG,
        )


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _moved_on(path: Path) -> ConsoleError:
    return ConsoleError(
        "inventory.file_moved_on",
        N_("{file} was changed by something else in the meantime; nothing was written."),
        N_("Look at what stands there now, then save again."),
        file=path,
    )
