"""What a screen reader gets: asked through Qt's own interfaces, as its bridges ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInsertEvent,
    QAccessibleTextInterface,
    QAccessibleTextRemoveEvent,
)

from console.ui.terminal import accessible
from console.ui.terminal.accessible import Reader
from console.ui.terminal.selection import Selection, Spot
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.page import with_history


@pytest.fixture
def reader(desk: Desk) -> Reader:
    return Reader(desk.widget)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[QAccessibleEvent]]:
    events: list[QAccessibleEvent] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", events.append)
    yield events
    events.clear()


def interface(desk: Desk) -> tuple[QAccessibleInterface, QAccessibleTextInterface]:
    found = QAccessible.queryAccessibleInterface(desk.widget)
    return found, found.textInterface()


def show(desk: Desk, *lines: str, cursor: tuple[int, int] = (0, 0)) -> None:
    for row, line in enumerate(lines):
        desk.page.put(row, 0, line.ljust(desk.page.cols))
    desk.widget.apply_frame(desk.page.frame(cursor=cursor))


def test_the_text_the_cursor_and_the_place_of_each_character(desk: Desk, reader: Reader) -> None:
    show(desk, "ops@gpu-a01:~$ uptime", "up 85 days", cursor=(10, 1))
    role, text = interface(desk)
    assert role.role() is QAccessible.Role.Terminal
    assert text.text(0, 14) == "ops@gpu-a01:~$"
    assert text.characterCount() == len("ops@gpu-a01:~$ uptime\nup 85 days")
    assert text.cursorPosition() == text.characterCount()
    day = text.characterRect(text.text(0, -1).index("85"))
    assert text.offsetAtPoint(day.center()) == text.text(0, -1).index("85")
    assert day.width() == pytest.approx(desk.metrics.width, abs=1)


def test_a_reader_marks_and_hears_what_is_marked(desk: Desk, reader: Reader, heard: list[QAccessibleEvent]) -> None:
    show(desk, "one two three", "four")
    reader.tell()
    heard.clear()
    _, text = interface(desk)
    text.setSelection(0, 4, 18)
    assert desk.widget.surface.selection == Selection(Spot(0, 4), Spot(1, 4))
    reader.tell()
    text.removeSelection(0)
    reader.tell()
    said = [event.message() for event in heard if isinstance(event, QAccessibleAnnouncementEvent)]
    assert said == ["Marked: two three\nfour", "Nothing is marked"]


def test_a_new_line_is_read_and_the_rest_is_not_read_again(
    desk: Desk, reader: Reader, heard: list[QAccessibleEvent]
) -> None:
    lines = [f"line {number}" for number in range(10)]
    show(desk, *lines, cursor=(6, 9))
    reader.tell()
    heard.clear()
    for row, line in enumerate([*lines[1:], "a new line"]):
        desk.page.put(row, 0, line.ljust(desk.page.cols))
    desk.widget.apply_frame(with_history(desk.page.frame(cursor=(10, 9)), oldest=0, history=1, first=1))
    reader.tell()
    removed, inserted, cursor = heard
    assert isinstance(removed, QAccessibleTextRemoveEvent)
    assert removed.textRemoved() == "line 0\n"
    assert isinstance(inserted, QAccessibleTextInsertEvent)
    assert inserted.textInserted() == "\na new line"
    assert isinstance(cursor, QAccessibleTextCursorEvent)
    assert cursor.cursorPosition() == interface(desk)[1].characterCount()


def test_of_a_flood_only_the_end_is_told(desk: Desk, reader: Reader, heard: list[QAccessibleEvent]) -> None:
    show(desk, *["x" * desk.page.cols] * desk.page.rows)
    reader.tell()
    inserted = [event for event in heard if isinstance(event, QAccessibleTextInsertEvent)]
    assert sum(len(event.textInserted()) for event in inserted) <= accessible.MOST_TOLD


def test_nothing_is_made_ready_while_nobody_listens(desk: Desk, reader: Reader, heard: list[QAccessibleEvent]) -> None:
    assert not QAccessible.isActive()
    show(desk, "one")
    assert not reader._soon.isActive()
    assert heard == []
