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
from console.wire.messages.questions import Answer, Question, QuestionGone

COMMANDED: tuple[type[Request], ...] = (
    ListModels,
    FindNodes,
    ListDeploys,
    RunPreflight,
    MakePlan,
    ReadChanges,
    RunPlans,
    ControlDeploy,
    Answer,
)
"""What a hand may ask for; the core refuses all else."""

HEARD: tuple[type[Event], ...] = (DeployChanged, DeployForgotten, Question, QuestionGone)
"""What hands are told; answers they get like everybody. Questions only where no desk leads, or sudo wants a password:
what a window has asked for is none of their business."""

NOT_BY_HAND = Problem("hand.not_allowed", N_("That cannot be done from the command line."), N_("Use the window."))
