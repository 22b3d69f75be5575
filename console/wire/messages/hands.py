"""Hands: command lines that deploy through the core beside the desk that leads, and take nothing over."""

from __future__ import annotations

from console.model.errors import Problem
from console.model.text import N_
from console.wire.messages.base import Event, Request
from console.wire.messages.deploys import (
    ControlDeploy,
    DeployChanged,
    DeployForgotten,
    FindNodes,
    ListDeploys,
    ListModels,
    MakePlan,
    ReadChanges,
    RunPlans,
    RunPreflight,
)

COMMANDED: tuple[type[Request], ...] = (
    ListModels,
    FindNodes,
    ListDeploys,
    RunPreflight,
    MakePlan,
    ReadChanges,
    RunPlans,
    ControlDeploy,
)
"""What a hand may ask for; the core refuses all else."""

HEARD: tuple[type[Event], ...] = (DeployChanged, DeployForgotten)
"""What hands are told; answers they get like everybody."""

NOT_BY_HAND = Problem("hand.not_allowed", N_("That cannot be done from the command line."), N_("Use the window."))
