from __future__ import annotations

import pytest

from console.model.errors import ConsoleError
from console.settings.terminal_options import SHELL, SHELL_ENVIRONMENT, command_words, environment_variables


def test_a_command_is_taken_apart_as_a_shell_does() -> None:
    assert command_words("bash --rcfile '/my files/rc'") == ("bash", "--rcfile", "/my files/rc")
    assert command_words("") == ()


def test_variables() -> None:
    assert environment_variables('A=1 B_2="two words" C=') == {"A": "1", "B_2": "two words", "C": ""}


@pytest.mark.parametrize("text", ["A", "=x", "1A=2", "A-B=1", "Ä=1", '"A=1'])
def test_what_sets_no_variable_is_refused(text: str) -> None:
    with pytest.raises(ConsoleError) as caught:
        SHELL_ENVIRONMENT.check(text)
    assert caught.value.problem.advice()


def test_a_command_with_an_open_quotation_is_refused() -> None:
    with pytest.raises(ConsoleError) as caught:
        SHELL.check("bash 'x")
    assert caught.value.code == "settings.command"
