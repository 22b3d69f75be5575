"""Questions on the terminal of ``leitstand deploy``, on a real one."""

from __future__ import annotations

import os
import pty
import sys
import time

import msgspec
import pytest

from console.app import handasks
from console.wire import messages as m

QUESTION = m.Question(question_id=7, kind=m.QuestionKind.SUDO, subject="ops@gpu01", attempt=2)
ASK = (
    "from tests.unit.app.test_handasks import QUESTION\nfrom console.app import handasks\n"
    "print('answer:', handasks.answer(QUESTION).secret)"
)


def test_a_password_is_read_from_the_terminal_and_not_echoed() -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", ASK])
    said, deadline = b"", time.monotonic() + 60
    while b"ops@gpu01: " not in said and time.monotonic() < deadline:
        said += os.read(terminal, 4096)
    os.write(terminal, b"geheim\n")
    while b"answer: " not in said:
        said += os.read(terminal, 4096)
    os.waitpid(child, 0)
    os.close(terminal)
    assert b"Password for sudo on ops@gpu01: " in said and b"try again" in said
    assert said.count(b"geheim") == 1 and b"answer: geheim" in said


@pytest.mark.parametrize(("typed", "for_others"), [("", True), ("Y", True), ("n", False), ("what?", False)])
def test_one_password_for_many_nodes(
    typed: str, for_others: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    others = tuple(f"ops@gpu{number:02}" for number in range(2, 21))
    question = msgspec.structs.replace(QUESTION, attempt=1, others=others)
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed if "[Y/n]" in prompt else "geheim")
    answer = handasks.answer(question, lambda: True)
    assert answer is not None and (answer.secret, answer.for_others) == ("geheim", for_others)
    said = capsys.readouterr().err
    assert "ops logs in on 19 more nodes" in said and all(f"  {each}\n" in said for each in others)


def test_who_has_no_terminal_leaves_the_answer_to_a_window() -> None:
    assert handasks.answer(QUESTION, lambda: False) is None


@pytest.mark.parametrize("error", [EOFError, KeyboardInterrupt])
def test_ctrl_c_refuses(error: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_prompt: str) -> str:
        raise error

    monkeypatch.setattr("getpass.getpass", interrupted)
    answer = handasks.answer(QUESTION, lambda: True)
    assert answer is not None and answer.secret is None


def test_a_host_key_is_trusted_by_the_whole_word(monkeypatch: pytest.MonkeyPatch) -> None:
    question = m.Question(question_id=1, kind=m.QuestionKind.TRUST_HOST_KEY, subject="gpu01", host="gpu01")
    for typed, trusted in (("yes", True), ("y", False), ("", False)):
        monkeypatch.setattr("getpass.getpass", lambda _prompt, typed=typed: typed)
        answer = handasks.answer(question, lambda: True)
        assert answer is not None and answer.trusted is trusted
