"""Faults at the steps of a deploy as a job of a real Slurm: named, undone or gone on with, and no job left."""

from __future__ import annotations

import asyncio
import base64
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from console.fleet.endpoint import endpoint
from console.fleet.inventory import quick_node
from console.model.ids import NodeId
from console.model.service import DeployRequest
from console.ssh.endpoint import Endpoint
from tests.contract.clusters.bed import needs_bed, run, system
from tests.contract.clusters.test_slurm import can_log_in
from tests.contract.matrix.cases import (
    LEFT,
    SERVES,
    Fault,
    Named,
    Outcomes,
    Queued,
    Way,
    hold,
    hold_at_every_step,
    hold_back_every_step,
    kill_the_core,
)
from tests.contract.matrix.machine import STAND_IN
from tests.sshd import free_port

pytestmark = [*needs_bed, pytest.mark.deploys]

NAME = "matrix"
OPTIONS = (("partition", "debug"), ("cpus", "2"), ("time_limit", "10"))
SILENT = Named("deploy.*", "controller does not answer")
OUTCOMES: dict[str, Outcomes] = {
    "blink": {"*": SERVES},
    "killed": {"*": Named("deploy.interrupted", "Resume goes on there")},
    "silent": {"wait": Queued("slurm"), "*": SILENT},
    "pending": {"wait": SERVES, "ask": SERVES, "*": Queued("is pending")},
    "cancelled": {
        "wait": Named("deploy.command_failed", "CANCELLED"),
        "ask": Named("deploy.command_failed", "CANCELLED"),
        "*": SERVES,
    },
}
BACK: dict[str, Outcomes] = {
    "blink": {"*": SERVES},
    "killed": {"*": Named("deploy.interrupted")},
    "silent": {"submit": LEFT, "*": SERVES},
}


class Ground:
    """The login node of the cluster, and what can befall it."""

    def __init__(self, bed: dict[str, str]) -> None:
        self._bed = bed
        self._hog = ""

    def endpoint(self) -> Endpoint:
        """Return how a connection gets there."""
        return endpoint(quick_node(NodeId("login")), (Path(self._bed["SSH_CONFIG"]),))

    def let_in(self) -> None:
        """Lay the file of its users there anew: it is gone whenever somebody adds one to the machine."""
        if not can_log_in(self._bed):
            laid = "for each in passwd group shadow; do mount --bind $0/etc/$each /etc/$each; done"
            run("slurm", "exec", "sh", "-c", laid, str(Path(self._bed["SSH_CONFIG"]).parent))

    def sh(self, command: str) -> str:
        """Do something as the user on the login node."""
        words = ["ssh", "-F", self._bed["SSH_CONFIG"], "login", command]
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60).stdout

    def blink(self) -> None:
        """Cut every connection of the user."""
        run("slurm", "exec", "pkill", "-KILL", "-f", "^sshd: gpu")

    def silence(self) -> None:
        """Let the controller answer nobody."""
        run("slurm", "exec", "pkill", "-STOP", "-x", "slurmctld")

    def fill_up(self) -> None:
        """Let somebody else's job have every core."""
        wanted = "sbatch --parsable -o /dev/null -p debug -c 192 -t 10 --wrap 'sleep 600'"
        self._hog = self.sh(wanted).strip()
        # Beside the service's own job there is no room for it, and none is needed.
        deadline = time.monotonic() + 5
        while "RUNNING" not in self.sh(f"squeue -h -j {self._hog} -o %T") and time.monotonic() < deadline:
            time.sleep(0.2)

    def cancel(self) -> None:
        """Let somebody cancel the job of the service."""
        self.sh(f"scancel -n {NAME}")
        time.sleep(1.5)

    def heal(self) -> None:
        """Take back what befell it."""
        self.let_in()
        run("slurm", "exec", "pkill", "-CONT", "-x", "slurmctld")
        if self._hog:
            self.sh(f"scancel {self._hog}")
            self._hog = ""

    def inventory(self) -> set[str]:
        """Return jobs, files and processes of the user."""
        self.let_in()
        words = f"squeue -h -n {NAME} -o 'job %i %T'; ls -d ~/models 2>/dev/null && find ~/models; ls -A ~"
        ran = f"ps -u gpu -o args= | grep -e control -e {NAME} -e b64decode | grep -v grep"
        return set(self.sh(f"{words}; {ran}; :").splitlines())

    def copies(self) -> int:
        """Return how many jobs of the service there are."""
        return len(self.sh(f"squeue -h -n {NAME} -o %i").split())


@pytest.fixture(scope="module")
def bed() -> Iterator[dict[str, str]]:
    with system("slurm", is_well=can_log_in) as found:
        yield found


@pytest.fixture
async def at(bed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ground]:
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.3)
    made = Ground(bed)
    yield made
    made.heal()
    await asyncio.get_running_loop().shutdown_default_executor()


def request(how: str = "well") -> DeployRequest:
    """Return a request for the stand-in as a job."""
    program = base64.b64encode(STAND_IN.read_bytes()).decode()
    words = f"python3 -c 'import base64;exec(base64.b64decode(\"{program}\"))' {how} {{address}} {{port}}"
    return DeployRequest(
        (NodeId("login"),),
        "smollm2-135m",
        engine="command",
        target="slurm",
        service_name=NAME,
        port=free_port(),
        directory="~/models",
        arguments=(("command", words), ("start_seconds", "30")),
        options=OPTIONS,
    )


def faults(at: Ground) -> dict[str, Fault]:
    """Return what can befall, by name."""
    found = (
        Fault("blink", at.blink, OUTCOMES["blink"], in_the_middle=True),
        Fault("killed", kill_the_core, OUTCOMES["killed"], in_the_middle=True),
        Fault("silent", at.silence, OUTCOMES["silent"]),
        Fault("pending", at.fill_up, OUTCOMES["pending"]),
        Fault("cancelled", at.cancel, OUTCOMES["cancelled"]),
    )
    return {each.id: each for each in found}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", OUTCOMES)
async def test_a_fault_at_every_step(at: Ground, tmp_path: Path, name: str) -> None:
    assert await hold_at_every_step(at, request(), faults(at)[name]) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", Way)
async def test_a_server_that_dies_in_its_job(at: Ground, way: Way) -> None:
    outcome = {"*": Named("deploy.command_failed", "JobState=FAILED", again=True)}
    assert await hold(at, request("dies"), Fault("dies", lambda: None, outcome), "wait", way) == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", BACK)
async def test_a_fault_while_a_step_is_taken_back(at: Ground, tmp_path: Path, name: str) -> None:
    assert await hold_back_every_step(at, request(), faults(at)[name], BACK[name]) == []


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("name", "step"), [("blink", "wait"), ("killed", "submit")])
async def test_smollm2_comes_to_answer(at: Ground, name: str, step: str) -> None:
    wanted = DeployRequest(
        (NodeId("login"),), "smollm2-135m", target="slurm", service_name=NAME, port=free_port(),
        directory="~/models", options=OPTIONS,
    )  # fmt: skip
    assert await hold(at, wanted, faults(at)[name], step, Way.RESUME, "Paris") == []
