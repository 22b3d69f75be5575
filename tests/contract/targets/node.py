"""A node of the test bed: a real sshd and a user without rights in the namespaces of a container engine."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from console.deploy.link import Completed, NodeLink, OnOutput
from console.model.ids import NodeId
from console.model.service import DeployRequest, DeployState, DeployView, Plan, StepKind
from console.ssh.connect import Connection, Connector, Limits
from console.ssh.endpoint import Endpoint
from console.ssh.secrets import NoSecretStore
from console.wire.messages import DeployAction
from console.wire.tasks import TaskSet
from tests.deploys import deploys_in
from tests.sshd import SSHD, make_key, public
from tests.unit.deploy.conftest import Listener, WallClock
from tests.unit.deploy.nodes import Lost
from tests.unit.deploy.test_link import Nobody

PORT = 2222
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
USER, UID = "ops", 4242
QUESTION = "What is the capital of France?"
CONFIG = """\
Port {port}
HostKey {folder}/host_key
PidFile {folder}/sshd.pid
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
SetEnv {variables}
Subsystem sftp internal-sftp
"""


class Node:
    """A machine that is reached by SSH, and what a deploy could leave there."""

    def __init__(self, folder: Path, init: int, address: str, user: str, variables: Mapping[str, str]) -> None:
        self.variables = {"HOME": str(folder / "home"), **variables}
        self.folder, self.init, self.address, self.user = folder, init, address, user
        self.home = folder / "home"

    def sh(self, command: str, *, user: str = "root") -> str:
        """Run sh there without SSH and return what it printed, errors too."""
        # What the sessions of sshd have, too.
        become = ["env", "-i", f"PATH={PATH}", *(f"{name}={value}" for name, value in self.variables.items())]
        become += [] if user == "root" else ["setpriv", f"--reuid={UID}", f"--regid={UID}", "--init-groups"]
        done = subprocess.run(
            ["nsenter", "-t", str(self.init), "-m", "-p", "-u", "-i", "-n", "--", *become, "sh", "-c", command],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done.stdout + done.stderr

    def own(self, command: str) -> str:
        """Run sh there as the user of the connections."""
        return self.sh(command, user=self.user)

    def endpoint(self) -> Endpoint:
        """Return how a connection gets there."""
        known, key = self.folder / "known_hosts", self.folder / "client_key"
        return Endpoint(self.address, PORT, self.user, config_paths=(), known_hosts=known, client_keys=(key,))

    def left(self) -> list[str]:
        """Return the files below the home folder, but for the store that Podman without root has there."""
        found = (str(path.relative_to(self.home)) for path in self.home.rglob("*") if path.is_file())
        return sorted(path for path in found if not path.startswith((".local/share/containers", ".cache/containers")))


@contextmanager
def node(pid_file: Path, address: str, variables: Mapping[str, str], user: str = USER) -> Iterator[Node]:
    """Start sshd in the namespaces of the process in ``pid_file``, and end it with all that it started."""
    # pytest closes its own folders to others whenever a run begins.
    folder = Path(tempfile.mkdtemp(prefix=f"leitstand-node-{os.getpid()}-"))
    folder.chmod(0o755)
    made = Node(folder, int(pid_file.read_text().split()[0]), address, user, variables)
    make_key(folder / "client_key")
    make_key(folder / "host_key")
    made.home.mkdir()
    (folder / "authorized_keys").write_text(public(folder / "client_key") + "\n")
    (folder / "known_hosts").write_text(f"[{address}]:{PORT} {public(folder / 'host_key')}\n")
    shown = " ".join(f"{name}={value}" for name, value in {"HOME": str(made.home), **variables}.items())
    (folder / "sshd_config").write_text(CONFIG.format(port=PORT, folder=folder, variables=shown))
    # /etc and /run of these namespaces are their own: nothing of this reaches the machine.
    made.sh(f"mkdir -p /run/sshd; useradd -o -M -u {UID} -U -d {made.home} -s /bin/sh -p '*' {USER}")
    if user == USER:
        os.chown(made.home, UID, UID)
    made.sh(f"{SSHD} -f {folder}/sshd_config -E {folder}/sshd.log")
    deadline = time.monotonic() + 10
    while not (folder / "sshd.pid").exists():
        assert time.monotonic() < deadline, "sshd did not start"
        time.sleep(0.05)
    try:
        yield made
    finally:
        made.sh(f"pkill -KILL -P $(cat {folder}/sshd.pid); kill -KILL $(cat {folder}/sshd.pid); userdel -f {USER}")
        shutil.rmtree(folder)


PLAIN_IMAGE, IMAGE = "leitstand/python:latest", "leitstand/python-libraries:test"
LIBRARIES = ("libgcc_s.so.1", "libgomp.so.1", "libm.so.6", "libpthread.so.0", "libstdc++.so.6")


@contextmanager
def image(where: Node, tool: str) -> Iterator[None]:
    """Make an image with the libraries that images of Python have and the smallest one of the test bed has not."""
    folder = "/usr/lib/x86_64-linux-gnu"
    copies = "".join(
        f"{tool} cp {os.path.realpath(f'{folder}/{library}')} made:{folder}/{library} && " for library in LIBRARIES
    )
    told = where.sh(
        f"{tool} create --name made {PLAIN_IMAGE} && {copies}{tool} commit made {IMAGE}; {tool} rm -f -v made",
        user=where.user,
    )
    found = where.sh(f"{tool} image inspect {IMAGE} >/dev/null && echo {IMAGE} there", user=where.user)
    assert f"{IMAGE} there" in found, told
    try:
        yield
    finally:
        where.sh(f"{tool} rmi -f {IMAGE}", user=where.user)


class Fragile:
    """A connection that breaks in the middle of a command."""

    def __init__(self, connection: Connection, core: Core) -> None:
        self._connection, self._core = connection, core
        self.upload = connection.upload
        self.forward_local = connection.forward_local
        self.hold = connection.hold
        self.carry = connection.carry
        self.release = connection.release

    async def run(
        self, command: str, *, stdin: bytes = b"", timeout: float, on_output: OnOutput | None = None
    ) -> Completed:
        if self._core.fatal and self._core.fatal in stdin.decode():
            self._core.is_cut = True
            # It has begun there, and nobody hears how it ends.
            task = asyncio.ensure_future(self._connection.run(command, stdin=stdin, timeout=timeout))
            await asyncio.sleep(0.3)
            task.cancel()
            await self._connection.close()
            raise Lost
        return await self._connection.run(command, stdin=stdin, timeout=timeout, on_output=on_output)


class Core:
    """The deploys of a core, connected to one node."""

    def __init__(self, folder: Path, where: Node) -> None:
        self.node = where
        self.fatal = ""
        self.is_cut = False
        self.tasks = TaskSet("core")
        self.clock = WallClock()
        self.connector = Connector(Nobody(), self.tasks, self.clock, Limits(connect_seconds=10), NoSecretStore())
        self.deploys = deploys_in(folder, self.link, self.clock, self.tasks, Listener())

    async def link(self, _node_id: NodeId) -> NodeLink:
        if self.is_cut:
            raise Lost
        return Fragile(await self.connector.connect(self.node.endpoint()), self)

    async def deploy(self, request: DeployRequest, **options: str) -> DeployView:
        """Check, plan and carry out a request; return how it went."""
        request = replace(request, options=tuple(options.items()))
        results = await self.deploys.preflight(request, lambda _result, _total: None)
        self.results = {result.check: result for result in results}
        return await self.run((await self.deploys.make_plans(request)).plans)

    async def plans(self, request: DeployRequest, **options: str) -> tuple[Plan, ...]:
        """Check and plan a request."""
        return (await self.deploys.make_plans(replace(request, options=tuple(options.items())))).plans

    async def run(self, plans: tuple[Plan, ...]) -> DeployView:
        """Carry out plans; return how it went."""
        await self.deploys.run(plans)
        return await self.settled()

    def lose_in(self, plan: Plan, step_id: str) -> None:
        """Let every connection break while a step is at work, and no new one come about."""
        step = next(step for step in plan.steps if step.id == step_id)
        self.fatal = plan.status if step.kind is StepKind.WAIT else step.command

    def heal(self) -> None:
        """Let connections come about again."""
        self.fatal, self.is_cut = "", False

    async def settled(self) -> DeployView:
        while self.deploys.running_count():
            await asyncio.sleep(0.05)
        return self.deploys.views()[-1]

    async def control(self, action: DeployAction) -> DeployView:
        """Do it to the newest deploy and return the outcome."""
        await self.deploys.control(self.deploys.views()[-1].id, action)
        return await self.settled()

    async def walk(self, request: DeployRequest, **options: str) -> DeployView:
        """Deploy, ask, stop, start, ask again."""
        view = await self.deploy(request, **options)
        assert view.state is DeployState.SERVING, (view.problem, [step.output for step in view.steps])
        assert "Paris" in view.answer
        assert (await self.control(DeployAction.STOP)).state is DeployState.STOPPED
        view = await self.control(DeployAction.START)
        assert view.state is DeployState.SERVING, view.problem
        assert "Paris" in await self.deploys.ask(view.id, QUESTION)
        return view

    async def remove(self) -> DeployView:
        """Take the newest deploy back."""
        view = await self.control(DeployAction.UNDO)
        assert view.state is DeployState.UNDONE, (view.problem, [step.output for step in view.steps])
        return view

    async def close(self) -> None:
        for view in self.deploys.views():
            self.heal()
            if view.state is not DeployState.UNDONE:
                await self.deploys._deploys[view.id].execution.undo()
        await self.deploys.close()
        await self.connector.close()
        await self.tasks.close()
