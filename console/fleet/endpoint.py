"""From a node of the inventory to where SSH connects."""

from __future__ import annotations

from pathlib import Path

from console.model.node import Node, Source
from console.ssh.endpoint import Endpoint


def endpoint(node: Node) -> Endpoint:
    """Return where SSH finds ``node``.

    A simulated node answers with its own keys only: the person's ssh_config has no say in it.
    """
    known_hosts = Path(node.known_hosts).expanduser() if node.known_hosts else None
    client_keys = tuple(Path(path).expanduser() for path in node.identity_files)
    if node.source is Source.SIMULATION:
        return Endpoint(node.host, node.port, node.user, (), known_hosts, client_keys)
    return Endpoint(node.host, node.port, node.user, known_hosts=known_hosts, client_keys=client_keys, alias=node.alias)
