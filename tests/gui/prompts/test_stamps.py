from __future__ import annotations

from console.model.ids import TerminalId
from console.ui.prompts.record import Record
from console.ui.prompts.stamps import Stamps
from console.ui.prompts.words import time_text
from console.ui.terminal.gutter import GutterLine, GutterSign
from console.wire.messages import Command, CommandsChanged, RowTimes

ONE = TerminalId(1)
NOON = 1_700_000_000


def stamps(*commands: Command) -> Stamps:
    record = Record()
    record.take(CommandsChanged(terminal_id=ONE, from_row=0, commands=commands))
    made = Stamps(record)
    made.take(RowTimes(terminal_id=ONE, from_row=0, times=((0, NOON), (3, NOON + 5), (9, NOON + 60))))
    return made


def test_a_time_stands_where_it_changes_and_at_the_first_row_in_sight() -> None:
    made = stamps()
    assert made.beside(3, is_first=False) == GutterLine(time_text(NOON + 5))
    assert made.beside(4, is_first=False) is None
    assert made.beside(4, is_first=True) == GutterLine(time_text(NOON + 5))
    made.take(RowTimes(terminal_id=ONE, from_row=9, times=((11, NOON + 70),)))
    assert made.beside(9, is_first=False) is None
    assert made.beside(500, is_first=True) == GutterLine(time_text(NOON + 70))


def test_at_a_prompt_stands_how_its_command_fared() -> None:
    made = stamps(
        Command(0, NOON, 1, 3, 12.0, 0), Command(3, NOON, 4, 5, 0.5, 127), Command(5, NOON, 6, 7, 3.0),
        Command(7, NOON, 8), Command(9),
    )  # fmt: skip
    assert [made.beside(row, is_first=False) for row in (0, 3, 5, 7, 9)] == [
        GutterLine("12 s", GutterSign.SUCCESS), GutterLine("0.5 s", GutterSign.FAILURE),
        GutterLine("3.0 s", GutterSign.PROMPT), GutterLine(time_text(NOON), GutterSign.RUNNING),
        GutterLine("", GutterSign.PROMPT),
    ]  # fmt: skip


def test_output_begins_with_a_time() -> None:
    made = stamps(Command(3, NOON, 4, 6, 12.0, 0))
    assert [made.beside(row, is_first=False) for row in (4, 5)] == [GutterLine(time_text(NOON + 5)), None]


def test_without_times_there_is_nothing() -> None:
    assert Stamps(Record()).beside(0, is_first=True) is None
