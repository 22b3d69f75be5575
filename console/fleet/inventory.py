"""Which nodes there are, from every place where somebody has written it down. Reads files, writes none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from console.fleet import inventory_file
from console.fleet.local import local_node
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.node import Environment, Node, Source
from console.model.text import N_
from console.ssh import config
from console.ssh.endpoint import parse_command

__all__ = ["Inventory", "load_inventory", "local_node", "nodes_from_simulation", "quick_node"]

SSH_CONFIG_GROUP = "SSH config"
QUICK_GROUP = "Quick connect"


class Inventory:
    """Reads the inventory again and again; a file that is broken for now keeps what it said before."""

    def __init__(self, files: Sequence[Path], ssh_configs: Sequence[Path] = ()) -> None:
        self._files = tuple(files)
        self._ssh_configs = tuple(ssh_configs)
        self._last_good: dict[Path, tuple[Node, ...]] = {}

    def load(self) -> tuple[list[Node], list[Problem]]:
        """Return all nodes, and what could not be read, each with file, line and column."""
        nodes: dict[NodeId, Node] = {}
        problems: list[Problem] = []
        for path in self._files:
            result = inventory_file.read(path)
            problems += result.problems
            if result.is_readable:
                self._last_good[path] = tuple(result.nodes)
            for node in self._last_good.get(path, ()):
                nodes.setdefault(node.id, node)
        for node in _ssh_config_nodes(self._ssh_configs, nodes.values()):
            nodes.setdefault(node.id, node)
        problems += config.problems(self._ssh_configs)
        return list(nodes.values()), problems


def load_inventory(files: Sequence[Path], ssh_configs: Sequence[Path] = ()) -> tuple[list[Node], list[Problem]]:
    """Read the inventory once."""
    return Inventory(files, ssh_configs).load()


def quick_node(destination: str) -> Node:
    """Return the node that a person typed as ``user@host:port -J hop``; raises where that is no destination."""
    endpoint = parse_command(destination)
    return Node(
        id=NodeId(f"quick:{endpoint}"),
        name=endpoint.host,
        path=(QUICK_GROUP,),
        host=endpoint.host,
        source=Source.QUICK_CONNECT,
        port=endpoint.port,
        user=endpoint.user,
        jumps=endpoint.jumps,
    )


def nodes_from_simulation(ready_line: str | bytes) -> list[Node]:
    """Return the nodes that the simulator says it has started."""
    try:
        ready = json.loads(ready_line)
        return [_simulated(row, str(ready["client_key"]), str(ready["known_hosts"])) for row in ready["nodes"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ConsoleError(
            "fleet.simulation_garbled",
            N_("The simulated data centre did not say where its nodes are: {reason}."),
            N_("Start the program again. If it stays so, the installation is damaged."),
            reason=f"{type(error).__name__} {error}",
        ) from error


def _simulated(row: dict[str, object], client_key: str, known_hosts: str) -> Node:
    name, group = str(row["name"]), row.get("group", "")
    site = str(row.get("site", ""))
    path = tuple(part for part in ([*group] if isinstance(group, list) else [site, str(group)]) if part)
    environment = str(row.get("environment", Environment.UNKNOWN))
    return Node(
        id=NodeId(f"sim:{name}"),
        name=name,
        path=path,
        host=str(row["host"]),
        source=Source.SIMULATION,
        port=int(str(row["port"])),
        user=str(row["user"]),
        environment=Environment(environment),
        simulated=True,
        address_shown=str(row.get("address_shown", "")),
        identity_files=(client_key,),
        known_hosts=known_hosts,
    )


def _ssh_config_nodes(paths: Sequence[Path], known: Iterable[Node]) -> list[Node]:
    """Return the hosts of ssh_config that the inventory does not have under a name of its own."""
    taken = {name for node in known for name in (node.alias or node.host, node.name)}
    return [
        Node(
            id=NodeId(f"ssh:{host.alias}"),
            name=host.alias,
            path=(SSH_CONFIG_GROUP,),
            host=host.alias,
            source=Source.SSH_CONFIG,
            alias=host.alias,
            address_shown=host.hostname or "",
        )
        for host in config.hosts(paths)
        if host.alias not in taken
    ]
