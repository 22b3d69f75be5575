"""docker over real SSH on a simulated node, with the very commands of the product's target."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncssh
import pytest
from msgspec.structs import replace

from console.model.service import StepKind
from console.targets.docker import FORM, TARGET
from tests.sim import StillClock, connected, run, running
from tests.unit.targets.containers.services import FACTS, IMAGE, service

FOLDER = "/home/ops/x/chat"
LAUNCH = replace(IMAGE, arguments=("--served-model-name", "small", "--port", "8000"), image="docker.io/acme/server:v1",
                 mounts=(), gpus=1)  # fmt: skip


async def sh(connection: asyncssh.SSHClientConnection, command: str, expected: int = 0) -> str:
    status, out, err = await run(connection, "exec /bin/sh -s", f"{{\n{command}\n}} </dev/null\n".encode())
    assert status == expected, out + err
    return out + err


@pytest.mark.parametrize("form", ["run", "compose"])
async def test_a_model_is_deployed_by_docker_asked_stopped_and_removed(tmp_path: Path, form: str) -> None:
    wanted = service(facts=FACTS, **{FORM.name: form})
    async with running(tmp_path, "gpu-d01") as sim, connected(sim, "gpu-d01") as connection:
        node, clock = sim.nodes["gpu-d01"], sim.settings.clock
        assert isinstance(clock, StillClock)
        await sh(connection, f"mkdir -p {FOLDER}")
        before = await sh(connection, "docker ps -q")
        steps = (*TARGET.preparation(wanted, LAUNCH), *TARGET.steps(wanted, LAUNCH))
        for step in steps:
            if step.kind is StepKind.WRITE:
                node.files.write(step.target, step.content.encode())
            else:
                await sh(connection, step.command)
        async with asyncio.timeout(5):
            while wanted.port not in node.services:
                await asyncio.sleep(0.01)
        clock.passed += 5
        assert "running 0" in await sh(connection, TARGET.status(wanted))
        log = await sh(connection, TARGET.log(wanted))
        assert "serves small" in log
        assert "out of memory" not in log
        assert "small" in await sh(connection, f"curl -s http://127.0.0.1:{wanted.port}/v1/models")
        assert "chat" in await sh(connection, "docker ps")
        assert '"0"' in await sh(connection, "docker inspect chat")
        assert "Conflict" in await sh(connection, "docker run -d --name=chat docker.io/acme/server:v1", 125)
        await sh(connection, TARGET.stop(wanted))
        await sh(connection, TARGET.status(wanted), 1)
        assert "container exited, exit status 143" in await sh(connection, TARGET.log(wanted))
        await sh(connection, TARGET.start(wanted))
        for step in reversed(steps):
            if step.kind is StepKind.RUN:
                await sh(connection, step.undo)
        assert await sh(connection, "docker ps -q -a") == before
        assert "No such image" in await sh(connection, "docker image inspect docker.io/acme/server:v1", 1)
        assert wanted.port not in node.services


async def test_what_docker_refuses_it_refuses_in_its_words(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-d01") as sim, connected(sim, "gpu-d01") as connection:
        assert "No such image" in await sh(connection, "docker run --pull=never -d docker.io/acme/none:1", 125)
        await sh(connection, "docker pull docker.io/library/python:3.12-slim")
        image = "docker.io/library/python:3.12-slim"
        assert await sh(connection, f"docker run --rm --entrypoint=/bin/sh {image} -c 'echo inside'") == "inside\n"
        assert "unknown device" in await sh(connection, f"docker run -d --gpus='\"device=99\"' {image}", 125)
        assert "No such container" in await sh(connection, "docker rm -f nobody", 1)
        workload = sim.nodes["gpu-d01"].workloads
        if workload:
            assert "stays" in await sh(connection, f"docker rm -f {workload[0].name}", 1)
