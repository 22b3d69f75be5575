"""The tools of the cluster work on the node from which it is told what to do."""

from __future__ import annotations

from console.deploy import diagnosis
from console.deploy.preflight import Check, Finding, Scope, Situation, answers
from console.model.service import Verdict
from console.model.text import N_, Text
from console.targets import cluster


def command(situation: Situation) -> str:
    """Ask the cluster with its own tools."""
    request = situation.request
    found = cluster(request.target) if request is not None else None
    if found is None or request is None:
        return ":"
    # What they complain about is the evidence.
    return (
        f"if said=$(\nexec 2>&1\n{found.tools(request.options)}\n)\n"
        "then status=0; printf 'cluster: '; else status=$?; fi\n"
        "printf '%s\\n' \"$said\"\nexit $status"
    )


def judge(output: str, rc: int | None, situation: Situation) -> Finding:
    """Fail where they are not there, or the cluster does not answer."""
    del situation
    said = answers(output).get("cluster", "")
    if rc == 0 and said:
        return Finding(Verdict.PASS, said)
    hint = diagnosis.cluster_hint(output) or N_("Choose a node from which the cluster's own tools work.")
    return Finding(Verdict.FAIL, diagnosis.reason(output, rc), Text(hint))


CHECK = Check("cluster", Text(N_("The cluster answers")), 160, command, judge, Scope.DEPLOY)
