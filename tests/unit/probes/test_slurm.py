from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.node import NodeState
from console.model.slurm import SlurmState
from console.probes import slurm

DATA = Path(__file__).parents[2] / "data" / "slurm"
RECORDED = (DATA / "22.05.txt").read_text()
"""Of a real cluster."""
OLD = (DATA / "other.txt").read_text()
"""What other versions and sites write."""


def test_a_real_cluster_is_read_whole() -> None:
    state = slurm.parse(RECORDED)
    assert slurm.is_whole(RECORDED)
    assert state.version == "22.05.8"
    assert [node.name for node in state.nodes] == ["gpu01", "gpu02", "gpu03", "gpu04"]
    full, drained = state.nodes[0], state.nodes[3]
    assert (full.gpus, full.gpus_used, full.state, full.partitions) == (8, 8, NodeState.OK, ("h100", "debug"))
    assert (drained.state, drained.states) == (NodeState.DRAINED, ("IDLE", "DRAIN"))
    assert (drained.reason, drained.reason_by) == ("Xid 79 [GPU 3] fell off", "root")
    assert drained.reason_at == 1795875561.0
    assert drained.memory_bytes == 2_000_000 << 20


def test_the_queue_says_who_waits_for_what() -> None:
    jobs = {job.id: job for job in slurm.parse(RECORDED).jobs}
    train = jobs["1"]
    assert (train.name, train.gpus, train.nodes, train.is_running) == ("llama train|odd name", 16, "gpu[01-02]", True)
    waiting = jobs["4"]
    assert waiting.reason.startswith("Nodes required for job are DOWN, DRAINED")
    assert (waiting.gpus, waiting.node_count, waiting.is_waiting) == (32, 4, True)
    array = jobs["3_[3-40%2]"]
    assert (array.tasks_waiting, array.gpus) == (38, 1)
    assert jobs["3_1"].number == 8
    assert jobs["2"].limit_seconds == 1200
    assert jobs["2"].submitted_at == 1795875518.0


def test_partitions_add_up_their_nodes_and_their_queue() -> None:
    h100, debug = slurm.parse(RECORDED).partitions
    assert (h100.name, h100.is_default, h100.state, h100.limit_seconds) == ("h100", True, "UP", 7 * 86400)
    assert (h100.gpus, h100.gpus_used) == (32, 18)
    assert (h100.nodes_ready, h100.nodes_drained, h100.nodes_down) == (3, 1, 0)
    # 38 tasks of one, 32 for the large job, 4 for the one that is held.
    assert (h100.gpus_waiting, h100.jobs_waiting) == (74, 41)
    assert (debug.gpus_waiting, debug.jobs_waiting) == (2, 1)


def test_what_other_versions_and_sites_write_is_understood() -> None:
    state = slurm.parse(OLD)
    down, asleep = state.nodes
    assert down.states == ("DOWN", "NOT_RESPONDING", "DRAIN", "CLOUD")
    assert down.state is NodeState.UNREACHABLE
    assert (down.reason, down.reason_by) == ("NHC: check=1 failed State=IDLE [gpu 3]", "slurm")
    assert (down.gpus, down.gpus_used, down.load) == (6, 3, None)
    assert (asleep.state, asleep.gpus, asleep.reason_at) == (NodeState.IDLE, 0, None)
    whole, per_node, array = state.jobs
    assert (whole.gpus, whole.name, whole.node_count, whole.limit_seconds) == (3, "a | b", 2, None)
    assert (per_node.gpus, per_node.limit_seconds) == (8, 86400 + 2 * 3600 + 3 * 60 + 4)
    assert (array.gpus, array.tasks_waiting, array.limit_seconds) == (2, 6, 45 * 60)
    assert state.partitions[0].jobs_waiting == 8


def test_output_that_breaks_off_is_not_whole() -> None:
    assert not slurm.is_whole(RECORDED[:-30])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("gpu:h100:8(IDX:0-7)", 8),
        ("gpu:8", 8),
        ("gpu", 1),
        ("gres/gpu:a100:2", 2),
        ("gres:gpu:2", 2),
        ("cpu=4,mem=2000G,gres/gpu=16,gres/gpu:h100=16", 16),
        ("cpu=4,gres/gpu:a100=4,gres/gpu:v100=2", 6),
        ("shard:32,mps:200", 0),
        ("(null)", 0),
    ],
)
def test_gpus_are_counted_in_every_spelling(text: str, count: int) -> None:
    assert slurm.count_gpus(text) == count


def test_lists_of_hosts_are_written_out() -> None:
    assert slurm.hosts("gpu[01-03,07],login,r[1-2]n[8-9]") == [
        "gpu01", "gpu02", "gpu03", "gpu07", "login", "r1n8", "r1n9", "r2n8", "r2n9",
    ]  # fmt: skip
    assert len(slurm.hosts("n[0-999999999]")) == 20_000


def test_the_details_of_a_job_keep_paths_and_names_whole() -> None:
    text = (
        "JobId=8 ArrayJobId=3 ArrayTaskId=1 JobName=x=1 y\n   UserId=gpu(20077) GroupId=gpu(20077) MCS_label=N/A\n"
        "   Command=/home/gpu/my job.sh a=b\n   StdOut=/home/gpu/out=1/a b.log\n   TresPerNode=gres:gpu:h100:8\n\n"
        "JobId=9 JobName=other\n"
    )
    fields = slurm.details(text)
    assert fields["JobName"] == "x=1 y"
    assert fields["StdOut"] == "/home/gpu/out=1/a b.log"
    assert fields["Command"] == "/home/gpu/my job.sh a=b"
    assert fields["ArrayTaskId"] == "1"
    assert fields["TresPerNode"] == "gres:gpu:h100:8"


@given(st.text() | st.sampled_from((RECORDED, OLD)).flatmap(lambda t: st.integers(0, len(t)).map(lambda n: t[n:])))
def test_no_answer_breaks_the_reader(text: str) -> None:
    state = slurm.parse(text)
    assert isinstance(state, SlurmState)
    assert all(node.name for node in state.nodes)
    assert all(job.number >= 0 and (job.gpus or 0) >= 0 for job in state.jobs)
    slurm.details(text)


@given(st.text(alphabet="gpu:[](),=0123456789-h/x", max_size=60))
def test_no_count_and_no_list_breaks_the_reader(text: str) -> None:
    assert slurm.count_gpus(text) >= 0
    assert len(slurm.hosts(text, most=50)) <= 50
    slurm.seconds(text)
