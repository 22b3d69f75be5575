"""Every failure says what happened and what to do, and only the network is tried again."""

from __future__ import annotations

import re

import pytest

from console.model.errors import ConsoleError
from console.ssh import errors, explain
from console.ssh.errors import SshError


def _kinds() -> list[type[SshError]]:
    def below(kind: type[SshError]) -> list[type[SshError]]:
        return [kind, *(k for child in kind.__subclasses__() for k in below(child))]

    assert explain.UnknownHostKey in below(SshError)
    return [kind for kind in below(SshError) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", _kinds(), ids=lambda kind: kind.__name__)
def test_a_failure_is_told_completely(kind: type[SshError]) -> None:
    fields = set(re.findall(r"\{(\w+)\}", kind.MESSAGE + kind.HINT))
    error = kind(**{name: f"<{name}>" for name in fields})
    assert isinstance(error, ConsoleError)
    assert error.code.startswith("ssh.")
    assert error.code != SshError.CODE or kind is SshError
    assert all(f"<{name}>" in error.problem.text() + error.problem.advice() for name in fields)
    assert kind.HINT or kind is SshError
    assert "{" not in str(error)


def test_only_trouble_of_the_network_is_tried_again() -> None:
    assert {kind.__name__ for kind in _kinds() if kind.retryable} == {
        "ConnectRefused",
        "ConnectTimedOut",
        "ConnectionLost",
        "HungUp",
        "JumpFailed",
        "LoginTimedOut",
        "NameServiceDown",
        "NoRoute",
    }


def test_codes_are_unique() -> None:
    codes = [kind.CODE for kind in _kinds()]
    assert len(codes) == len(set(codes))
