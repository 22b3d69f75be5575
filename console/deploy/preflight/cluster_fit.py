"""The model goes into the GPUs of the nodes to which the cluster may give a pod, as far as their labels tell."""

from __future__ import annotations

from console.deploy import clusterfit
from console.deploy.preflight import Check, Finding, Scope, Situation, with_gpus
from console.deploy.preflight.cluster_gpus import command
from console.deploy.sizing import Asked
from console.model.service import Verdict
from console.model.text import N_, Text


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where it fits on none of the nodes, warn where a pod may come to one on which it does not."""
    asked = situation.asked
    if not isinstance(asked, Asked) or situation.request is None:
        return Finding(Verdict.UNKNOWN, "", asked if isinstance(asked, Text) else None)
    return clusterfit.finding(output, asked, situation.request, situation.knowledge)


CHECK = Check(
    "cluster_fit", Text(N_("Room for the model")), 172, command, judge, Scope.DEPLOY, seconds=45.0, matters=with_gpus
)
