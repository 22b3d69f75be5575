from __future__ import annotations

from console.wire import messages as m


def test_a_secret_never_shows_in_a_repr() -> None:
    assert "hunter2" not in repr(m.Answer(question_id=1, secret="hunter2"))
