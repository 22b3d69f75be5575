from __future__ import annotations

import pytest

from console.model.gpu import GpuProcess
from console.model.probe import Reading
from console.probes.gpu_processes import PROBE

SAID = """apps
app GPU-1, 9950, 75532, /usr/bin/python3
app GPU-2, 9957, [N/A], [Not Found]
own    9950 ops      /usr/bin/python3 -u train.py --model a
"""


def test_processes_with_their_owners() -> None:
    assert PROBE.parse(Reading(SAID))["gpu_processes"] == (
        GpuProcess("GPU-1", 9950, "/usr/bin/python3", "ops", "/usr/bin/python3 -u train.py --model a", 75532 << 20),
        GpuProcess("GPU-2", 9957),
    )


def test_nobody_there_is_an_answer() -> None:
    assert PROBE.parse(Reading("apps\n")) == {"gpu_processes": ()}


@pytest.mark.parametrize("reading", [Reading(""), Reading(SAID, 9), Reading("No devices were found")])
def test_where_it_was_not_looked_there_is_none(reading: Reading) -> None:
    assert PROBE.parse(reading) == {}


@pytest.mark.parametrize(
    "line", ["app", "app x", "app GPU-1, pid, 3, x", 'app "', "own 1", "own x y z", "app , 99999999999, 1, a"]
)
def test_nonsense_is_left_out(line: str) -> None:
    assert PROBE.parse(Reading(f"apps\n{line}\n")) == {"gpu_processes": ()}


def test_a_name_may_have_commas_and_a_command_is_cut() -> None:
    text = f"apps\napp GPU-1, 7, 1, a, b\nown 7 ops {'x' * 1000}"
    (process,) = PROBE.parse(Reading(text))["gpu_processes"]
    assert process.name == "a, b"
    assert process.command is not None
    assert len(process.command) == 300


ENGINE = "3f4e" * 16
POD = "0b1c2d3e-1111-2222-3333-444455556666"
SYSTEMD_POD = POD.replace("-", "_")


@pytest.mark.parametrize(
    ("lines", "container", "job", "pod"),
    [
        ([f"group 7 0::/system.slice/docker-{ENGINE}.scope"], "3f4e3f4e3f4e", None, None),
        ([f"group 7 4:devices:/docker/{ENGINE}"], "3f4e3f4e3f4e", None, None),
        ([f"group 7 0::/machine.slice/libpod-{ENGINE}.scope/container"], "3f4e3f4e3f4e", None, None),
        (["group 7 9:memory:/slurm/uid_1000/job_4711/step_0/task_0"], None, "4711", None),
        (["group 7 0::/system.slice/slurmstepd.scope/job_4711/step_0/user/task_0"], None, "4711", None),
        (["env 7 SLURM_JOB_ID=99"], None, "99", None),
        (["group 7 0::/slurm/job_4711/step_0", "env 7 SLURM_JOB_ID=99"], None, "4711", None),
        ([f"group 7 4:cpu:/kubepods/burstable/pod{POD}/{ENGINE}"], "3f4e3f4e3f4e", None, POD),
        (
            [
                f"group 7 0::/kubepods.slice/kubepods-pod{SYSTEMD_POD}.slice/cri-containerd-{ENGINE}.scope",
                "env 7 HOSTNAME=chat-6d5f-x2k",
            ],
            "3f4e3f4e3f4e",
            None,
            "chat-6d5f-x2k",
        ),
        (["env 7 HOSTNAME=gpu01"], None, None, None),
        (["group 8 0::/slurm/job_1/step_0", "env x SLURM_JOB_ID=1", "env 7 SLURM_JOB_ID=$(reboot)"], None, None, None),
    ],
)
def test_what_is_around_a_process(lines: list[str], container: str | None, job: str | None, pod: str | None) -> None:
    text = "\n".join(["apps", "app GPU-1, 7, 1, a", *lines])
    (process,) = PROBE.parse(Reading(text))["gpu_processes"]
    assert (process.container, process.job, process.pod) == (container, job, pod)
