"""Host and Match lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.ssh import configmatch
from console.ssh.configlines import Line
from console.ssh.configmatch import matches, matches_host, run_command


def line(option: str, *arguments: str) -> Line:
    return Line(Path("config"), 1, option, arguments)


@pytest.mark.parametrize(
    ("patterns", "host", "expected"),
    [
        (("node",), "node", True),
        (("node?",), "node1", True),
        (("n*",), "node1", True),
        (("n*", "!node1"), "node1", False),
        (("!node1",), "other", False),
        (("a.b",), "axb", False),
    ],
)
def test_patterns_of_hosts(patterns: tuple[str, ...], host: str, expected: bool) -> None:
    assert matches_host(line("host", *patterns), host) is expected


def held(*words: str, is_final: bool = False, ran: list[str] | None = None) -> bool:
    known = {"host": lambda: "gpu1.example.com", "user": lambda: "me", "tagged": lambda: "lab"}

    def run(command: str) -> bool:
        if ran is not None:
            ran.append(command)
        return command == "yes"

    return matches(line("match", *words), known, is_final=is_final, run=run)


def test_all_conditions_have_to_hold() -> None:
    assert held("all")
    assert held("host", "gpu*,!gpu2*", "user", "me,you")
    assert not held("host", "gpu*", "user", "you")
    assert held("!user", "you", "tagged", "lab")
    assert held("host=gpu1.example.com")
    assert not held("final")
    assert held("final", "host", "gpu*", is_final=True)


def test_a_command_runs_only_when_all_before_it_holds() -> None:
    ran: list[str] = []
    assert not held("user", "you", "exec", "yes", ran=ran)
    assert ran == []
    assert held("user", "me", "exec", "yes", ran=ran)
    assert not held("exec", "no", ran=ran)
    assert ran == ["yes", "no"]


def test_networks_of_this_computer() -> None:
    assert held("localnetwork", "127.0.0.0/8")
    assert not held("localnetwork", "203.0.113.0/24")
    with pytest.raises(ValueError, match="localnetwork"):
        held("localnetwork", "nonsense")


@pytest.mark.parametrize("words", [("nonsense", "x"), ("host",)])
def test_what_is_not_known_is_told_with_its_line(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"^config:1: Match"):
        held(*words)


def test_commands_are_run_by_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_command("test 1 = 1 && exit 0")
    assert not run_command("exit 3")
    monkeypatch.setattr(configmatch, "EXEC_SECONDS", 0.05)
    with pytest.raises(ValueError, match="did not end"):
        run_command("exec sleep 10")
