"""What the checks of a request with GPUs make of a node: enough of them, free, and such as the server runs on."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.needs import needs_of
from console.deploy.preflight import Finding, Scope, Situation, checks
from console.engines import engines
from console.model.launch import Needs, NodeFacts
from console.model.readiness import GpuFacts
from console.model.service import DeployRequest, Verdict
from console.model.weights import Origin, Packaging, Weights
from tests.contract.preflight.situations import HOST_WITH_GPUS, NOW, REQUEST, gpus
from tests.unit.deploy.survey_needs import ids
from tests.unit.knowledge.books import books

WEIGHTS = Weights("m", Origin.HUB, "example/m")
VLLM = replace(REQUEST, engine="vllm", target="docker", gpus=2)
NO_PROCESS = "rc: 0\n"
HELD = "00000000:1B:00.0, 4711, 70000, /usr/bin/python3\nrc: 0\n"


def needs(request: DeployRequest) -> Needs:
    return needs_of(engines()[request.engine], WEIGHTS, request, Packaging.IMAGE, books())


def judge(check: str, output: str, facts: NodeFacts, request: DeployRequest = VLLM) -> Finding:
    situation = Situation(facts, books(), NOW, request, needs(request))
    return next(one for one in checks(Scope.DEPLOY) if one.id == check).judge(output, 0, situation)


def mixed(*free: float) -> NodeFacts:
    """Return a host whose GPUs have these parts of their memory free."""
    made: list[GpuFacts] = []
    for index, part in enumerate(free):
        made.append(replace(gpus("NVIDIA H100 80GB HBM3", (9, 0), 1, free=part)[0], index=index))
    return replace(HOST_WITH_GPUS, gpus=tuple(made))


@pytest.mark.parametrize(
    ("free", "arguments", "verdict", "hint"),
    [
        ((0.99, 0.99), (), Verdict.PASS, ""),
        ((0.99,), (), Verdict.FAIL, "Fewer GPUs"),
        ((0.99, 0.2), (), Verdict.FAIL, "1 of 2 GPUs are free enough"),
        ((0.1, 0.99, 0.99), (), Verdict.WARN, "1,2 are: choose these"),
        ((0.1, 0.99, 0.99), (("devices", "1,2"),), Verdict.PASS, ""),
        ((0.99, 0.2), (("gpu_memory_utilization", "0.15"),), Verdict.PASS, ""),
    ],
)
def test_gpus_that_are_wanted(
    free: tuple[float, ...], arguments: tuple[tuple[str, str], ...], verdict: Verdict, hint: str
) -> None:
    found = judge("gpus_wanted", HELD, mixed(*free), replace(VLLM, arguments=arguments))
    assert found.verdict is verdict and hint in str(found.hint or "")
    assert "4711 python3" in found.evidence or len(free) < 2


BUSES = "bus: 0, 00000000:1B:00.0\nbus: 1, 00000000:43:00.0\n"
BOTH = (
    "00000000:1B:00.0, 4711, 70000, /usr/bin/python3\n00000000:43:00.0, 4712, 70000, /usr/bin/python3\n"
    f"rc: 0\n{BUSES}before: 4711\nbefore: 4712\n"
)


@pytest.mark.parametrize(
    ("output", "stops_first", "verdict", "hint"),
    [
        (BOTH, False, Verdict.FAIL, "not room for both versions"),
        (BOTH, True, Verdict.PASS, "is stopped first"),
        # Half of it is somebody else's, and stays.
        (BOTH.replace("before: 4712\n", ""), False, Verdict.FAIL, "0 of 2 GPUs are free enough"),
        (BOTH.replace("before: 4712\n", ""), True, Verdict.FAIL, "1 of 2 GPUs are free enough"),
        # Without the memory of its processes nothing can be promised.
        (BOTH.replace("70000", "[N/A]"), True, Verdict.FAIL, "0 of 2 GPUs are free enough"),
    ],
)
def test_a_new_version_without_room_beside_the_old_one(
    output: str, stops_first: bool, verdict: Verdict, hint: str
) -> None:
    trial = replace(VLLM, beside=("/srv/models/chat",), stops_first=stops_first)
    found = judge("gpus_wanted", output, mixed(0.1, 0.1), trial)
    assert found.verdict is verdict and hint in str(found.hint or ""), found


SMI = """#!/bin/sh
case $* in
  *query-gpu*) echo '0, 00000000:1B:00.0' ;;
  *gpu_bus_id*) printf '00000000:1B:00.0, %s, 70000, sleep\\n' $pids ;;
  *) printf '%s\\n' $pids ;;
