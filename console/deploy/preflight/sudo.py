"""Whether and how the user may become root: sudo, sudo-rs or doas, with a password or without.

Before a deploy that acts as root sudo is asked, and the person where it wants a password. A node that is only looked
at is not: that would leave a line in its log.
"""

from __future__ import annotations

from collections.abc import Mapping

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear, with_root
from console.deploy.rootwords import LOOK, Access, access_of
from console.model.service import Verdict
from console.model.text import N_, Text

GROUPS = frozenset({"sudo", "wheel", "admin", "root"})
RS_HINT = Text(N_("sudo-rs ignores -E: write variables behind sudo, as in sudo NAME=value command."))
SOURCE = "https://www.sudo.ws/docs/man/sudoers.man/"
# visudo reads it before it stands: a file with a mistake would lock everybody out of sudo.
ALLOW = "# as root, on the node\necho 'USER ALL=(ALL:ALL) ALL' | EDITOR=tee visudo -f /etc/sudoers.d/leitstand"
NO_TTY = "# as root, on the node\necho 'Defaults:USER !requiretty' | EDITOR=tee visudo -f /etc/sudoers.d/leitstand"
DOAS = "# as root, on the node\necho 'permit nopass USER' >>/etc/doas.conf && doas -C /etc/doas.conf"


def command(situation: Situation) -> str:
    """Print who the user is, which tool there is, and before a deploy how it lets the user in."""
    if situation.request is not None:
        return LOOK
    return (
        'echo "user: $(id -u)"\n'
        'echo "groups: $(id -Gn)"\n'
        'if command -v sudo >/dev/null 2>&1; then echo "tool: $(sudo -V 2>/dev/null | head -n 1)"\n'
        'elif command -v doas >/dev/null 2>&1; then echo "tool: doas"; else echo "tool:"; fi'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail only where what is to be deployed has to act as root, and nothing lets the user."""
    said = answers(output)
    if situation.request is not None:
        return _asked(said, output)
    if not {"user", "groups", "tool"} <= said.keys() or not said["user"].isdigit():
        return unclear(output)
    mine = sorted(GROUPS & set(said["groups"].split()))
    evidence = f"uid {said['user']}, groups {said['groups'][:120]}, {said['tool'] or 'no sudo'}"
    if said["user"] == "0":
        return Finding(Verdict.PASS, evidence)
    if said["tool"] and mine:
        return Finding(Verdict.PASS, evidence, RS_HINT if "sudo-rs" in said["tool"] else None)
    hint = (
        N_("There is neither sudo nor doas here. Leitstand needs no root; what is advised here may.")
        if not said["tool"]
        else N_(
            "This user is in no group that usually may act as root. Leitstand needs no root; what is advised here may."
        )
    )
    return Finding(Verdict.WARN, evidence, Text(hint))


def _asked(said: Mapping[str, str], output: str) -> Finding:
    if not {"user", "access"} <= said.keys():
        return unclear(output)
    tool = said.get("tool", "")
    evidence = ", ".join(filter(None, (f"uid {said['user']}", tool, said["access"][:120])))

    def failed(hint: str, fix: str) -> Finding:
        fix = fix.replace("USER", said.get("name", "USER"))
        return Finding(Verdict.FAIL, evidence, Text(hint), limit="sudo, doas", fix=fix, source=SOURCE)

    match access_of(said["access"]):
        case Access.SOME:
            hint = Text(N_("Without a password sudo allows some commands only. A step that needs another one fails."))
            return Finding(Verdict.WARN, evidence, hint, source=SOURCE)
        case Access.PASSWORD:
            hint = Text(N_("sudo asks for the password of this user; you are asked for it when a step needs it."))
            return Finding(Verdict.WARN, evidence, hint, asks_word=True)
        case Access.TERMINAL if tool == "doas":
            return failed(N_("doas takes a password only on a terminal. Let this user in without one."), DOAS)
        case Access.TERMINAL:
            return failed(N_("sudo wants a terminal (requiretty), and commands over SSH have none."), NO_TTY)
        case Access.REFUSED | Access.NONE as access:
            fix = "" if access is Access.NONE else DOAS if tool == "doas" else ALLOW
            return failed(N_("This user may not act as root. Allow it, or choose what needs no root."), fix)
        case access:
            is_free = access in {Access.ROOT, Access.FREE}
            return Finding(Verdict.PASS if is_free else Verdict.UNKNOWN, evidence)


CHECK = Check("sudo", Text(N_("Administrator")), 460, command, judge, Scope.BOTH, matters=with_root)
