from __future__ import annotations

from console.model.service import Amendment, DeployRequest


def test_an_amendment_changes_what_it_names_and_nothing_else() -> None:
    asked = DeployRequest((), "m", gpus=1, arguments=(("context", "9000"), ("threads", "4")))
    less = Amendment((), (("gpus", "2"), ("context", "4096")), sequences=3).applied(asked)
    assert less == DeployRequest((), "m", gpus=2, sequences=3, arguments=(("context", "4096"), ("threads", "4")))
    assert Amendment(()).applied(asked) == asked
