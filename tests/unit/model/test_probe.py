from __future__ import annotations

from collections.abc import Callable

import pytest

from console.model.probe import through_shell


def reader(script: str, every_seconds: float) -> Callable[[], tuple[str, int]]:
    space: dict[str, object] = {}
    exec(through_shell(script, every_seconds), space)
    read = space["read"]
    assert callable(read)
    return read


def test_the_shell_form_runs_and_its_status_counts() -> None:
    assert reader('printf "%s\\n" "$n"; return 7', 0)() == ("1", 7)


def test_it_is_not_asked_again_before_it_is_due() -> None:
    read = reader("echo said", 3600)
    assert read() == ("said", 0)
    assert read() == ("", 0)


def test_what_was_told_once_is_remembered_for_the_shell_and_for_the_desk() -> None:
    script = 'case $known in *" box "*) echo again ;; *) echo "once box alpine" ;; esac'
    read = reader(script, 0)
    assert read()[0] == "once box alpine"
    assert read()[0].splitlines() == ["again", "once box alpine"]


@pytest.mark.parametrize("text", ["a b", "ä", "$HOME"])
def test_whatever_is_printed_arrives(text: str) -> None:
    words = "".join(f"\\\\{byte:03o}" for byte in text.encode())
    assert reader(f'printf "{words}"', 0)()[0] == text
