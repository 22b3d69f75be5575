"""The simulated Slurm through the product's own eyes and hands, over a real SSH connection."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncssh

from console.model.node import NodeState
from console.model.slurm import SlurmAction, SlurmState, slurm_command
from console.probes import slurm
from tests.sim import connected, run, running


async def asked(connection: asyncssh.SSHClientConnection) -> SlurmState:
    status, out, err = await run(connection, slurm.SCRIPT)
    assert (status, err) == (0, "")
    assert slurm.is_whole(out)
    return slurm.parse(out)


async def test_the_page_of_slurm_finds_all_that_it_shows(tmp_path: Path) -> None:
    async with running(tmp_path) as sim, connected(sim, "jump-01") as login:
        state = await asked(login)
        assert {part.name: part.is_default for part in state.partitions} == {"h100": True, "a100": False, "l40s": False}
        nodes, jobs = {node.name: node for node in state.nodes}, {job.name: job for job in state.jobs}
        assert (nodes["gpu-a02"].gpus, nodes["gpu-a02"].gpus_used) == (8, 8)
        assert (nodes["gpu-b04"].state, nodes["gpu-c02"].state) == (NodeState.DRAINED, NodeState.FAILED)
        training = jobs["70b-sft"]
        assert (training.gpus, training.node_count, training.nodes) == (16, 2, "gpu-a[02-03]")
        assert any(job.is_waiting and job.reason == "Resources" for job in state.jobs)
        for job in state.jobs:
            assert slurm.details((await run(login, f"scontrol show job -d {job.number}"))[1])["JobName"] == job.name


async def test_what_a_person_does_to_it_is_seen_from_everywhere(tmp_path: Path) -> None:
    async with running(tmp_path) as sim, connected(sim, "jump-01") as login, connected(sim, "gpu-d01") as node:
        await run(login, slurm_command(SlurmAction.DRAIN, ["gpu-a02"], "fan is loud"))
        found = next(each for each in (await asked(node)).nodes if each.name == "gpu-a02")
        assert (found.state, found.reason, found.reason_by) == (NodeState.DRAINED, "fan is loud", "ops")
        await run(node, slurm_command(SlurmAction.RESUME, ["gpu-a02"]))
        assert next(each for each in (await asked(login)).nodes if each.name == "gpu-a02").state is NodeState.OK
        script = "#!/bin/sh\\n#SBATCH --job-name=mine --gres=gpu:1 -p l40s -o /tmp/%%x-%%j.out\\nhostname; sleep 60\\n"
        _status, number, _err = await run(login, f"printf '{script}' | sbatch --parsable")
        mine = next(job for job in (await asked(node)).jobs if job.id == number.strip())
        assert (mine.name, mine.user, mine.nodes, mine.gpus, mine.is_running) == ("mine", "ops", "gpu-d01", 1, True)
        async with asyncio.timeout(20):
            while (await run(login, f"cat /tmp/mine-{mine.id}.out"))[1] != "gpu-d01\n":
                await asyncio.sleep(0.05)
        assert "slurm_script" in (await run(node, "ps aux"))[1]
        await run(login, slurm_command(SlurmAction.CANCEL, [mine.id]))
        assert mine.id not in {job.id for job in (await asked(login)).jobs}
        assert "slurm_script" not in (await run(node, "ps aux"))[1]


async def test_it_refuses_as_the_real_one_does(tmp_path: Path) -> None:
    async with running(tmp_path, "jump-01", "gpu-a02") as sim, connected(sim, "jump-01") as login:
        training = next(job for job in (await asked(login)).jobs if job.name == "70b-sft")
        status, _out, err = await run(login, f"scancel {training.id}")
        assert (status, "Access/permission denied" in err) == (0, True)  # it ends with 0 all the same
        status, _out, err = await run(login, "scontrol update NodeName=gpu-a02 State=DRAIN")
        assert (status, "specify a reason" in err) == (1, True)
        status, _out, err = await run(login, "printf 'hostname\\n' | sbatch")
        assert (status, "does not look like a batch script" in err) == (1, True)
        status, _out, err = await run(login, "squeue -j 1")
        assert (status, "Invalid job id" in err) == (1, True)
