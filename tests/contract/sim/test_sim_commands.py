"""Every command of every node: it answers, it ends, and it tells the same story as the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from console.sim import personality
from console.sim.inventory import all_nodes
from console.sim.registry import commands
from tests.sim import connected, node, run, running

QUIET = {"sleep", "wait", "clear", "nohup", "jobs", "who", "less", "more", "rm", "pkill", "pgrep", "which"}
NAMES = sorted(name for name, command in commands().items() if not command.hidden)


@pytest.mark.parametrize("name", NAMES)
async def test_each_command_answers_and_ends(tmp_path: Path, name: str) -> None:
    home = next(each.name for each in all_nodes() if name in node(each.name).commands)
    async with running(tmp_path, home) as sim, connected(sim, home) as connection:
        status, out, err = await run(connection, f"{name} --version || {name} </dev/null" if name != "ping" else name)
        assert status < 128 or name == "ssh"
        assert out or err or name in QUIET
        for word in ("Traceback", "Error:root", "bashkit", "sandbox", "vfs"):
            assert word not in out + err


@pytest.mark.parametrize("name", [each.name for each in all_nodes()])
async def test_each_node_is_what_its_personality_says(tmp_path: Path, name: str) -> None:
    async with running(tmp_path, name) as sim, connected(sim, name) as connection:
        own = sim.nodes[name].personality
        _, text, _ = await run(connection, "cat /etc/os-release; uname -r; nproc; df -Pk / | tail -n 1; free | wc -l")
        assert f'PRETTY_NAME="{own.release("PRETTY_NAME")}"' in text
        assert own.kernel in text
        assert "Illegal" not in text


def test_each_personality_is_used_and_complete() -> None:
    used = {each.personality for each in all_nodes()}
    assert used == set(personality.names())
    for name in used:
        own = personality.load(name)
        assert own.release("ID")
        assert own.release("VERSION_ID")
        assert own.packages


async def test_one_story(tmp_path: Path) -> None:
    """nvidia-smi, ps, docker, free and the exporter agree."""
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        apps = "nvidia-smi --query-compute-apps=pid,used_memory --format=csv,noheader,nounits"
        rows = [line.split(", ") for line in (await run(connection, apps))[1].splitlines()]
        assert len(rows) == 8
        listed = (await run(connection, "ps -eo pid,args"))[1]
        assert all(re.search(rf"^\s*{pid} VLLM", listed, re.MULTILINE) for pid, _ in rows)
        assert "vllm serve example-70b-instruct" in listed
        containers = (await run(connection, "docker ps"))[1].splitlines()
        assert len(containers) == 2
        assert containers[1].endswith("70b-instruct")
        used = (await run(connection, "nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits"))[1].split()
        assert [int(row[1]) + 12 for row in rows] == [int(value) for value in used]
        page = (await run(connection, "curl -s localhost:9400/metrics | grep FB_USED{"))[1]
        assert [line.rsplit(" ", 1)[1] for line in page.splitlines()] == used
        free = (await run(connection, "free; grep MemTotal /proc/meminfo"))[1]
        assert free.split()[7] == free.split()[-2]


async def test_faults_say_what_they_are(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-b04", "gpu-c02") as sim:
        async with connected(sim, "gpu-b04") as connection:
            status, text, _ = await run(
                connection, "nvidia-smi --query-gpu=index,temperature.gpu --format=csv,noheader"
            )
            assert status == 15
            assert "5, [GPU is lost]" in text
            assert "79, pid='<unknown>'" in (await run(connection, "dmesg"))[1]
        async with connected(sim, "gpu-c02") as connection:
            status, text, _ = await run(connection, "nvidia-smi")
            assert status == 9
            assert "couldn't communicate with the NVIDIA driver" in text


async def test_the_same_seed_and_time_give_the_same_bytes(tmp_path: Path) -> None:
    script = "nvidia-smi; ps aux; docker ps; free; df; uptime; journalctl -n 5; cat /proc/loadavg; ls -l /etc"
    texts = []
    for number in range(2):
        async with running(tmp_path / str(number), "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
            texts.append(re.sub(r"drwx.*", "", (await run(connection, script))[1]))
    assert texts[0] == texts[1]


async def test_docker_is_asked_as_a_deploy_asks_it(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-c03") as sim, connected(sim, "gpu-c03") as connection:
        image = (await run(connection, "docker inspect -f '{{.Config.Image}}' $(docker ps -q | head -n 1)"))[1].strip()
        assert (await run(connection, f"docker image inspect -f '{{{{.RepoTags}}}}' {image}"))[:2] == (
            0,
            f"[{image}]\n",
        )
        status, _, err = await run(connection, "docker image inspect docker.io/example/other:1")
        assert status == 1 and "No such image: docker.io/example/other:1" in err
        assert (await run(connection, "docker version -f '{{.Server.Version}}'"))[1].startswith("28.")
        assert "/etc/cdi" in (await run(connection, "docker info -f '{{.CDISpecDirs}}'"))[1]
        assert "CLI version" in (await run(connection, "nvidia-ctk --version"))[1]
        begun = "import ctypes; print(ctypes.CDLL('libcuda.so.1').cuInit(0))"
        assert (await run(connection, f'python3 -c "{begun}"'))[1] == "0\n"


async def test_what_does_not_answer_has_a_status_all_the_same(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-c03") as sim, connected(sim, "gpu-c03") as connection:
        status, out, _ = await run(connection, "curl -s -o /dev/null -w '%{http_code}' https://example.com/")
        assert (status, out) == (6, "000")
