from __future__ import annotations

from console.model.service import StepState, StepView
from console.ui.services.stepwords import exit_text, step_sign, step_word, took_text
from tests.gui.wizards.walk import STEPS


def test_every_state_has_a_sign_and_a_word() -> None:
    assert len({step_word(state) for state in StepState}) == len(StepState)
    assert step_sign(StepState.FAILED) is not step_sign(StepState.DONE)


def test_what_is_not_known_is_not_said() -> None:
    assert exit_text(StepView(STEPS[0])) == took_text(StepView(STEPS[0])) == ""
    over = StepView(STEPS[0], StepState.DONE, duration_seconds=0.04, exit_code=0)
    assert (exit_text(over), took_text(over)) == ("exit code 0", "0.0 s")
