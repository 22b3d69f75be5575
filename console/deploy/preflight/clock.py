"""The node's clock is right: certificates, tokens and logs of several nodes depend on it."""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.model.service import Verdict
from console.model.text import N_, Text

WARN_SECONDS = 5
FAIL_SECONDS = 300


def command(_situation: Situation) -> str:
    """Print the time and whether somebody keeps it."""
    return (
        'echo "now: $(date -u +%s)"\n'
        'echo "kept: $(timedatectl show -p NTPSynchronized --value 2>/dev/null)"\n'
        "echo \"daemon: $(cat /proc/[0-9]*/comm 2>/dev/null | grep -m 1 -E '^(chronyd|ntpd|systemd-timesyn|ptp4l)$')\""
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Compare with the desk's clock."""
    said = answers(output)
    if not said.get("now", "").isdigit() or len(said["now"]) > 12:
        return unclear(output)
    skew = int(said["now"]) - int(situation.now.timestamp())
    keeper = said.get("daemon") or ("ntp" if said.get("kept") == "yes" else "")
    evidence, limit = f"{skew:+d} s, {keeper or 'nobody keeps it'}", f"< {WARN_SECONDS} s"
    fix = situation.install(situation.family.clock) if situation.family else ""
    if abs(skew) >= FAIL_SECONDS:
        hint = Text(N_("The clocks differ so much that certificates and tokens are refused."))
        return Finding(Verdict.FAIL, evidence, hint, limit=f"< {FAIL_SECONDS} s", fix=fix)
    if abs(skew) >= WARN_SECONDS:
        return Finding(Verdict.WARN, evidence, Text(N_("The clocks of node and desk differ.")), limit=limit, fix=fix)
    if not keeper:
        return Finding(
            Verdict.WARN, evidence, Text(N_("Nobody keeps this clock: it will drift.")), limit=limit, fix=fix
        )
    return Finding(Verdict.PASS, evidence, limit=limit)


CHECK = Check("clock", Text(N_("Clock")), 470, command, judge, Scope.NODE)
