"""What Leitstand has put on the node already, and which usual ports are taken."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, unclear
from console.deploy.shell import quoted
from console.model.service import Verdict
from console.model.text import N_, Text


def command(situation: Situation) -> str:
    """Print the services of this user and the sockets that listen."""
    folder = quoted(f"{situation.facts.home or ''}/.local/share/leitstand")
    return (
        f"for control in {folder}/*/control; do\n"
        '  [ -f "$control" ] || continue\n'
        '  echo "service: $(basename "${control%/control}") $(sh "$control" status 2>&1 | head -n 1)"\n'
        "done\n"
        "grep -hE ' 0A |local_address' /proc/net/tcp /proc/net/tcp6 2>/dev/null || ss -ltn 2>/dev/null || netstat -ltn"
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn where a port that an engine takes by itself has another listener."""
    if not re.search(r"local_address|State|Local Address", output):
        return unclear(output)
    services = re.findall(r"^service: (.*)$", output, re.MULTILINE)
    kernel = re.findall(r"^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A ", output, re.MULTILINE)
    tools = re.findall(r"^(?=.*\bLISTEN\b)\S+\s.*?:(\d{1,5})\s", output, re.MULTILINE)
    ports = {int(port, 16) for port in kernel} | {int(port) for port in tools}
    taken = [engine for engine in situation.knowledge.engines.engine if engine.port in ports]
    evidence = "; ".join(services) or "no service of Leitstand"
    if taken:
        shown = ", ".join(f"{engine.port} ({engine.title})" for engine in taken)
        hint = Text(
            N_("Ports that engines take by themselves are taken: {ports}. Give them others."),
            {"ports": shown},
        )
        return Finding(Verdict.WARN, f"{evidence}; listening: {shown}", hint, fix="ss -ltnp")
    return Finding(Verdict.PASS, evidence)


CHECK = Check("deployments", Text(N_("Services and ports")), 580, command, judge, Scope.NODE)
