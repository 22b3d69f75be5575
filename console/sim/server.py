"""The SSH server in front of the simulated nodes: loopback only, one port and one host key for each."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh
from msgspec import Struct

from console.model.clock import Clock
from console.sim.forwarding import Forward, accepts
from console.sim.inventory import choose
from console.sim.keys import keep, private_folder, public_line, write_known_hosts
from console.sim.node import Node
from console.sim.session import Process, Session
from console.sim.sftp import NodeSftp
from console.sim.startup import start_services
from console.sim.story import Story
from console.wire.tasks import TaskSet

USERS = ("ops", "root")
LOOPBACK = "127.0.0.1"
WANTED_FILES = 4096
Stream = Callable[["asyncssh.SSHReader[bytes]", "asyncssh.SSHWriter[bytes]"], Awaitable[None]]


class SimSettings(Struct, frozen=True):
    """How to start the simulated data centre."""

    runtime: Path
    clock: Clock
    seed: int = 7
    nodes: tuple[str, ...] = ()


@dataclass(slots=True)
class RunningSim:
    """The simulated data centre while it runs."""

    settings: SimSettings
    nodes: dict[str, Node]
    ports: dict[str, int]
    host_keys: dict[str, str]
    client_key: Path
    known_hosts: Path
    listeners: list[asyncssh.SSHAcceptor]
    tasks: TaskSet = field(repr=False)

    def announcement(self) -> dict[str, object]:
        """Return what the program needs to know to connect."""
        rows = []
        for name, node in self.nodes.items():
            spec = node.spec
            rows.append(
                {
                    "name": name,
                    "site": spec.site,
                    "group": spec.group,
                    "environment": spec.environment,
                    "host": LOOPBACK,
                    "port": self.ports[name],
                    "user": USERS[0],
                    "address_shown": spec.address,
                    "name_shown": spec.fqdn,
                    "host_key": self.host_keys[name],
                }
            )
        return {"nodes": rows, "client_key": str(self.client_key), "known_hosts": str(self.known_hosts)}

    async def close(self) -> None:
        """End every session and every job, and remove the keys."""
        for listener in self.listeners:
            listener.close()
        for listener in self.listeners:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(listener.wait_closed(), 2)
        await self.tasks.close()
        shutil.rmtree(self.settings.runtime / "keys", ignore_errors=True)
        self.known_hosts.unlink(missing_ok=True)


class NodeServer(asyncssh.SSHServer):
    """Who may connect to a node, and what may be opened."""

    def __init__(
        self, node: Node, client_key: asyncssh.SSHKey, open_connections: set[asyncssh.SSHServerConnection]
    ) -> None:
        self._node = node
        self._key = client_key
        self._open = open_connections
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Remember the connection, so that closing the server ends it."""
        self._connection = conn
        self._open.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self._connection is not None:
            self._open.discard(self._connection)

    def begin_auth(self, username: str) -> bool:
        """Everybody has to show a key."""
        return True

    def public_key_auth_supported(self) -> bool:
        """Keys are the only way in."""
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Accept the one key that was made for this run."""
        return username in USERS and key.public_data == self._key.public_data

    def password_auth_supported(self) -> bool:
        """Refuse passwords."""
        return False

    def kbdint_auth_supported(self) -> bool:
        """Refuse keyboard-interactive."""
        return False

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> Stream:
        """Lead a forwarded connection to who listens on the node, never to the host."""
        if not accepts(self._node, dest_host, dest_port):
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_CONNECT_FAILED, "Connection refused")
        return Forward(self._node, dest_port).serve


async def serve(settings: SimSettings) -> RunningSim:
    """Start the simulated data centre and return it when every node can be reached."""
    _raise_file_limit()
    keys = private_folder(private_folder(settings.runtime) / "keys")
    client_key = keep(keys, "client", "leitstand-simulation")
    story, tasks = Story(settings.seed, settings.clock), TaskSet("sim")
    nodes: dict[str, Node] = {}
    for spec in choose(settings.nodes):
        nodes[spec.name] = Node(spec, story, tasks, nodes)
    running = RunningSim(settings, nodes, {}, {}, keys / "client", settings.runtime / "known_hosts", [], tasks)
    by_port: dict[int, asyncssh.SSHKey] = {}
    for name, node in nodes.items():
        start_services(node)
        host_key = keep(keys, f"host-{name}", f"root@{name}")
        listener = await _listen(node, host_key, client_key, tasks)
        running.listeners.append(listener)
        running.ports[name] = listener.get_port()
        running.host_keys[name] = public_line(host_key)
        by_port[listener.get_port()] = host_key
    write_known_hosts(running.known_hosts, by_port)
    return running


async def _listen(
    node: Node, host_key: asyncssh.SSHKey, client_key: asyncssh.SSHKey, tasks: TaskSet
) -> asyncssh.SSHAcceptor:
    connections: set[asyncssh.SSHServerConnection] = set()

    async def session(process: Process) -> None:
        user = str(process.get_extra_info("username"))
        await Session(node, process, user).serve()

    def sftp(channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
        return NodeSftp(channel, node, str(channel.get_extra_info("username")))

    listener = await asyncssh.listen(
        LOOPBACK,
        0,
        server_factory=lambda: NodeServer(node, client_key, connections),
        server_host_keys=[host_key],
        process_factory=session,
        sftp_factory=sftp,
        allow_scp=True,
        encoding=None,
        line_editor=False,
        agent_forwarding=False,
        x11_forwarding=False,
        server_version="OpenSSH_9.6p1",
        encryption_algs=["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com"],
        compression_algs=None,
    )
    tasks.start(_close_with(connections), f"connections-{node.spec.name}")
    return listener


async def _close_with(connections: set[asyncssh.SSHServerConnection]) -> None:
    """Wait for the end of the simulation, then end what is still connected."""
    try:
        await asyncio.Event().wait()
    finally:
        for connection in list(connections):
            connection.abort()


def _raise_file_limit() -> None:
    """Every sandboxed shell holds a few descriptors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