esac
"""


def test_whose_processes_they_are_is_told_by_the_folder_of_the_service(tmp_path: Path) -> None:
    smi = tmp_path / "bin" / "nvidia-smi"
    smi.parent.mkdir()
    smi.write_text(SMI)
    smi.chmod(0o755)
    started = []
    for name in ("chat", "chat-of-others"):
        (tmp_path / name).mkdir()
        started.append(subprocess.Popen(["sleep", "60"], cwd=tmp_path / name))
    try:
        situation = Situation(
            HOST_WITH_GPUS, books(), NOW, replace(VLLM, beside=("/srv/models/chat", "/srv/other/chat-2")), needs(VLLM)
        )
        command = next(one for one in checks(Scope.DEPLOY) if one.id == "gpus_wanted").command(situation)
        path = {"PATH": f"{smi.parent}:{os.environ['PATH']}", "pids": " ".join(str(each.pid) for each in started)}
        done = subprocess.run(["sh", "-s"], input=command, env=path, capture_output=True, text=True, check=True)
    finally:
        for each in started:
            each.kill()
            each.wait()
    assert [line for line in done.stdout.splitlines() if line.startswith("before:")] == [f"before: {started[0].pid}"]
    assert "bus: 0, 00000000:1B:00.0" in done.stdout and f"{started[1].pid}, 70000" in done.stdout


def test_a_node_without_gpus_and_gpus_in_slices_are_told_as_what_they_are() -> None:
    bare = replace(HOST_WITH_GPUS, has_nvidia=False, gpus=())
    assert judge("gpus_wanted", "rc: 127\n", bare).verdict is Verdict.FAIL
    sliced = replace(HOST_WITH_GPUS, gpus=tuple(replace(gpu, is_partitioned=True) for gpu in HOST_WITH_GPUS.gpus))
    found = judge("gpus_wanted", NO_PROCESS, sliced)
    assert found.verdict is Verdict.FAIL and "UUIDs" in str(found.hint) and found.fix == "nvidia-smi -L"


@pytest.mark.parametrize(
    ("name", "capability", "driver", "arguments", "verdict", "hint"),
    [
        ("NVIDIA H100", (9, 0), "580.95.05", (), Verdict.PASS, ""),
        ("Tesla V100", (7, 0), "580.95.05", (), Verdict.FAIL, "capability 7.5, there is 7.0"),
        ("Tesla T4", (7, 5), "580.95.05", (), Verdict.WARN, "dtype = half"),
        ("Tesla T4", (7, 5), "580.95.05", (("dtype", "half"),), Verdict.PASS, ""),
        ("Tesla T4", (7, 5), "580.95.05", (("dtype", "bfloat16"),), Verdict.FAIL, "bf16"),
        ("NVIDIA A100", (8, 0), "580.95.05", (("quantization", "fp8"),), Verdict.FAIL, "fp8"),
        ("NVIDIA H100", (9, 0), "550.163.01", (), Verdict.WARN, "minor-version"),
        ("NVIDIA H100", (9, 0), "520.61.05", (), Verdict.FAIL, "driver 525.60.13"),
    ],
)  # fmt: skip
def test_gpu_and_driver_for_a_server(
    name: str, capability: tuple[int, int], driver: str, arguments: tuple[tuple[str, str], ...],
    verdict: Verdict, hint: str,
) -> None:  # fmt: skip
    facts = replace(HOST_WITH_GPUS, driver=driver, gpus=gpus(name, capability, 2))
    output = f"{driver}, {capability[0]}.{capability[1]}\n"
    found = judge("gpu_suits", output, facts, replace(VLLM, arguments=arguments))
    assert found.verdict is verdict and hint in str(found.hint or "")


def test_what_means_nothing_for_a_request_is_left_out() -> None:
    on_gpus, on_processors = ids(VLLM, needs(VLLM)), ids(REQUEST, Needs(("x86_64",), (2, 17), (3, 10)))
    assert {"gpus_wanted", "gpu_suits", "driver", "container_gpus", "cgroup_driver", "hubs"} <= on_gpus
    assert not {"gpus_wanted", "gpu_suits", "driver", "container_gpus", "cgroup_driver", "hubs"} & on_processors
    on_host = ids(VLLM, replace(needs(VLLM), container_engine=False))
    assert "driver" in on_host and "container_gpus" not in on_host


def test_only_the_hosts_that_are_needed_are_asked_for() -> None:
    situation = Situation(HOST_WITH_GPUS, books(), NOW, VLLM, needs(VLLM))
    command = next(one for one in checks(Scope.DEPLOY) if one.id == "hubs").command(situation)
    assert "huggingface.co" in command and "registry-1.docker.io" in command and "pypi.org" not in command
    found = judge("hubs", "hub huggingface.co 000\nhub registry-1.docker.io 401\nproxy \ntoken no\n", HOST_WITH_GPUS)
    assert found.verdict is Verdict.WARN and "Hugging Face" in str(found.hint)
