"""Whether the user may become root. sudo is not asked: that would leave a line in the node's log."""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.model.service import Verdict
from console.model.text import N_, Text

GROUPS = frozenset({"sudo", "wheel", "admin", "root"})


def command(_situation: Situation) -> str:
    """Print who the user is and which tool there is."""
    return (
        'echo "user: $(id -u)"\n'
        'echo "groups: $(id -Gn)"\n'
        'if command -v sudo >/dev/null 2>&1; then echo "tool: $(sudo -V 2>/dev/null | head -n 1)"\n'
        'elif command -v doas >/dev/null 2>&1; then echo "tool: doas"; else echo "tool:"; fi'
    )


def judge(output: str, _rc: int | None, _situation: Situation) -> Finding:
    """Pass for root and for members of the usual groups; nothing here needs root, what the report advises may."""
    said = answers(output)
    if not {"user", "groups", "tool"} <= said.keys() or not said["user"].isdigit():
        return unclear(output)
    mine = sorted(GROUPS & set(said["groups"].split()))
    evidence = f"uid {said['user']}, groups {said['groups'][:120]}, {said['tool'] or 'no sudo'}"
    if said["user"] == "0":
        return Finding(Verdict.PASS, evidence)
    if said["tool"] and mine:
        if "sudo-rs" in said["tool"]:
            hint = Text(N_("sudo-rs ignores -E: write variables behind sudo, as in sudo NAME=value command."))
            return Finding(Verdict.PASS, evidence, hint)
        return Finding(Verdict.PASS, evidence)
    hint = Text(N_("This user can most likely not become root. Leitstand needs no root; what this report advises may."))
    return Finding(Verdict.WARN, evidence, hint)


CHECK = Check("sudo", Text(N_("Administrator")), 460, command, judge, Scope.NODE)
