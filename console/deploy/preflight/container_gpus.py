"""Containers get the GPUs: the Container Toolkit, a runtime or CDI."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, cite, unclear, with_gpus_in_containers
from console.model.service import Verdict
from console.model.text import N_, Text

CDI_FIX = "sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml"
# Safe: the file is not there, is read only when a container begins, and goes again. Restarting Docker is not.
CDI_UNDO = "sudo rm -f /etc/cdi/nvidia.yaml"
DOCKER_FIX = "sudo nvidia-ctk runtime configure --runtime=docker\nsudo systemctl restart docker"


def command(_situation: Situation) -> str:
    """Print the toolkit's version, the runtimes that Docker knows and the devices of CDI."""
    return (
        'echo "toolkit: $(nvidia-ctk --version 2>/dev/null | head -n 1)"\n'
        "echo \"runtimes: $(docker info 2>/dev/null | sed -n 's/^ *Runtimes: //p')\"\n"
        "found=$(ls /etc/cdi /var/run/cdi 2>/dev/null | grep -iE 'nvidia.*[.](yaml|json)$' | tr '\\n' ' ')\n"
        'echo "specifications: $found"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where an engine is there that gets no GPU."""
    said, book = answers(output), situation.knowledge.toolkit
    if not {"toolkit", "runtimes", "specifications"} <= said.keys():
        return unclear(output)
    version = re.search(r"(\d+\.\d+\.\d+)", said["toolkit"])
    has_runtime = "nvidia" in said["runtimes"].split()
    shown = (version[1] if version else "", said["runtimes"], said["specifications"])
    evidence = "toolkit {}, runtimes {}, CDI {}".format(*(word or "-" for word in shown))
    row = book.find(situation.facts.distro) if situation.facts.distro else None
    source = cite(book, (row or book.qualified[0]).source)
    limit = f"{row.distro} {'/'.join(row.versions)}" if row else ""
    engine, family = situation.facts.container_engine, situation.family
    if version is None and not has_runtime and not said["specifications"]:
        hint = Text(N_("Containers get no GPU without the NVIDIA Container Toolkit."))
        verdict = Verdict.FAIL if engine in {"docker", "podman"} else Verdict.WARN
        fix = family.toolkit_command if family else ""
        return Finding(verdict, evidence, hint, limit=limit, fix=fix, source=source)
    if engine == "podman" and not said["specifications"]:
        hint = Text(N_("Podman gives GPUs by CDI, and nobody has written its file."))
        return Finding(Verdict.FAIL, evidence, hint, limit=limit, fix=CDI_FIX, undo=CDI_UNDO, source=source)
    if engine == "docker" and not has_runtime and not said["specifications"]:
        hint = Text(N_("The toolkit is there, but Docker does not know it yet."))
        return Finding(Verdict.FAIL, evidence, hint, limit=limit, fix=DOCKER_FIX, source=source)
    return Finding(Verdict.PASS, evidence, limit=limit, source=source)


CHECK = Check(
    "container_gpus",
    Text(N_("GPUs in containers")),
    510,
    command,
    judge,
    Scope.BOTH,
    wants_gpu=True,
    matters=with_gpus_in_containers,
)
