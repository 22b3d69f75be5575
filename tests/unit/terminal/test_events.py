"""The event log."""

from __future__ import annotations

from console.terminal.events import MOST_MARKS, MOST_NOTICES, Bell, EventLog, Notify, PromptMark, Title


def test_a_flood_is_heard_once_with_its_latest_word() -> None:
    log = EventLog()
    for number in range(1000):
        log.add(Bell())
        log.add(Title(str(number)))
    assert log.take() == [Bell(), Title("999")]
    assert log.take() == []


def test_notifications_are_kept_up_to_a_limit() -> None:
    log = EventLog()
    for number in range(1000):
        log.add(Notify("", str(number)))
    log.add(Title("after it"))
    title, *notices = log.take()
    assert title == Title("after it"), "a flood of one kind does not silence another"
    assert len(notices) == MOST_NOTICES


def test_every_mark_is_kept_in_its_order_up_to_a_limit() -> None:
    log = EventLog()
    for row in range(MOST_MARKS + 10):
        log.add(Bell())
        log.add(PromptMark("prompt", row, 0))
    bell, *marks = log.take()
    assert bell == Bell()
    assert marks == [PromptMark("prompt", row, 0) for row in range(10, MOST_MARKS + 10)]
    assert log.take() == []
