"""Real hosts in network namespaces, a core that watches them, and what the core has said of each."""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.app.core import Core
from console.app.desk import hello
from console.app.loop import LoopThread
from console.app.profile import Profile
from console.model.clock import Clock
from console.model.node import NodeState, NodeView
from console.wire import messages as m
from tests.core import Client

SCRIPTS = Path(__file__).parents[2].parent / "shared" / "tools" / "testbed"
LOCKS = ("testbed.lock", "testbed-hosts.lock")
needs_bed = pytest.mark.skipif(
    not (SCRIPTS / "hosts").exists() or os.getuid() != 0, reason="needs the test bed beside the checkout, and root"
)
HEALTHY = frozenset({NodeState.OK, NodeState.WARNING})
"""A disk or a memory of this machine that is nearly full shows on every host."""


@dataclass(frozen=True)
class Bed:
    """The hosts that are up, all alike: the first one is the jump host of those that want one."""

    addresses: Mapping[str, str]
    port: int
    user: str
    key: Path
    known_hosts: Path
    ssh_config: Path

    def do(self, *arguments: str) -> str:
        """Run the script of the hosts."""
        return script(*arguments)

    def on(self, node: str, command: str) -> str:
        """Run a command as root on a node, without SSH."""
        return script("exec", node, "sh", "-c", command)

    def put(self, node: str, file: Path, place: str) -> None:
        """Copy a file onto a node."""
        command = [str(SCRIPTS / "hosts"), "exec", node, "sh", "-c", f"cat > '{place}'"]
        with file.open("rb") as data:
            subprocess.run(command, stdin=data, check=True, timeout=60)

    def restart_sshd(self, node: str) -> None:
        """End a server with all that it serves, and start it anew."""
        self.do("kill-sshd", node)
        self.do("heal", node)

    def inventory(self, path: Path, nodes: Sequence[str], behind: Sequence[str] = ()) -> Path:
        """Write an inventory of some of the hosts; those in ``behind`` are reached through the first one."""
        lines = [
            "[defaults]", f'user = "{self.user}"', f"port = {self.port}",
            f'identity_files = ["{self.key}"]', f'known_hosts = "{self.known_hosts}"',
        ]  # fmt: skip
        for name in (*nodes, *behind):
            lines += ["[[node]]", f'name = "{name}"', f'host = "{self.addresses[name]}"']
            lines += [f'jumps = ["{next(iter(self.addresses))}"]'] if name in behind else []
        path.write_text("\n".join(lines) + "\n")
        return path


def script(*arguments: str) -> str:
    """Run the script of the hosts."""
    command = [str(SCRIPTS / "hosts"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"hosts {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def hosts(count: int, *options: str) -> Iterator[Bed]:
    """Have so many hosts, with further options of the script; one bed is on a machine, whoever wants it waits."""
    with ExitStack() as held:
        for name in LOCKS:
            lock = held.enter_context(Path(tempfile.gettempdir(), name).open("a"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        held.callback(script, "down")
        printed = script("up", "--count", str(count), *options)
        values = dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)
        yield Bed(
            dict(pair.split("=") for pair in values["NODES"].split(",")),
            int(values["SSH_PORT"]),
            values["SSH_USER"],
            Path(values["SSH_KEY"]),
            Path(values["KNOWN_HOSTS"]),
            Path(values["SSH_CONFIG"]),
        )


class Watch:
    """A core in a thread that samples the fleet, and everything it has told so far."""

    def __init__(self, client: Client, thread: LoopThread) -> None:
        self.client = client
        self._thread = thread
        self.views: dict[str, NodeView] = {}
        self.states: dict[str, list[NodeState]] = {}
        self.samples: dict[str, int] = {}
        """How many snapshots have come."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the core's loop."""
        assert self._thread._loop is not None
        return self._thread._loop

    def look(self, seconds: float = 0.0) -> None:
        """Take in what is told, for so long."""
        deadline = time.monotonic() + seconds
        while True:
            self.client.read(0.1)
            for event in self.client.events:
                if isinstance(event, m.FleetChanged):
                    for view in event.changes.changed:
                        self._take(view)
            # Nothing of it is needed again, and a soak tells a lot.
            self.client.events.clear()
            self.client.frames.clear()
            if time.monotonic() >= deadline:
                return

    def _take(self, view: NodeView) -> None:
        name, before = view.node.name, self.views.get(view.node.name)
        self.views[name] = view
        states = self.states.setdefault(name, [])
        if not states or states[-1] is not view.state:
            states.append(view.state)
        if view.snapshot is not None and (before is None or before.snapshot != view.snapshot):
            self.samples[name] = self.samples.get(name, 0) + 1

    def wait(self, name: str, wanted: Callable[[NodeView], bool], within: float, what: str) -> NodeView:
        """Wait until what is known of a node is as wanted."""
        deadline = time.monotonic() + within
        while not (name in self.views and wanted(self.views[name])):
            assert time.monotonic() < deadline, f"{name} is not {what} within {within:g} s: {self.views.get(name)}"
            self.look()
        return self.views[name]

    def wait_healthy(self, *names: str, within: float = 90.0) -> None:
        """Wait until nodes answer: with a sample that comes from now on."""
        for name in names:
            before = self.samples.get(name, 0)

            def healthy(view: NodeView, name: str = name, before: int = before) -> bool:
                return view.state in HEALTHY and self.samples.get(name, 0) > before

            self.wait(name, healthy, within, "healthy")

    def wait_down(self, name: str, within: float, *states: NodeState) -> NodeView:
        """Wait until a node is seen to be in trouble, and why is said."""
        return self.wait(name, lambda view: view.state in states and view.problem is not None, within, "/".join(states))


@contextmanager
def watching(inventory: Path, ssh_config: Path, clock: Clock | None = None) -> Iterator[Watch]:
    """Run a core on an inventory, sampled every two seconds."""
    profile = Profile(name="faults", inventory=(str(inventory),), ssh_config=(str(ssh_config),))
    ours, theirs = socket.socketpair()
    thread = LoopThread(lambda: Core(profile, clock).run(theirs))
    thread.start()
    ours.sendall(hello())
    client = Client(ours)
    try:
        client.welcome()
        client.send(m.WatchFleet())
        yield Watch(client, thread)
        client.send(m.Leave(force=True))
        client.wait_ended(30)
        assert thread.join(), "the core does not come to its end"
    finally:
        thread.stop()
        ours.close()
