"""What shells tell about their prompts."""

from __future__ import annotations

import pytest

from console.terminal.events import PromptMark
from console.terminal.marks import MOST_COMMAND, Mark, parse_mark


@pytest.mark.parametrize(
    ("number", "text", "mark"),
    [
        ("133", "A", Mark("prompt", fresh_line=True)),
        ("133", "A;cl=line;aid=7", Mark("prompt", fresh_line=True)),
        ("133", "N;aid=7", Mark("prompt", fresh_line=True)),
        ("133", "P;k=i", Mark("prompt")),
        ("133", "P;k=s", None),
        ("133", "A;k=s", None),
        ("133", "B", Mark("input")),
        ("133", "I", Mark("input")),
        ("133", "C", Mark("output")),
        ("133", "C;cmdline_url=make%20-j4", Mark("output", command="make -j4")),
        ("133", "D", Mark("end")),
        ("133", "D;0", Mark("end", 0)),
        ("133", "D;130;aid=7", Mark("end", 130)),
        ("133", "D;err", Mark("end")),
        ("133", "D;99999999999999999999", Mark("end")),
        ("133", "L", None),
        ("133", "", None),
        ("633", "A", Mark("prompt")),
        ("633", "D;1", Mark("end", 1)),
        ("633", "E;cat a\\x3b b\\x0a;nonce", Mark("command", command="cat a; b")),
        ("633", "E", Mark("command")),
        ("633", "P;Cwd=/tmp", None),
    ],
)
def test_marks(number: str, text: str, mark: Mark | None) -> None:
    assert parse_mark(number, text) == mark


def test_a_command_is_bounded_and_holds_no_control() -> None:
    mark = parse_mark("633", "E;" + "\\x1b[31m" + "x" * 100_000)
    assert mark is not None
    assert (len(mark.command) < MOST_COMMAND, mark.command[:6]) == (True, "[31mxx")


def test_a_mark_becomes_an_event_at_its_place() -> None:
    assert Mark("end", 3).at(7, 2) == PromptMark("end", 7, 2, exit_status=3)
