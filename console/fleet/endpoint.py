"""From a node of the inventory to where SSH connects."""

from __future__ import annotations

from pathlib import Path

from console.model.node import Node, Source
from console.ssh.endpoint import Endpoint, default_config_paths


def endpoint(node: Node, ssh_configs: tuple[Path, ...] | None = None) -> Endpoint:
    """Return where SSH finds ``node``, by the person's own ssh_config where no other is named.

    A simulated node answers with its own keys only: no ssh_config has a say in it.
    """
    known_hosts = Path(node.known_hosts).expanduser() if node.known_hosts else None
    client_keys = tuple(Path(path).expanduser() for path in node.identity_files)
    if node.source is Source.SIMULATION:
        return Endpoint(node.host, node.port, node.user, (), known_hosts, client_keys)
    configs = default_config_paths() if ssh_configs is None else ssh_configs
    return Endpoint(node.host, node.port, node.user, configs, known_hosts, client_keys, node.alias, node.jumps)
