"""What a container engine would let this user do: its version, GPUs by name, compose, whose files it writes."""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.model.launch import ContainerFacts
from console.model.service import Verdict
from console.model.text import N_, Text

LEAST_DOCKER = (20, 10)
"""The first that can be told never to pull."""
HINTS = {
    "docker": N_("Docker does not answer this user there. Start it, or let the user into its group."),
    "podman": N_("Podman is not installed there."),
}


def command(_situation: Situation) -> str:
    """Print the user and what the engines say; a ``docker`` that is Podman in disguise is left out."""
    return (
        'echo "user: $(id -u) $(id -g)"\n'
        "if command -v docker >/dev/null 2>&1 && ! docker --version 2>&1 | grep -qi podman; then\n"
        "  echo \"docker: $(docker version -f '{{.Server.Version}}' 2>&1 | head -n 1)\"\n"
        "  echo \"security: $(docker info -f '{{.SecurityOptions}}' 2>/dev/null)\"\n"
        "  echo \"names: $(docker info -f '{{.CDISpecDirs}}' 2>/dev/null)\"\n"
        "  for tool in 'docker compose' docker-compose; do\n"
        '    $tool version --short 2>/dev/null | sed "s/^/compose: /"\n'
        "  done\n"
        "fi\n"
        "if command -v podman >/dev/null 2>&1; then\n"
        # Its command "version" makes a store in the home folder.
        "  echo \"podman: $(podman --version 2>/dev/null | sed 's/.* //')\"\n"
        "fi\n"
        "echo \"specifications: $(ls /etc/cdi /run/cdi 2>/dev/null | grep -ciE 'nvidia.*[.](yaml|json)$')\""
    )


def _version(text: str) -> tuple[int, int] | None:
    match = re.match(r"v?(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail only where an engine was asked for that does not answer, or is too old."""
    said = answers(output)
    user = re.match(r"(\d+) (\d+)", said.get("user", ""))
    if user is None or "specifications" not in said:
        return unclear(output)
    found = ContainerFacts(
        user_id=int(user[1]),
        group_id=int(user[2]),
        docker=_version(said.get("docker", "")),
        docker_is_rootless="rootless" in said.get("security", ""),
        docker_has_cdi="/" in said.get("names", ""),
        compose=said.get("compose", ""),
        podman=_version(said.get("podman", "")),
        has_specification=said["specifications"] not in {"", "0"},
    )
    facts = replace(situation.facts, containers=found)
    evidence = f"docker {said.get('docker') or '-'}, compose {found.compose or '-'}, podman {said.get('podman') or '-'}"
    wanted = situation.request.target if situation.request is not None else ""
    if wanted in HINTS and getattr(found, wanted) is None:
        fix = situation.install("podman") if wanted == "podman" else ""
        if "permission denied" in said.get("docker", "").lower():
            fix = 'sudo usermod -aG docker "$USER"'
        return Finding(Verdict.FAIL, evidence, Text(HINTS[wanted]), facts, fix=fix)
    if wanted == "docker" and found.docker is not None and found.docker < LEAST_DOCKER:
        hint = Text(N_("This Docker is too old. Install 20.10 or later."))
        return Finding(Verdict.FAIL, evidence, hint, facts, limit=">= 20.10")
    return Finding(Verdict.PASS, evidence, None, facts)


CHECK = Check("containers", Text(N_("Containers")), 240, command, judge, Scope.DEPLOY)
