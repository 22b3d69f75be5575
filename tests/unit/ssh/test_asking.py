"""Questions and answers as values."""

from __future__ import annotations

from console.ssh.asking import Answer, SecretKind, SecretRequest


def test_a_secret_is_never_shown() -> None:
    answer = Answer("hunter2", remember=True)
    assert "hunter2" not in repr(answer)
    assert "hunter2" not in f"{answer} {[answer]}"


def test_a_request_knows_its_first_attempt() -> None:
    request = SecretRequest(SecretKind.PASSWORD, "me@example.com")
    assert (request.attempt, request.previous_failed, request.is_echoed) == (1, False, False)
