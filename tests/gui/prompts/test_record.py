from __future__ import annotations

from console.model.ids import TerminalId
from console.ui.prompts.record import Record
from console.wire.messages import Command, CommandsChanged

FIRST, SECOND, THIRD, WAITING = (
    Command(2, 1.0, 3, 7, 4.0, 0), Command(7, 2.0, 8, 20, 1.0, 3), Command(20, 3.0, 21), Command(40),
)  # fmt: skip


def record(*commands: Command) -> Record:
    made = Record()
    made.take(CommandsChanged(terminal_id=TerminalId(1), from_row=0, commands=commands))
    return made


def test_what_changes_takes_the_place_of_what_was_there() -> None:
    known = record(FIRST, SECOND)
    known.take(CommandsChanged(terminal_id=TerminalId(1), from_row=7, commands=(THIRD, WAITING)))
    assert known.commands == (FIRST, THIRD, WAITING)
    known.forget_before(20)
    assert known.prompts() == [20, 40]


def test_prompts_before_and_after_a_row() -> None:
    known = record(FIRST, SECOND, THIRD)
    assert [known.before(row) for row in (2, 3, 7, 99)] == [None, FIRST, FIRST, THIRD]
    assert [known.after(row) for row in (0, 2, 7, 20)] == [FIRST, SECOND, THIRD, None]
    assert (known.prompts(), known.failures()) == ([2, 7, 20], [7])


def test_a_row_belongs_to_the_command_that_has_written_it() -> None:
    known = record(FIRST, SECOND, THIRD)
    assert [known.at(row) for row in (1, 2, 6, 7, 19, 20, 500)] == [None, FIRST, FIRST, SECOND, SECOND, THIRD, THIRD]
    assert record(FIRST, WAITING).at(10) is None
    assert record(FIRST, WAITING).at(40) is None
    assert known.of_prompt(7) is SECOND
    assert known.of_prompt(8) is None


def test_one_looks_up_from_where_one_is() -> None:
    assert record().next_prompt == 0
    assert record(FIRST, WAITING).next_prompt == 40
    assert record(FIRST, THIRD).next_prompt == 21
    assert record(FIRST, WAITING).newest is FIRST
    assert record(WAITING).newest is None
