from __future__ import annotations

from console.terminal.command_log import MOST_COMMANDS, MOST_FOLLOWED, CommandLog
from console.wire.messages import Command


def test_changes_are_told_once_from_the_row_on_that_they_begin_at() -> None:
    log = CommandLog()
    assert log.take_changes() is None
    log.put(Command(3, 1.0, 4))
    log.stand_at(9)
    assert log.take_changes() == (3, (Command(3, 1.0, 4), Command(9)))
    assert log.take_changes() is None
    log.change(Command(3, 1.0, 4, 9, 2.5))
    assert log.take_changes() == (3, (Command(3, 1.0, 4, 9, 2.5), Command(9)))
    log.change(Command(5, 1.0))
    assert log.take_changes() is None


def test_a_prompt_without_a_command_is_drawn_anew_elsewhere() -> None:
    log = CommandLog()
    log.put(Command(3, 1.0, 4, 5))
    for row in (5, 6, 8):
        log.stand_at(row)
    assert log.all() == (Command(3, 1.0, 4, 5), Command(8))
    log.put(Command(8, 2.0, 9))
    assert log.all() == (Command(3, 1.0, 4, 5), Command(8, 2.0, 9))


def test_what_is_overwritten_or_lost_is_dropped() -> None:
    log = CommandLog()
    for row in (2, 5, 9, 14):
        log.put(Command(row, 1.0))
    log.take_changes()
    log.drop_from(9)
    assert log.take_changes() == (9, ())
    log.stand_at(5)
    log.put(Command(5, 2.0))
    assert log.all() == (Command(2, 1.0), Command(5, 2.0))
    log.drop_before(5)
    assert log.all() == (Command(5, 2.0),)


def test_it_keeps_a_bounded_number_of_the_newest() -> None:
    log = CommandLog()
    for row in range(MOST_COMMANDS + 50):
        log.put(Command(row, 1.0))
    assert (len(log.all()), log.all()[0].row) == (MOST_COMMANDS, 50)


def test_places_follow_lines_that_are_wrapped_anew() -> None:
    log = CommandLog()
    log.put(Command(2, 1.0, 3, 7))
    log.put(Command(7, 2.0, 8))
    assert log.rows() == [2, 3, 7, 7, 8]
    log.take_changes()
    log.moved([2, 3, 7, 7, 8])
    assert log.take_changes() is None
    log.moved([4, 6, 14, 14, None])
    assert log.take_changes() == (0, (Command(4, 1.0, 6, 14), Command(14, 2.0, None)))
    log.moved([None, None, 14, 14])
    assert log.all() == (Command(14, 2.0, None),)


def test_only_so_many_are_followed() -> None:
    log = CommandLog()
    for row in range(MOST_FOLLOWED + 10):
        log.put(Command(row, 1.0))
    rows = log.rows()
    assert (len(rows), rows[0]) == (MOST_FOLLOWED, 10)
    log.moved(rows)
    assert len(log.all()) == MOST_FOLLOWED + 10
    log.moved([row + 1 for row in rows])
    assert (len(log.all()), log.all()[0].row) == (MOST_FOLLOWED, 11)


def test_a_command_that_is_known_late_takes_its_place_among_the_others() -> None:
    log = CommandLog()
    log.put(Command(9, 2.0))
    log.put(Command(12, 3.0))
    log.take_changes()
    log.put(Command(4, 1.0))
    assert [command.row for command in log.all()] == [4, 9, 12]
    assert log.take_changes() == (4, log.all())
    assert [log.row_after(row) for row in (3, 4, 11, 12)] == [4, 9, 12, None]
