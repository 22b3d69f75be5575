"""Who stands between a service on the node and those who use it."""

from __future__ import annotations

from console.deploy import walls
from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.deploy.walls import Wall
from console.model.service import Verdict
from console.model.text import N_, Text
from console.targets.common import listening


def command(_situation: Situation) -> str:
    """Print what can be seen of firewalls and their rules, and of SELinux."""
    return f'{walls.LOOK}echo "selinux: $(getenforce 2>/dev/null || echo none)"'


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn where a firewall keeps the desk's address from a port that is to be reached from elsewhere."""
    selinux, wall = answers(output).get("selinux", ""), walls.read(output)
    if not selinux:
        return unclear(output)
    if wall is None:
        return Finding(Verdict.PASS, f"no firewall seen, SELinux {selinux}")
    evidence = f"{wall.name}{f', zone {wall.zone}' if wall.zone else ''}, SELinux {selinux}"
    request = situation.request
    if request is not None and not listening.is_wide(request.options):
        # Over SSH, and on the node itself, it is reached whatever the firewall says.
        return Finding(Verdict.PASS, evidence)
    if request is not None and (tool := _passed_by(situation)):
        hint = Text(
            N_("A port that {tool} publishes is reached past this firewall, by whoever reaches the node."),
            {"tool": tool},
        )
        return Finding(Verdict.WARN, evidence, hint)
    port = request.port if request is not None else situation.knowledge.engines.engine[0].port
    return _judged(wall, port, evidence, may_open=request is None or not request.beside)


def _passed_by(situation: Situation) -> str:
    """Return the engine whose own rules stand before those of the firewall; empty: there is none."""
    target = situation.request.target if situation.request is not None else ""
    is_root = situation.facts.containers.user_id == 0
    passes = target == "docker" and not situation.facts.containers.docker_is_rootless
    return target if passes or (target == "podman" and is_root) else ""


def _judged(wall: Wall, port: int, evidence: str, *, may_open: bool) -> Finding:
    lets, words = wall.lets(port), {"port": str(port), "address": wall.address, "firewall": wall.name}
    if lets:
        return Finding(Verdict.PASS, f"{evidence}; {port}/tcp is open{f' for {wall.address}' if wall.address else ''}")
    evidence += f"; {port}/tcp {'is closed' if lets is False else 'not known without root'}"
    if not may_open:
        # A trial has a port of its own: through Leitstand it is reached anyway, and nobody else is to reach it.
        return Finding(Verdict.PASS, evidence)
    fix, undo = wall.opens(port), wall.closes(port)
    if not wall.address:
        hint = Text(
            N_("{firewall} keeps others from port {port}. ADDRESS stands for who is to reach it: one, or a network."),
            words,
        )
    else:
        hint = Text(
            N_(
                "{firewall} keeps others from port {port}; through Leitstand a service is reached anyway. This opens "
                "it for {address} alone, from where this desk comes; who else is to reach it is named in its place."
            ),
            words,
        )
    return Finding(Verdict.WARN, evidence, hint, fix=fix, undo=undo)


CHECK = Check("firewall", Text(N_("Firewall")), 480, command, judge, Scope.BOTH)
