"""What can keep the service running: systemd of the user or of the system, or a supervised process."""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Situation
from console.model.service import Verdict
from console.model.text import N_, Text

RUNS = frozenset({"running", "degraded", "starting", "initializing"})


def command(_situation: Situation) -> str:
    """Ask both managers whether they run, and logind whether the user's stays without a session."""
    return (
        'XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"; export XDG_RUNTIME_DIR\n'
        'echo "systemd: $(systemctl --user is-system-running 2>/dev/null)"\n'
        'echo "system: $(systemctl is-system-running 2>/dev/null)"\n'
        'echo "linger: $(loginctl show-user "$(id -un)" --property=Linger 2>/dev/null)"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail only where systemd was asked for and is not there."""
    state = re.search(r"^systemd: (\S*)", output, re.MULTILINE)
    linger = re.search(r"^linger: Linger=(yes|no)", output, re.MULTILINE)
    answers = state is not None and state[1] in RUNS
    stays = linger[1] == "yes" if linger else None
    facts = replace(situation.facts, systemd_user=answers, linger=stays)
    evidence = f"systemd --user: {(state[1] if state else '') or '-'}, linger: {linger[1] if linger else '-'}"
    if situation.request is None or situation.request.target != "systemd":
        return Finding(Verdict.PASS, evidence, None, facts)
    if situation.needs is not None and situation.needs.root:
        system = re.search(r"^system: (\S+)", output, re.MULTILINE)
        evidence = f"systemd: {system[1] if system else '-'}"
        if system is not None and system[1] in RUNS:
            return Finding(Verdict.PASS, evidence, None, facts)
        hint = Text(N_("The node has no systemd. Choose a supervised process instead."))
        return Finding(Verdict.FAIL, evidence, hint, facts)
    if not answers:
        hint = Text(N_("The user has no systemd there. Choose a supervised process instead."))
        return Finding(Verdict.FAIL, evidence, hint, facts)
    if not stays:
        hint = Text(N_("The service would end with the last session. On the node run: loginctl enable-linger"))
        return Finding(
            Verdict.WARN, evidence, hint, facts, fix="loginctl enable-linger", undo="loginctl disable-linger"
        )
    return Finding(Verdict.PASS, evidence, None, facts)


CHECK = Check("service_manager", Text(N_("Service manager")), 570, command, judge)
