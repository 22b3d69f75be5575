"""Slurm, asked through a login node: one channel a turn, and only what has changed goes on."""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Protocol, TypeVar

from console.fleet.clusters.source import Report
from console.model.cluster import Cluster
from console.model.errors import ConsoleError
from console.model.slurm import SlurmAction, SlurmJob, SlurmNode, SlurmPartition, SlurmState, slurm_command
from console.model.text import N_
from console.probes import slurm
from console.wire import messages as m

EVERY_SECONDS = 10.0
"""Each turn costs the controller three questions; what it is asked more often it answers slower for everybody."""
ASK_SECONDS = 60.0
MOST_BYTES = 64 << 20
OUTPUT_BYTES = 256 << 10
"""So much of the end of a job's output is shown."""
PIECE = 1000
"""Jobs in one event: the window takes each in without a pause that one would see."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_NO_RIGHT = re.compile(r"invalid user id|access/permission denied|operation not permitted", re.IGNORECASE)
"""How Slurm says that who asks may not."""
# https://slurm.schedmd.com/user_permissions.html, and validate_super_user before REQUEST_UPDATE_NODE in slurmctld.
_RIGHT_TO_NODES = N_(
    "Draining and resuming is for Slurm's administrators: connect to the login node as root or SlurmUser, or have one "
    "run: sacctmgr modify user {user} set adminlevel=Admin. Operator is not enough."
)
_RIGHT_TO_JOBS = N_(
    "Jobs of others are for coordinators of their account, operators and administrators: ask their owner, or have an "
    "administrator run: sacctmgr modify user {user} set adminlevel=Operator."
)


class Completed(Protocol):
    """A command that has ended."""

    @property
    def rc(self) -> int | None: ...  # noqa: D102 - as in console.ssh
    @property
    def stdout(self) -> bytes: ...  # noqa: D102 - the same
    @property
    def stderr(self) -> bytes: ...  # noqa: D102 - the same


class LoginNode(Protocol):
    """A connection to the login node."""

    async def run_script(self, script: str, *, timeout: float, max_output_bytes: int) -> Completed:
        """Run a script of ``sh``."""
        ...

    async def release(self) -> None:
        """Give the connection back."""
        ...


Connect = Callable[[str], Awaitable[LoginNode]]
"""Connects to a node by its name; raises ConsoleError."""


class SlurmSource:
    """Asks one Slurm cluster and does to it what a person says."""

    def __init__(self, cluster: Cluster, connect: Connect, tell: Callable[[m.Event], None]) -> None:
        self.every_seconds = cluster.every_seconds or EVERY_SECONDS
        self._cluster, self._connect, self._tell = cluster, connect, tell
        self._hurry = asyncio.Event()
        self._partitions: tuple[SlurmPartition, ...] = ()
        self._nodes: dict[str, SlurmNode] = {}
        self._jobs: dict[str, SlurmJob] = {}

    async def run(self, report: Report) -> None:
        """Ask again and again; raises ConsoleError where Slurm or its node does not answer."""
        login = await self._connect(self._cluster.login)
        try:
            is_first = True
            while True:
                state = await self._take(login)
                self._told(state, is_first=is_first)
                report.fresh(state.version)
                is_first = False
                await self._pause()
        finally:
            await login.release()

    def repeat(self) -> None:
        """Tell all that is known once more."""
        known = SlurmState(
            partitions=self._partitions, nodes=tuple(self._nodes.values()), jobs=tuple(self._jobs.values())
        )
        self._told(known, is_first=True)

    def hurry(self) -> None:
        """Ask now."""
        self._hurry.set()

    async def details(self, job: str, node: str) -> str:
        """Return what ``scontrol show`` says; a job that is long gone is looked up in the accounting."""
        slurm_command(SlurmAction.HOLD if job else SlurmAction.RESUME, [job or node])  # refuses odd names
        job = job.partition("_[")[0]  # tasks that wait together are known by the number of their array
        what = ["job", "-d", job] if job else ["node", "-d", node]
        show = shlex.join(["scontrol", "show", *what])
        if job:
            fields = "JobID,JobName,User,Partition,State,ExitCode,Elapsed,Start,End,NodeList,AllocTRES%60"
            show += f" || {shlex.join(['sacct', '-j', job, '--format', fields])}"
        return await self._read(show)

    async def output(self, job: str) -> m.TextFile:
        """Return the end of what a job has written."""
        path = slurm.details(await self.details(job, "")).get("StdOut", "")
        if not path or path == "/dev/null":
            raise ConsoleError(
                "cluster.no_output",
                N_("Job {job} writes no file that is known."),
                N_("Interactive jobs write to the terminal they were started from."),
                job=job,
            )
        quoted = shlex.quote(path)
        text = await self._read(f"wc -c < {quoted} && tail -c {OUTPUT_BYTES} {quoted}")
        size, _, rest = text.partition("\n")
        return m.TextFile(path, rest, is_cut=size.strip().isdigit() and int(size) > OUTPUT_BYTES)

    async def act(self, action: SlurmAction, targets: tuple[str, ...], reason: str) -> str:
        """Run the command of an action; raises with Slurm's own words where it is refused."""
        said = await self._said(slurm_command(action, targets, reason), _RIGHT_TO_NODES if action.is_for_nodes else "")
        self.hurry()
        return said

    async def _said(self, command: str, right: str = "") -> str:
        """Run a command that changes something; raises with Slurm's own words where it is refused.

        ``right`` says what is to be done where the user has no right to it.
        """
        done = await self._run(command)
        said, complaint = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace").strip()
        # scancel complains about a job that is not there and ends with 0 all the same.
        if done.rc != 0 or "error" in complaint:
            lacks_right = _NO_RIGHT.search(complaint) is not None
            raise ConsoleError(
                "cluster.refused",
                N_("{command} was refused: {reason}."),
                (right or _RIGHT_TO_JOBS) if lacks_right else "",
                command=command,
                reason=_last_line(complaint) or str(done.rc),
                **({"user": await self._user()} if lacks_right else {}),
            )
        return said or complaint

    async def _user(self) -> str:
        """Return who asks, as an administrator would write it."""
        done = await self._run("id -un")
        return done.stdout.decode(errors="replace").strip() or "USER"

    async def _read(self, command: str) -> str:
        done = await self._run(command)
        if done.rc != 0:
            reason = _last_line(done.stderr.decode(errors="replace")) or str(done.rc)
            raise ConsoleError("cluster.slurm_says", N_("Slurm answers: {reason}."), reason=reason)
        return done.stdout.decode(errors="replace")

    async def _run(self, command: str) -> Completed:
        login = await self._connect(self._cluster.login)
        try:
            script = f"{slurm.PREPARE}{command}\n"
            return await login.run_script(script, timeout=ASK_SECONDS, max_output_bytes=2 << 20)
        finally:
            await login.release()

    async def _take(self, login: LoginNode) -> SlurmState:
        done = await login.run_script(slurm.SCRIPT, timeout=ASK_SECONDS, max_output_bytes=MOST_BYTES)
        text = done.stdout.decode(errors="replace")
        if done.rc == 0 and slurm.is_whole(text):
            # In a thread: ten thousand jobs take a third of a second to read.
            return await asyncio.to_thread(slurm.parse, text)
        raise ConsoleError(
            "cluster.slurm_silent",
            N_("Slurm did not answer on {host}: {reason}."),
            N_("Log in there and try sinfo. slurmctld may be down, or the programs are not in the path."),
            host=self._cluster.login,
            reason=_last_line(done.stderr.decode(errors="replace")) or str(done.rc),
        )

    async def _pause(self) -> None:
        self._hurry.clear()
        try:
            async with asyncio.timeout(self.every_seconds):
                await self._hurry.wait()
        except TimeoutError:
            return

    def _told(self, state: SlurmState, *, is_first: bool) -> None:
        """Tell what differs from what was told before."""
        nodes = {node.name: node for node in state.nodes}
        jobs = {job.id: job for job in state.jobs}
        new_nodes, gone_nodes = _difference({} if is_first else self._nodes, nodes)
        new_jobs, gone_jobs = _difference({} if is_first else self._jobs, jobs)
        partitions = None if state.partitions == self._partitions and not is_first else state.partitions
        self._partitions, self._nodes, self._jobs = state.partitions, nodes, jobs
        if not (is_first or partitions is not None or new_nodes or gone_nodes or new_jobs or gone_jobs):
            return
        name = self._cluster.name
        self._tell(m.SlurmChanged(name, is_first, partitions, tuple(new_nodes), gone_nodes, (), gone_jobs))
        for start in range(0, len(new_jobs), PIECE):
            self._tell(m.SlurmChanged(name, jobs=tuple(new_jobs[start : start + PIECE])))


def _difference(before: dict[K, V], now: dict[K, V]) -> tuple[list[V], tuple[K, ...]]:
    new = [value for key, value in now.items() if before.get(key) != value]
    return new, tuple(before.keys() - now.keys())


def _last_line(text: str) -> str:
    lines: Iterable[str] = (line.strip() for line in reversed(text.splitlines()))
    return next((line.rstrip(".") for line in lines if line), "")[:300]
