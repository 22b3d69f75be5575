from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.fleet.clusters.slurm import OUTPUT_BYTES, PIECE, SlurmSource
from console.model.cluster import Cluster, ClusterKind
from console.model.errors import ConsoleError
from console.model.slurm import SlurmAction
from console.probes import slurm
from console.wire import messages as m

RECORDED = (Path(__file__).parents[3] / "data" / "slurm" / "22.05.txt").read_text()
CLUSTER = Cluster("batch", ClusterKind.SLURM, login="login", every_seconds=3600)


@dataclass
class Done:
    rc: int | None
    stdout: bytes
    stderr: bytes = b""


class Login:
    """A login node whose answers a test chooses."""

    def __init__(self) -> None:
        self.answers: list[Done] = []
        self.scripts: list[str] = []
        self.users = 0

    async def connect(self, name: str) -> Login:
        assert name == "login"
        self.users += 1
        return self

    async def run_script(self, script: str, *, timeout: float, max_output_bytes: int) -> Done:
        del timeout, max_output_bytes
        self.scripts.append(script)
        return self.answers.pop(0)

    async def release(self) -> None:
        self.users -= 1


class Told:
    def __init__(self) -> None:
        self.events: list[m.Event] = []
        self.turns = asyncio.Queue[str]()

    def fresh(self, version: str = "") -> None:
        self.turns.put_nowait(version)

    def changes(self) -> list[m.SlurmChanged]:
        found = [event for event in self.events if isinstance(event, m.SlurmChanged)]
        self.events.clear()
        return found


def jobs(changes: list[m.SlurmChanged]) -> list[str]:
    return [job.id for change in changes for job in change.jobs]


async def test_only_what_changed_is_told_after_the_first_turn() -> None:
    login, told = Login(), Told()
    source = SlurmSource(CLUSTER, login.connect, told.events.append)
    later = RECORDED.replace("|RUNNING|None|1|gpu03|cpu=2,node=1,billing=2|", "|COMPLETING|None|1|gpu03|cpu=2|", 1)
    later = "\n".join(line for line in later.split("\n") if not line.startswith("6|6|"))
    assert later != RECORDED
    login.answers = [Done(0, RECORDED.encode()), Done(0, RECORDED.encode()), Done(0, later.encode())]
    task = asyncio.create_task(source.run(told))
    assert await told.turns.get() == "22.05.8"
    first = told.changes()
    assert first[0].is_first
    assert len(jobs(first)) == 9
    assert [part.name for part in first[0].partitions or ()] == ["h100", "debug"]
    source.hurry()
    await told.turns.get()
    assert told.changes() == []
    source.hurry()
    await told.turns.get()
    second = told.changes()
    assert jobs(second) == ["7"]
    assert second[0].gone_jobs == ("6",)
    assert second[0].nodes == ()
    source.repeat()
    assert len(jobs(told.changes())) == 8
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert login.users == 0


async def test_a_long_queue_comes_in_pieces() -> None:
    login, told = Login(), Told()
    row = "{0}|{0}|ada|h100|PENDING|Priority|1||gres/gpu=1|N/A|N/A|1|N/A|10|1|a|q|n\n"
    text = f"{slurm.MARK}jobs\n" + "".join(row.format(n) for n in range(2500)) + f"{slurm.MARK}end\n"
    source = SlurmSource(CLUSTER, login.connect, told.events.append)
    login.answers = [Done(0, text.encode())]
    task = asyncio.create_task(source.run(told))
    await told.turns.get()
    changes = told.changes()
    assert max(len(change.jobs) for change in changes) == PIECE
    assert len(jobs(changes)) == 2500
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    "done",
    [
        Done(1, b"", b"slurm_load_partitions: Unable to contact slurm controller (connect failure)\n"),
        Done(127, b"", b"sh: 3: sinfo: not found\n"),
        Done(0, RECORDED[:2000].encode()),
    ],
)
async def test_a_cluster_that_does_not_answer_says_why(done: Done) -> None:
    login = Login()
    login.answers = [done]
    source = SlurmSource(CLUSTER, login.connect, lambda _event: None)
    with pytest.raises(ConsoleError) as caught:
        await source.run(Told())
    assert caught.value.code == "cluster.slurm_silent"
    reason = done.stderr.decode().strip() or "0"
    assert caught.value.problem.params["reason"] == reason
    assert login.users == 0


async def test_the_end_of_an_output_is_read_from_the_file_of_the_job() -> None:
    login = Login()
    details = b"JobId=1 JobName=x\n   StdOut=/home/gpu/it's.out\n"
    login.answers = [Done(0, details), Done(0, f"{OUTPUT_BYTES + 1}\nstep 7\n".encode())]
    source = SlurmSource(CLUSTER, login.connect, lambda _event: None)
    assert await source.output("1") == m.TextFile("/home/gpu/it's.out", "step 7\n", is_cut=True)
    assert "tail -c 262144 '/home/gpu/it'\"'\"'s.out'" in login.scripts[1]


async def test_a_job_without_a_file_says_so() -> None:
    login = Login()
    login.answers = [Done(0, b"JobId=1 JobName=bash\n   StdOut=/dev/null\n")]
    with pytest.raises(ConsoleError) as caught:
        await SlurmSource(CLUSTER, login.connect, lambda _event: None).output("1")
    assert caught.value.code == "cluster.no_output"


async def test_tasks_that_wait_are_looked_up_by_their_array() -> None:
    login = Login()
    login.answers = [Done(0, b"JobId=3\n")]
    await SlurmSource(CLUSTER, login.connect, lambda _event: None).details("3_[4-9]", "")
    assert "scontrol show job -d 3 ||" in login.scripts[0]


async def test_a_refusal_is_told_in_the_words_of_slurm() -> None:
    login = Login()
    login.answers = [
        Done(1, b"", b"slurm_update error: Invalid user id\n"),
        Done(0, b"ops\n"),
        Done(0, b"", b"scancel: error: no job 9\n"),
    ]
    source = SlurmSource(CLUSTER, login.connect, lambda _event: None)
    for action, target, reason in (
        (SlurmAction.DRAIN, "gpu01", "slurm_update error: Invalid user id"),
        (SlurmAction.CANCEL, "9", "scancel: error: no job 9"),
    ):
        with pytest.raises(ConsoleError) as caught:
            await source.act(action, (target,), "hot")
        problem = caught.value.problem
        assert problem.params["reason"] == reason
        if action is SlurmAction.DRAIN:
            assert "sacctmgr modify user ops set adminlevel=Admin" in problem.hint.format(**problem.params)
    assert "scontrol update NodeName=gpu01 State=DRAIN Reason=hot" in login.scripts[0]
    assert login.users == 0


async def test_an_odd_name_never_reaches_the_node() -> None:
    login = Login()
    source = SlurmSource(CLUSTER, login.connect, lambda _event: None)
    for call in (source.details("1; id", ""), source.details("", "a b"), source.act(SlurmAction.HOLD, ("x",), "")):
        with pytest.raises(ConsoleError):
            await call
    assert login.scripts == []
