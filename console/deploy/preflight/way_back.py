"""The version before can start again where a new one fails or is taken back."""

from __future__ import annotations

import re
from posixpath import basename

from console.deploy.preflight import Check, Finding, Scope, Situation, first_line
from console.deploy.shell import quoted
from console.model.service import Verdict
from console.model.text import N_, Text


def command(situation: Situation) -> str:
    """Print of each version that serves meanwhile on nodes of the request whether its folder is whole, and its size."""
    if situation.request is None:
        return "exit 1"
    lines = ["seen=0"]
    for path in situation.request.beside:
        folder, name = quoted(path), basename(path)
        lines.append(
            f"if [ -f {folder}/.leitstand ]; then\n  seen=1\n"
            # With the mark alone there is nothing that it could start from.
            f'  [ "$(ls {folder} | wc -l)" -gt 0 ] && echo "kept: {name} $(du -sh {folder} 2>/dev/null | cut -f 1)" ||'
            f" echo 'empty: {name}'\nfi"
        )
    # Nodes may have different versions of it: one of them is enough.
    where = ", ".join(situation.request.beside)
    return "\n".join([*lines, f'[ "$seen" = 1 ] || echo "gone:" {quoted(where)}'])


def judge(output: str, rc: int | None, situation: Situation) -> Finding:
    """Warn where the way back would lead nowhere; fail where the old version is stopped before the new one answers."""
    stops_first = situation.request is not None and situation.request.stops_first
    kept = re.findall(r"^kept: (.*)$", output, re.MULTILINE)
    if kept:
        return Finding(Verdict.PASS, ", ".join(kept))
    if rc != 0 or not re.search(r"^(gone|empty): ", output, re.MULTILINE):
        return Finding(Verdict.UNKNOWN, first_line(output)[:300])
    hint = Text(
        N_(
            "What the version before starts from is not in its folder: where the new one fails it cannot start again. "
            "Repair it before, or deploy under another name."
        )
    )
    return Finding(Verdict.FAIL if stops_first else Verdict.WARN, first_line(output), hint)


CHECK = Check("way_back", Text(N_("The way back")), 592, command, judge, Scope.DEPLOY)
