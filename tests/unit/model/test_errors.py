from __future__ import annotations

from console.model.errors import ConsoleError, Problem


def test_an_error_tells_people_what_happened_and_what_to_do() -> None:
    error = ConsoleError(
        "ssh.refused", "{host} refused port {port}.", "Is sshd running on {host}?", host="gpu01", port=22
    )

    assert str(error) == "gpu01 refused port 22."
    assert error.problem.advice() == "Is sshd running on gpu01?"
    assert error.code == "ssh.refused"


def test_a_problem_keeps_its_template_so_that_it_can_be_translated_later() -> None:
    problem = Problem("a.b", "{file} is broken.", params={"file": "x.toml"})

    assert problem.message == "{file} is broken."
    assert problem.text() == "x.toml is broken."
    assert problem.advice() == ""
