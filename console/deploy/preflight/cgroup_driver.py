"""The trap of the systemd cgroup driver: after a daemon-reload running containers lose their GPUs."""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear, with_gpus_in_containers
from console.model.service import Verdict
from console.model.text import N_, Text

SOURCE = "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/troubleshooting.html"


def command(_situation: Situation) -> str:
    """Print Docker's cgroup driver and version, and whether CDI is set up."""
    return (
        "found=$(docker info 2>/dev/null | sed -n 's/^ *Cgroup Driver: //p; s/^ *Cgroup Version: //p' | tr '\\n' ' ')\n"
        'echo "driver: $found"\n'
        'echo "specifications: $(ls /etc/cdi /var/run/cdi 2>/dev/null | grep -ic nvidia)"'
    )


def judge(output: str, _rc: int | None, _situation: Situation) -> Finding:
    """Warn where containers would lose their GPUs without a word."""
    said = answers(output)
    if not {"driver", "specifications"} <= said.keys():
        return unclear(output)
    if not said["driver"]:
        return Finding(Verdict.PASS, "Docker is not asked", source=SOURCE)
    evidence = f"cgroup driver {said['driver']}, CDI {said['specifications']}"
    if said["driver"].startswith("systemd") and said["specifications"] == "0":
        hint = Text(
            N_(
                "After systemctl daemon-reload running containers lose their GPUs (“Failed to initialize NVML: Unknown "
                "Error”). Give GPUs by CDI: --device nvidia.com/gpu=all"
            )
        )
        fix = "sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml"
        return Finding(Verdict.WARN, evidence, hint, limit="cgroupfs, CDI", fix=fix, source=SOURCE)
    return Finding(Verdict.PASS, evidence, limit="cgroupfs, CDI", source=SOURCE)


CHECK = Check(
    "cgroup_driver",
    Text(N_("GPUs that stay in containers")),
    520,
    command,
    judge,
    Scope.BOTH,
    wants_gpu=True,
    matters=with_gpus_in_containers,
)
