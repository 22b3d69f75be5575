"""Every fault at every step of a deploy as a unit of a real systemd of the user: named, undone or gone on with."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.service import DeployRequest
from tests.contract.matrix import test_process
from tests.contract.matrix.cases import (
    SERVES,
    Fault,
    Named,
    Outcomes,
    Way,
    hold,
    hold_at_every_step,
    hold_back_every_step,
    kill_the_core,
)
from tests.contract.matrix.machine import Machine, machine
from tests.sshd import free_port, requires_root, requires_sshd
from tests.unit.targets.test_systemd import HOUSE, SYSTEMD

pytestmark = [
    requires_sshd,
    requires_root,
    pytest.mark.deploys,
    pytest.mark.skipif(not SYSTEMD.exists() or shutil.which("nsenter") is None, reason="needs systemd and nsenter"),
]

FULL = Named("deploy.command_failed", test_process.FULL)
OUTCOMES: dict[str, Outcomes] = {
    "lost": {"*": Named("ssh.*")},
    "blink": {"*": SERVES},
    "killed": {"*": Named("deploy.interrupted", "Resume goes on there")},
    "full": {"weights": Named("ssh.disk_full"), "carry-*": Named("ssh.disk_full"), "judge": FULL, "folder": FULL,
             "write-*": FULL, "unit": FULL, "*": SERVES},
    "port": {"wait": SERVES, "ask": SERVES, "*": Named("deploy.command_failed", "already in use")},
    "restart": {"*": SERVES},
    "altered": {"carry-*": Named("ssh.checksum_wrong"), "*": SERVES},
}  # fmt: skip
BACK = test_process.BACK


class Ground(Machine):
    """A node in namespaces of its own, with a systemd of its user that a restart starts again."""

    def __init__(self, node: Machine, init: int, runtime: Path) -> None:
        super().__init__(node.sshd)
        self._init, self._runtime = init, runtime

    def inside(self, command: str) -> str:
        """Run sh in the namespaces of the node, as its sessions do."""
        variables = [f"HOME={self.home}", f"XDG_RUNTIME_DIR={self._runtime}", f"PATH={os.environ['PATH']}"]
        words = ["nsenter", "-t", str(self._init), "-m", "-p", "--", "env", "-i", *variables, "sh", "-c", command]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
        return done.stdout + done.stderr

    def restart(self) -> None:
        """Do what a restart does: every process is gone, systemd starts what is enabled, the server is back."""
        super().restart()
        group = "/sys/fs/cgroup/systemd/user/cgroup.procs"
        self.inside(f"rm -rf {self._runtime}/systemd; echo $$ >{group}; setsid {SYSTEMD} --user >/dev/null 2>&1 &")
        deadline = time.monotonic() + 20
        while "running" not in self.inside("systemctl --user is-system-running"):
            assert time.monotonic() < deadline, "systemd does not come up again"
            time.sleep(0.2)

    def inventory(self) -> set[str]:
        """Return files, processes but for systemd itself, and what systemd knows of the service."""
        units = self.inside("systemctl --user list-units --all --plain --no-legend 'leitstand-*'").splitlines()
        return {each for each in super().inventory() if "systemd --user" not in each} | set(units)

    def copies(self) -> int:
        """Return how many servers run."""
        return sum("stand_in.py" in words for words in self.processes().values())


@contextlib.contextmanager
def house(folder: Path) -> Iterator[Ground]:
    """Have a node with a systemd of the user."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    # sshd itself stays outside; what it starts for its sessions is inside.
    with machine(folder) as node:
        started = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-c",
             f"export HOME={node.home}\n{HOUSE}mkdir -p -m 755 /run/sshd\necho ready\nexec env -i sleep infinity"],
            # Without the home folder: by that the processes of the node are known, and these hold up the node itself.
            env={"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(runtime)},
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert started.stdout is not None
            told = ""
            while not told.startswith("ready") and (line := started.stdout.readline()):
                told = line
            if not told.startswith("ready"):
                pytest.skip(f"no systemd of the user can run here: {told}")
            init = int(Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text().split()[0])
            node.sshd.inside = ("nsenter", "-t", str(init), "-m", "-p", "--no-fork", "--")
            node.sshd.options["SetEnv"] = f"HOME={node.home} XDG_RUNTIME_DIR={runtime}"
            node.sshd.restart()
            yield Ground(node, init, runtime)
        finally:
            started.kill()
            started.communicate()


@pytest.fixture
async def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ground]:
    monkeypatch.setattr("console.deploy.node.CARRY_PAUSES_SECONDS", (0.2, 0.5))
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.3)
    with house(tmp_path) as made:
        yield made
    await asyncio.get_running_loop().shutdown_default_executor()


def request(folder: Path, how: str = "well") -> DeployRequest:
    """Return a request for the stand-in as a unit of the user."""
    return replace(test_process.by_command(folder, how), target="systemd")


def faults(at: Ground, port: int) -> dict[str, Fault]:
    """Return what can befall the node, by name."""
    found = (
        Fault("lost", at.lose, OUTCOMES["lost"], in_the_middle=True),
        Fault("blink", at.blink, OUTCOMES["blink"], in_the_middle=True),
        Fault("killed", kill_the_core, OUTCOMES["killed"], in_the_middle=True),
        Fault("full", at.fill, OUTCOMES["full"], stays=True),
        Fault("port", lambda: at.take(port), OUTCOMES["port"], stays=True),
        Fault("restart", at.restart, OUTCOMES["restart"], in_the_middle=True),
        Fault("altered", at.alter, OUTCOMES["altered"], in_the_middle=True),
    )
    return {each.id: each for each in found}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", OUTCOMES)
async def test_a_fault_at_every_step(at: Ground, tmp_path: Path, name: str) -> None:
    wanted = request(tmp_path)
    assert await hold_at_every_step(at, wanted, faults(at, wanted.port)[name]) == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", BACK)
async def test_a_fault_while_a_step_is_taken_back(at: Ground, tmp_path: Path, name: str) -> None:
    wanted = request(tmp_path)
    assert await hold_back_every_step(at, wanted, faults(at, wanted.port)[name], BACK[name]) == []


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("name", "step"), [("blink", "wait"), ("killed", "start"), ("restart", "install")])
async def test_smollm2_comes_to_answer(at: Ground, name: str, step: str) -> None:
    wanted = DeployRequest((NodeId("gpu01"),), "smollm2-135m", target="systemd", port=free_port(), directory="~/models")
    assert await hold(at, wanted, faults(at, wanted.port)[name], step, Way.RESUME, "Paris") == []
