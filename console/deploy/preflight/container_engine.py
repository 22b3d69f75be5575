"""Something that runs containers, and this user may use it."""

from __future__ import annotations

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print which engines there are and what they answer."""
    return (
        "for tool in docker podman; do\n"
        '  command -v "$tool" >/dev/null 2>&1 && echo "$tool: $("$tool" --version 2>&1 | head -n 1)"\n'
        "done\n"
        "command -v apptainer >/dev/null 2>&1 && echo 'apptainer: yes'\n"
        "if command -v docker >/dev/null 2>&1; then\n"
        "  said=$(docker info 2>&1 | sed -n 's/^ *Server Version: //p; /denied/p; /annot connect/p' | head -n 1)\n"
        '  echo "daemon: $said"\n'
        "fi\n"
        "[ -S /run/containerd/containerd.sock ] && echo 'containerd: yes'\n"
        "echo 'asked: yes'"
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Pass with a Docker that answers or with Podman; the rest works from wheels."""
    said = answers(output)
    if said.get("asked") != "yes":
        return unclear(output)
    if "docker" in said and "podman" not in said["docker"].lower():
        daemon = said.get("daemon", "")
        evidence = f"{said['docker']}; daemon {daemon}"[:200]
        if daemon[:1].isdigit():
            return Finding(Verdict.PASS, evidence, facts=replace(situation.facts, container_engine="docker"))
        if "permission denied" in daemon.lower():
            hint = Text(N_("Docker runs, but this user may not use it. Whoever may is as good as root."))
            return Finding(Verdict.WARN, evidence, hint, fix='sudo usermod -aG docker "$USER"')
        if "podman" not in said:
            family = situation.family
            hint = Text(N_("Docker is installed, but its daemon does not answer."))
            return Finding(Verdict.WARN, evidence, hint, fix=family.service("start", "docker") if family else "")
    if "podman" in said:
        return Finding(Verdict.PASS, said["podman"], facts=replace(situation.facts, container_engine="podman"))
    if "containerd" in said:
        hint = Text(N_("containerd alone, as on nodes of Kubernetes: containers are started through that."))
        return Finding(Verdict.WARN, "containerd", hint, replace(situation.facts, container_engine="containerd"))
    hint = Text(N_("No container engine: engines that come as images do not run, those from wheels do."))
    evidence = "apptainer" if "apptainer" in said else "no docker, podman, containerd"
    return Finding(Verdict.WARN, evidence, hint, fix=situation.install("podman"))


CHECK = Check("container_engine", Text(N_("Container engine")), 220, command, judge, Scope.NODE)
