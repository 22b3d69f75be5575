"""The event log."""

from __future__ import annotations

from console.terminal.events import MOST_EVENTS, Bell, EventLog, Notify, Title


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
    assert len(log.take()) == MOST_EVENTS
