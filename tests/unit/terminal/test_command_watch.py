"""Commands are seen by the prompt that comes back, or by what the shell tells; never where it is not certain."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from console.terminal.command_watch import QUIET_SECONDS, CommandWatch
from console.terminal.engine import Engine, EngineKind
from console.terminal.events import PromptMark
from console.wire.messages import Command
from tests.unit.terminal.screens import KINDS, engine

START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Person:
    """Types at a program that the test plays."""

    def __init__(self, kind: EngineKind, cols: int = 40, rows: int = 10) -> None:
        self.engine: Engine = engine(kind, cols, rows, 1000)
        self.clock = Clock()
        self.watch = CommandWatch(self.engine, self.clock)
        self.finished: list[tuple[str, float | None, int | None]] = []
        self.watch.on_finish = lambda text, command: self.finished.append((text, command.seconds, command.status))

    def says(self, text: str, *, after: float = 0.0) -> None:
        """Let the program write ``text`` after some seconds, and no more for a while."""
        self.clock.seconds += after
        data = text.replace("\n", "\r\n").encode()
        self.engine.feed(data)
        self.watch.fed(data)
        for event in self.engine.take_events():
            if isinstance(event, PromptMark):
                self.watch.told(event)
        self.clock.seconds += 2 * QUIET_SECONDS
        self.watch._quiet()
        self.clock.seconds -= 2 * QUIET_SECONDS

    def types(self, text: str, *, echo: bool = True) -> None:
        """Type keys; the program echoes each."""
        for char in text:
            self.watch.typed(char.encode())
            if echo:
                self.engine.feed(char.encode())
                self.watch.fed(char.encode())

    def enters(self, text: str, *, echo: bool = True) -> None:
        self.types(text, echo=echo)
        self.watch.typed(b"\r")
        self.engine.feed(b"\r\n")
        self.watch.fed(b"\r\n")

    def runs(self, command: str, output: str, prompt: str, *, seconds: float = 0.0) -> None:
        self.enters(command)
        self.says(output + prompt, after=seconds)

    @property
    def commands(self) -> list[tuple[int, int | None, int | None, float | None, int | None]]:
        """Return row, first row of output, row behind it, duration and status of each."""
        log = self.watch.log.all()
        return [(c.row, c.output_row, c.end_row, c.seconds and round(c.seconds, 3), c.status) for c in log]


@pytest.fixture(params=KINDS)
async def person(request: pytest.FixtureRequest) -> AsyncIterator[Person]:
    made = Person(request.param)
    yield made
    made.watch.closed()
    made.engine.close()


async def test_the_first_command_is_known_when_its_prompt_comes_back(person: Person) -> None:
    person.says("Welcome\nops@gpu01:~$ ")
    assert person.commands == []
    person.enters("make -j8")
    person.says("cc a.c\ncc b.c\n", after=1.0)
    assert person.commands == []
    person.says("ops@gpu01:~$ ", after=11.5)
    assert person.commands == [(1, 2, 4, 12.5, None), (4, None, None, None, None)]
    assert person.finished == [("make -j8", 12.5, None)]
    assert person.watch.log.all()[0].started_at == (START + timedelta(seconds=100)).timestamp()


async def test_at_a_prompt_that_is_known_a_command_is_marked_while_it_runs(person: Person) -> None:
    person.says("ops@gpu01:~$ ")
    person.runs("cd /tmp", "", "ops@gpu01:/tmp$ ")
    person.enters("sleep 60")
    person.says("working\n")
    assert person.commands[-1] == (1, 2, None, None, None)
    person.says("ops@gpu01:/tmp$ ", after=60.0)
    assert person.commands == [(0, 1, 1, 0.0, None), (1, 2, 3, 60.0, None), (3, None, None, None, None)]


async def test_a_password_is_no_command_and_what_is_typed_is_nowhere(person: Person) -> None:
    person.says("ops@gpu01:~$ ")
    person.runs("true", "", "ops@gpu01:~$ ")
    person.enters("sudo ls")
    person.says("[sudo] password for ops: ")
    person.enters("hunter2", echo=False)
    person.says("a\nb\nops@gpu01:~$ ", after=3.0)
    assert [text for text, *_ in person.finished] == ["true", "sudo ls"]
    assert person.finished[-1][1] == 3.0
    assert len(person.commands) == 3
    assert "hunter2" not in repr(vars(person.watch)) + repr(person.watch.log.all())


async def test_keys_typed_ahead_leave_no_duration(person: Person) -> None:
    person.says("ops@gpu01:~$ ")
    person.runs("true", "", "ops@gpu01:~$ ")
    person.enters("sleep 5")
    person.says("")
    person.enters("date")
    person.says("ops@gpu01:~$ date\nThu Jan 1\nops@gpu01:~$ ", after=5.0)
    assert [text for text, *_ in person.finished] == ["true"]
    assert person.commands[1][3] is None


async def test_an_answer_to_a_program_leaves_the_duration(person: Person) -> None:
    person.says("ops@gpu01:~$ ")
    person.enters("apt install x")
    person.says("Continue? [Y/n] ", after=1.0)
    person.enters("y")
    person.says("done\nops@gpu01:~$ ", after=20.0)
    assert person.finished == [("apt install x", 21.0, None)]


async def test_a_shell_in_a_shell_has_commands_of_its_own_and_the_outer_one_no_duration(person: Person) -> None:
    person.says("ops@desk:~$ ")
    person.runs("true", "", "ops@desk:~$ ")
    person.enters("ssh gpu01")
    person.says("Last login\nops@gpu01:~$ ", after=1.0)
    person.runs("nvidia-smi", "GPU 0\n", "ops@gpu01:~$ ", seconds=2.0)
    person.enters("exit")
    person.says("logout\nops@desk:~$ ", after=30.0)
    assert person.finished == [("true", 0.0, None), ("nvidia-smi", 2.0, None)]
    assert person.commands == [
        (0, 1, 1, 0.0, None), (1, 2, 3, None, None), (3, 4, 5, 2.0, None), (5, 6, 7, None, None),
        (7, None, None, None, None),
    ]  # fmt: skip


async def test_a_command_of_several_lines_is_one(person: Person) -> None:
    person.says("ops@gpu01:~$ ")
    person.runs("true", "", "ops@gpu01:~$ ")
    person.enters("for i in 1 2; do")
    person.says("> ", after=3.0)
    person.enters("sleep $i")
    person.says("> ", after=3.0)
    person.enters("done")
    person.says("ops@gpu01:~$ ", after=4.0)
    assert person.finished[-1] == ("for i in 1 2; do", 4.0, None)
    assert person.commands[-2:] == [(1, 4, 4, 4.0, None), (4, None, None, None, None)]


async def test_an_interpreter_is_a_shell_like_any_other(person: Person) -> None:
    person.says("$ ")
    person.runs("python3", "Python 3.11\n", ">>> ")
    person.runs("1 + 1", "2\n", ">>> ")
    person.runs("2 + 2", "4\n", ">>> ")
    assert [text for text, *_ in person.finished] == ["1 + 1", "2 + 2"]


async def test_the_first_command_of_all_may_be_another_shell(person: Person) -> None:
    person.says("ops@desk:~$ ")
    person.runs("ssh gpu01", "Last login\n", "ops@gpu01:~$ ")
    for _ in range(2):
        person.runs("date", "Thu\n", "ops@gpu01:~$ ")
    person.enters("exit")
    person.says("logout\nops@desk:~$ ")
    assert [(row, end) for row, _, end, *_ in person.commands] == [(0, 2), (2, 4), (4, 6), (6, 8), (8, None)]


async def test_a_prompt_may_change(person: Person) -> None:
    person.says("~ $ ")
    person.runs("true", "", "~ $ ")
    person.runs("cd /tmp", "", "/tmp $ ")
    for _ in range(2):
        person.runs("date", "Thu\n", "/tmp $ ", seconds=1.0)
    assert [text for text, *_ in person.finished] == ["true", "date", "date"]
    person.runs("cd", "", "~ $ ")
    assert [(row, end) for row, _, end, *_ in person.commands] == [(0, 1), (1, 2), (2, 4), (4, 6), (6, 7), (7, None)]


async def test_output_that_looks_like_the_prompt_ends_nothing(person: Person) -> None:
    person.says("$ ")
    person.runs("true", "", "$ ")
    person.enters("cat log")
    data = b"$ "
    person.engine.feed(data)
    person.watch.fed(data)
    person.clock.seconds += QUIET_SECONDS / 2
    person.says("make\r\nmore\n", after=0.0)
    assert len(person.finished) == 1
    person.says("$ ", after=1.0)
    assert person.finished[-1][0] == "cat log"


async def test_what_is_typed_may_look_like_the_prompt(person: Person) -> None:
    person.says("ops@gpu01:~$ ")
    person.runs("true", "", "ops@gpu01:~$ ")
    person.types("echo $ ")
    person.says("")
    person.enters("x")
    person.says("$ x\nops@gpu01:~$ ")
    assert [text for text, *_ in person.finished] == ["true", "echo $ x"]


async def test_the_echo_may_come_late(person: Person) -> None:
    person.says("ops@gpu01:~$ ")
    person.runs("true", "", "ops@gpu01:~$ ")
    person.types("da", echo=False)
    person.watch._look()
    person.types("te", echo=False)
    person.watch.typed(b"\r")
    person.says("date\nThu\nops@gpu01:~$ ", after=0.3)
    assert [text for text, *_ in person.finished] == ["true", "date"]


async def test_a_full_screen_program_is_one_command(person: Person) -> None:
    person.says("$ ")
    person.runs("true", "", "$ ")
    person.enters("vim x")
    person.says("\x1b[?1049h\x1b[Htext\n$ ")
    person.enters(":wq")
    person.says("\x1b[?1049l$ ", after=40.0)
    assert person.finished[-1] == ("vim x", 40.0, None)


async def test_an_empty_enter_and_a_line_given_up_are_no_commands(person: Person) -> None:
    person.says("$ ")
    person.runs("true", "", "$ ")
    person.enters("")
    person.says("$ ")
    person.types("rm -rf")
    person.watch.typed(b"\x03")
    person.says("^C\n$ ")
    person.runs("date", "Thu\n", "$ ")
    assert [text for text, *_ in person.finished] == ["true", "date"]
    assert [row for row, *_ in person.commands] == [0, 3, 5]


async def test_pasted_lines_are_not_taken_apart(person: Person) -> None:
    person.says("$ ")
    person.runs("true", "", "$ ")
    person.watch.typed(b"one\rtwo\r")
    person.says("one\nfirst\n$ two\nsecond\n$ ")
    assert [text for text, *_ in person.finished] == ["true"]


async def test_a_prompt_at_the_right_edge_does_not_matter(person: Person) -> None:
    right = "\x1b[s\x1b[35G12:00\x1b[u"
    person.says("host% " + right)
    person.enters("date")
    person.says("Thu\nhost% " + right)
    assert person.finished == [("date", 0.0, None)]


async def test_a_screen_that_is_cleared_has_no_marks(person: Person) -> None:
    person.says("$ ")
    for _ in range(3):
        person.runs("date", "Thu\n", "$ ")
    person.enters("clear")
    person.says("\x1b[H\x1b[2J$ ")
    assert person.commands == [(0, None, None, None, None)]
    assert [text for text, *_ in person.finished] == ["date"] * 3


async def test_marks_follow_lines_that_are_wrapped_anew(person: Person) -> None:
    person.says("$ ")
    person.runs("long", "x" * 100 + "\n", "$ ")
    person.enters("short")
    person.says("said\n")
    rows = person.watch.rows()
    person.watch.moved(person.engine.resize(20, 10, 8, 18, rows))
    person.says("$ ", after=1.0)
    lines = [person.engine.lines(row, 1)[0] for row, *_ in person.commands]
    assert lines == ["$ long", "$ short", "$"]
    assert person.finished[-1][0] == "short"


async def test_a_connection_that_is_lost_ends_nothing(person: Person) -> None:
    person.says("$ ")
    person.runs("true", "", "$ ")
    person.enters("sleep 60")
    person.says("x\n")
    person.watch.ended(None)
    assert person.commands[-1] == (1, 2, 4, None, None)
    person.says("$ ", after=90.0)
    assert [text for text, *_ in person.finished] == ["true"]


# ---- what the shell tells -------------------------------------------------------------------------

A, B, C = "\x1b]133;A\x07", "\x1b]133;B\x07", "\x1b]133;C\x07"


def end(status: int) -> str:
    return f"\x1b]133;D;{status}\x07"


async def test_a_shell_that_tells_is_believed(person: Person) -> None:
    person.says(A + "at home\n❯ " + B)
    person.enters("make")
    person.says(C + "cc\nerror\n" + end(2) + A + "at home\n❯ " + B, after=12.0)
    assert person.commands == [(0, 2, 4, 12.0, 2), (4, None, None, None, None)]
    assert person.finished == [("make", 12.0, 2)]
    person.enters("")
    person.says(end(0) + A + "at home\n❯ " + B)
    assert len(person.finished) == 1


async def test_only_prompts_told_is_enough(person: Person) -> None:
    person.says(A + "$ " + B)
    person.enters("make")
    person.says("cc\n" + A + "$ " + B, after=5.0)
    assert person.commands == [(0, 1, 2, 5.0, None), (2, None, None, None, None)]


async def test_a_shell_that_tells_nothing_inside_one_that_does(person: Person) -> None:
    person.says(A + "$ " + B)
    person.enters("ssh gpu01")
    person.says(C + "ops@gpu01:~$ ")
    person.runs("date", "Thu\n", "ops@gpu01:~$ ", seconds=1.0)
    person.enters("exit")
    person.says("logout\n" + end(130) + A + "$ " + B, after=9.0)
    assert person.finished[0] == ("date", 1.0, None)
    outer = next(command for command in person.watch.log.all() if command.row == 0)
    assert (outer.status, outer.seconds) == (130, None)


async def test_a_shell_cannot_fill_the_memory_with_marks(person: Person) -> None:
    for _ in range(60):
        person.says((A + "$ " + B + C + end(0)) * 100 + "\n")
    assert len(person.watch.log.all()) <= 1000
    assert len(person.watch._running) <= 8
    assert all(isinstance(command, Command) for command in person.watch.log.all())
