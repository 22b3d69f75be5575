from __future__ import annotations

from msgspec.structs import replace

from console.deploy.expectations import expected
from console.model.service import Step, StepKind
from console.model.text import Text

CARRY = Step("carry-x", Text("Carry x"), StepKind.UPLOAD, source="/c/x.whl", target="/x", size_bytes=120_000_000)


def test_what_is_carried_takes_as_long_as_the_line_needs() -> None:
    assert expected(CARRY).expected_seconds == 10.0
    assert expected(replace(CARRY, size_bytes=0)).expected_seconds == 0.2
    assert expected(CARRY).why is not None


def test_a_step_that_knows_better_is_left_as_it_is() -> None:
    own = replace(CARRY, why=Text("Because."), expected_seconds=99.0)
    assert expected(own) == own


def test_of_a_step_that_nobody_knows_nothing_is_claimed() -> None:
    odd = Step("submit-elsewhere", Text("Submit"), StepKind.RUN, "true")
    assert expected(odd) == odd


def test_how_long_a_model_loads_is_not_guessed() -> None:
    wait = expected(Step("wait", Text("Wait"), StepKind.WAIT, "true"))
    assert wait.expected_seconds is None
    assert wait.why is not None
