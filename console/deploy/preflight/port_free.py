"""Nobody listens on the port."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, first_line
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print the listening sockets: the kernel's table needs no tool, ss stands in where it cannot be read."""
    return (
        "grep -hE ' 0A |local_address' /proc/net/tcp /proc/net/tcp6 2>/dev/null || ss -ltn 2>/dev/null || netstat -ltn"
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail when a listening socket has the port."""
    port = situation.request.port if situation.request is not None else 0
    kernel = rf"^\s*\d+: [0-9A-F]+:{port:04X} [0-9A-F]+:[0-9A-F]{{4}} 0A .*$"
    tool = rf"^(?=.*\bLISTEN\b).*:{port}\s.*$"
    taken = re.search(f"{kernel}|{tool}", output, re.MULTILINE)
    line = taken[0].strip() if taken else ""
    if line:
        hint = Text(N_("Another program listens on port {port}. Choose another port."), {"port": str(port)})
        return Finding(Verdict.FAIL, line, hint)
    if not re.search(r"local_address|State|Local Address", output):
        return Finding(Verdict.UNKNOWN, first_line(output))
    if port < 1024:
        hint = Text(N_("Ports below 1024 are for root. Choose one from 1024 to 65535."))
        return Finding(Verdict.FAIL, f"port {port}", hint)
    return Finding(Verdict.PASS, f"nothing listens on port {port}")


CHECK = Check("port_free", Text(N_("Port is free")), 560, command, judge, Scope.DEPLOY)
