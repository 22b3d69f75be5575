"""Layouts by name: one file each, which the person may copy to another machine."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec

from console.app.tabs import Tabs
from console.model.errors import ConsoleError
from console.model.ids import TerminalId
from console.model.layout import VERSION, Layout, layout_of
from console.model.text import N_
from console.settings.store import write_atomic
from console.wire import messages as m

MOST_CHARACTERS = 80
"""Of a name."""
MOST_BYTES = 1_000_000
"""Of a file."""


_NOTHING = ("layout.nothing", N_("There is nothing in it."), N_("Open a terminal first, and give the layout a name."))


class LayoutFiles:
    """The folder of the layouts. Everything here may take a while; raises ConsoleError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def infos(self) -> tuple[m.LayoutInfo, ...]:
        """Return what there is, by name; files that hold no layout are passed over."""
        found: dict[str, m.LayoutInfo] = {}
        for path in sorted(self._folder.glob("*.json")):
            try:
                layout = read_layout(path)
            except ConsoleError:
                continue
            if path == self._path(layout.name):
                found[layout.name] = m.LayoutInfo(layout.name, tuple(pane.node_name for pane in layout.panes))
        return tuple(sorted(found.values(), key=lambda info: info.name.casefold()))

    def load(self, name: str) -> Layout:
        """Return the layout of a name."""
        path = self._path(name)
        if not path.exists():
            raise ConsoleError("layout.gone", N_("There is no layout called {name}."), name=name)
        return read_layout(path)

    def save(self, layout: Layout) -> None:
        """Keep a layout in place of what has its name."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(self._path(layout.name), layout_text(layout))

    def delete(self, name: str) -> None:
        """Delete a layout; one that is gone already is fine."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise ConsoleError(
                "layout.not_deleted",
                N_("The layout {name} could not be deleted: {reason}."),
                N_("Check the permissions of its folder."),
                name=name,
                reason=error.strerror or error,
            ) from error

    def _path(self, name: str) -> Path:
        # Readable where that is possible, and one file a name whatever it is made of.
        words = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40]
        return self._folder / f"{words or 'layout'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.json"


def layout_text(layout: Layout) -> str:
    """Return a layout as its file has it."""
    return msgspec.json.format(msgspec.json.encode(layout), indent=2).decode() + "\n"


def read_layout(path: Path) -> Layout:
    """Return the layout in a file; raises ConsoleError."""
    try:
        with path.open("rb") as file:
            layout = msgspec.json.decode(file.read(MOST_BYTES), type=Layout)
        if layout.version <= VERSION:
            return layout.sound()
    except OSError as error:
        raise ConsoleError(
            "layout.unreadable",
            N_("{file} could not be read: {reason}."),
            file=path,
            reason=error.strerror or error,
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise ConsoleError("layout.broken", N_("{file} holds no layout."), N_("Save it anew."), file=path) from error
    raise ConsoleError(
        "layout.version",
        N_("{file} was written by a later version of Leitstand."),
        N_("Open it with that version, or save it anew."),
        file=path,
    )


class Layouts:
    """Saves what is open, opens it again, and tells what there is."""

    def __init__(self, files: LayoutFiles, tabs: Tabs, tell: Callable[[m.Event], None]) -> None:
        self._files, self._tabs, self._tell = files, tabs, tell
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.SaveLayout: self.save,
            m.OpenLayout: self.open,
            m.DeleteLayout: self.delete,
        }

    async def tell_all(self) -> None:
        """Tell the desk what layouts there are."""
        self._tell(m.Layouts(await asyncio.to_thread(self._files.infos)))

    async def save(self, request: m.SaveLayout) -> None:
        """Keep what is open under a name."""
        name = " ".join(request.name.split())[:MOST_CHARACTERS]
        layout = layout_of(name, self._tabs.arrangement, self._tabs.panes())
        if not name or not layout.panes:
            raise ConsoleError(*_NOTHING)
        await asyncio.to_thread(self._files.save, layout)
        await self.tell_all()

    async def open(self, request: m.OpenLayout) -> TerminalId:
        """Open the terminals of a layout; one whose node is gone says so in its pane."""
        layout = await asyncio.to_thread(self._files.load, request.name)
        made = self._tabs.adopt(layout)
        if not made:
            raise ConsoleError(*_NOTHING)
        return TerminalId(self._tabs.arrangement.focused or made[0])

    async def delete(self, request: m.DeleteLayout) -> None:
        """Delete a layout."""
        await asyncio.to_thread(self._files.delete, request.name)
        await self.tell_all()
