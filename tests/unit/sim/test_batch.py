"""The batch system tells what the rest of the story tells, and what people have told it."""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from console.sim.batch import Batch, BatchJob
from console.sim.inventory import all_nodes
from console.sim.node import Node
from console.wire.tasks import TaskSet
from tests.sim import StillClock, story

MINE = BatchJob(0, "mine", "ops", "l40s", (), 1, 2, 4, 0.0, None, 600)


def made(seed: int = 7) -> Batch:
    network: dict[str, Node] = {}
    told, tasks = story(seed), TaskSet("test-sim")
    for spec in all_nodes():
        network[spec.name] = Node(spec, told, tasks, network)
    assert network["gpu-b04"].batch is network["jump-01"].batch
    return network["jump-01"].batch


def submit(batch: Batch, job: BatchJob) -> BatchJob:
    return batch.submit(replace(job, id=batch.next_number()))


def test_the_gpus_of_jobs_are_those_that_the_nodes_show() -> None:
    batch = made()
    by_node = {node.spec.name: node for node in batch.nodes()}
    trainings = [job for job in batch.jobs() if job.name == "70b-sft"]
    assert [(job.nodes, job.gpus) for job in trainings] == [(("gpu-a02", "gpu-a03"), 8)]
    for job in batch.jobs():
        for name in job.nodes if job.gpus else ():
            assert job.id in {workload.job for workload in by_node[name].workloads}
    assert "gpu-a01" not in by_node, "a node that serves is no node of Slurm"


def test_a_gpu_that_is_lost_drains_its_node_and_one_without_a_driver_is_down() -> None:
    batch = made()
    states = {node.spec.name: batch.state_of(node) for node in batch.nodes()}
    assert states["gpu-b04"] == "MIXED+DRAIN"
    assert "XID 79" in batch.drained["gpu-b04"].reason
    assert states["gpu-c02"] == "DOWN+INVALID_REG"


def test_jobs_come_and_go_with_the_time_and_the_seed_decides() -> None:
    batch = made()
    before = {job.id: job.is_running for job in batch.jobs()}
    assert before == {job.id: job.is_running for job in made().jobs()}
    assert before.keys() != {job.id for job in made(8).jobs()}
    cast(StillClock, batch.story.clock).passed = 900
    after = {job.id: job.is_running for job in batch.jobs()}
    assert before.keys() - after.keys()
    assert after.keys() - before.keys()
    assert all(not job.is_running or not job.gpus or job.id < 9000 for job in batch.jobs())


def test_a_job_starts_where_there_is_room_and_waits_where_there_is_none() -> None:
    batch = made()
    first, second = submit(batch, MINE), submit(batch, replace(MINE, gpus=3))
    assert (first.nodes, first.state) == (("gpu-d01",), "RUNNING")
    assert (second.state, second.reason) == ("PENDING", "Resources")
    batch.held.add(second.id)
    assert [job.reason for job in batch.jobs() if job.id == second.id] == ["JobHeldUser"]
    batch.cancel(second.id)
    assert batch.job(second.id) is None
