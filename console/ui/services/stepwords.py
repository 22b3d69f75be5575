"""Steps of deploys in signs, words and figures: the same in the run, in the list of steps and over a log."""

from __future__ import annotations

from console.model.service import StepState, StepView
from console.model.text import fill
from console.settings.language import _
from console.ui.formats import decimal
from console.ui.services.words import LONG_SECONDS, seconds_text
from console.ui.signs import Sign

_SIGNS = {
    StepState.WAITING: Sign.HOLLOW,
    StepState.RUNNING: Sign.BUSY,
    StepState.DONE: Sign.TICK,
    StepState.FAILED: Sign.FAILED,
    StepState.UNDONE: Sign.DRAINED,
    StepState.SKIPPED: Sign.HOLLOW,
}


def step_sign(state: StepState) -> Sign:
    """Return the silhouette of a step's state."""
    return _SIGNS[state]


def step_word(state: StepState) -> str:
    """Return the word of a step's state."""
    return {
        StepState.WAITING: _("Waiting"),
        StepState.RUNNING: _("Running"),
        StepState.DONE: _("Done"),
        StepState.FAILED: _("Failed"),
        StepState.UNDONE: _("Undone"),
        StepState.SKIPPED: _("Skipped"),
    }[state]


def exit_text(step: StepView) -> str:
    """Return with what the command of a step ended; empty where none did."""
    return "" if step.exit_code is None else fill(_("exit code {code}"), {"code": str(step.exit_code)})


def took_text(step: StepView) -> str:
    """Return how long a step took; empty where it is not over."""
    if step.duration_seconds is None:
        return ""
    if step.duration_seconds >= LONG_SECONDS:
        return seconds_text(step.duration_seconds)
    return fill(_("{count} s"), {"count": decimal(step.duration_seconds)})
