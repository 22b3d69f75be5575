"""The hosts of ssh_config: names to choose from. How to get to them is asked of the same files when it is needed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from console.fleet.sources import InventorySource, Loaded, Reach, Sayings, SourceKind, SourceSpec
from console.model.ids import NodeId
from console.model.node import Node, Source
from console.model.text import N_
from console.ssh import config


class SshConfig:
    """One ssh_config with what it includes."""

    kind = Source.SSH_CONFIG
    interval_seconds = None

    def __init__(self, path: Path) -> None:
        self._path = path
        self.place = str(path)
        self.id = f"{self.kind}:{path}"

    async def load(self) -> Loaded:
        """Read the files; without one there are no hosts."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> Loaded:
        hosts = config.hosts((self._path,))
        return Loaded(
            nodes=tuple(_node(host) for host in hosts),
            problems=tuple(config.problems((self._path,))),
            files=tuple(dict.fromkeys((self._path, *(host.path for host in hosts)))),
            also={_id(host): sayings for host in hosts if (sayings := _also(host))},
        )


def _id(host: config.SshConfigHost) -> NodeId:
    return NodeId(f"ssh:{host.alias}")


def _node(host: config.SshConfigHost) -> Node:
    return Node(
        id=_id(host),
        name=host.alias,
        path=(),
        host=host.alias,
        source=Source.SSH_CONFIG,
        alias=host.alias,
        address_shown=host.hostname or "",
    )


def _also(host: config.SshConfigHost) -> Sayings:
    """Return what its section says; patterns may say more, so the node itself does not."""
    found = (("host", host.hostname), ("user", host.user), ("port", None if host.port is None else str(host.port)))
    return tuple((name, value) for name, value in found if value)


def _make(spec: SourceSpec, _reach: Reach) -> InventorySource:
    return SshConfig(Path(spec.place).expanduser())


SOURCE_KIND = SourceKind(Source.SSH_CONFIG, N_("SSH config"), _make)
