"""The host keys of the fleet, for a person to look at and to remove."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.model.errors import ConsoleError
from console.model.node import NodeView, Source
from console.model.text import N_
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.rooms import Rooms
    from console.ssh.knownhostsfile import Removed

MOST_REMOVALS = 50
"""That can be taken back."""


class HostKeys:
    """Lists known_hosts, removes lines, and takes removals back as long as the core lives."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._paths: set[str] = set()
        """The files that were listed: no others are changed."""
        self._removals: list[list[Removed]] = []
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.ListHostKeys: self._list,
            m.RemoveHostKeys: self._remove,
            m.RestoreHostKeys: self._restore,
        }

    async def _list(self, _: m.ListHostKeys | None = None) -> m.HostKeys:
        rooms = await self._core.rooms()
        listed = await asyncio.to_thread(_read, rooms, rooms.store.views(), simulated=self._core.profile.simulated)
        self._paths.update(line.path for line in listed.lines)
        return m.HostKeys(listed.lines, listed.problems, len(self._removals))

    async def _remove(self, request: m.RemoveHostKeys) -> m.HostKeys:
        from console.ssh.knownhostsfile import remove_lines

        wanted: dict[str, dict[int, str]] = {}
        for line in request.lines:
            wanted.setdefault(line.path, {})[line.line_no] = line.digest
        strangers = wanted.keys() - self._paths
        if strangers:
            raise ConsoleError(
                "host_keys.no_such_file",
                N_("{path} is no known_hosts file of this fleet."),
                N_("Read the host keys again and choose anew."),
                path=min(strangers),
            )
        removed: list[Removed] = []
        try:
            for path, digests in wanted.items():
                removed.append(await asyncio.to_thread(remove_lines, Path(path), digests))
        finally:
            if removed:  # also where a later file could not be changed
                self._removals = [*self._removals, removed][-MOST_REMOVALS:]
        return await self._list()

    async def _restore(self, _: m.RestoreHostKeys) -> m.HostKeys:
        from console.ssh.knownhostsfile import restore_lines

        if self._removals:
            for removed in self._removals[-1]:
                await asyncio.to_thread(restore_lines, removed)
            self._removals.pop()
        return await self._list()


def _read(rooms: Rooms, views: tuple[NodeView, ...], *, simulated: bool) -> m.HostKeys:
    from console.ssh.endpoint import Endpoint
    from console.ssh.hostkeylist import Files, host_key_lines, known_node

    files = Files()
    if not simulated:
        # The person's own and the system's files, whether a node looks into them or not.
        for path in known_node("", Endpoint("localhost", config_paths=())).paths:
            files.by_path.setdefault(path, {})
    for view in views:
        if view.node.source is Source.LOCAL:
            continue
        try:
            files.add(known_node(view.node.name, rooms.endpoint(view.node)))
        except (ValueError, OSError):
            continue  # connecting to it says what is wrong
    lines, problems = host_key_lines(files)
    return m.HostKeys(tuple(lines), tuple(problems))
