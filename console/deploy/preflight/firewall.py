"""Who stands between a service on the node and those who use it."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print what can be seen without root: units, the kernel's tables, SELinux."""
    return (
        "for unit in firewalld ufw nftables iptables; do\n"
        '  state=$(systemctl is-active "$unit" 2>/dev/null)\n'
        '  [ "$state" = active ] && echo "active: $unit"\n'
        "done\n"
        "grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf && echo 'active: ufw'\n"
        'echo "selinux: $(getenforce 2>/dev/null || echo none)"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn where a firewall runs: what others are to reach has to be opened."""
    selinux = answers(output).get("selinux", "")
    if not selinux:
        return unclear(output)
    active = list(dict.fromkeys(re.findall(r"^active: (\w+)$", output, re.MULTILINE)))
    # ufw.service is "active" even where the firewall is off; its own file tells.
    walls = [unit for unit in active if unit != "ufw" or output.count("active: ufw") > 1]
    evidence = f"{', '.join(walls) or 'no firewall seen'}, SELinux {selinux}"
    if walls:
        family, port = situation.family, str(situation.knowledge.engines.engine[0].port)
        fix = family.firewall_command.format(port=port) if family and family.firewall_command else ""
        hint = Text(
            N_("Others reach a service here after its port was opened; through Leitstand it is reached anyway.")
        )
        return Finding(Verdict.WARN, evidence, hint, fix=fix)
    return Finding(Verdict.PASS, evidence)


CHECK = Check("firewall", Text(N_("Firewall")), 480, command, judge, Scope.NODE)
