"""What a program sends is never sent back to it: neither the clipboard nor words that it chose itself."""

from __future__ import annotations

import pytest

from console.terminal.engine import EngineKind
from console.terminal.events import ClipboardWrite, Notify, Title
from tests.unit.terminal.screens import KINDS, engine

EVIL = b"\n; reboot \x1b[201~"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "query",
    [
        b"\x1b]52;c;?\x07",
        b"\x1b]52;c;?\x1b\\",
        b"\x1b]52;p;?\x07",
        b"\x1b]52;;?\x07",
        b"\x1b]0;" + EVIL + b"\x07\x1b[21t\x1b[20t",
        b"\x1b]2;" + EVIL + b"\x1b\\\x1b[21t",
        b"\x1b]1;icon\x07\x1b[20t",
        b"\x1b]l\x1b\\\x1b]L\x1b\\",
        b"\x1b[22;0t\x1b[23;0t\x1b[21t",
        b"\x05",
    ],
)
def test_neither_clipboard_nor_title_is_read_back(kind: EngineKind, query: bytes) -> None:
    terminal = engine(kind)
    terminal.feed(b"\x1b]52;c;c2VjcmV0\x07" + query)
    replies = terminal.take_replies()
    assert b"reboot" not in replies
    assert b"secret" not in replies
    assert b"c2VjcmV0" not in replies
    assert b"\n" not in replies
    assert replies == b""


@pytest.mark.parametrize("kind", KINDS)
def test_a_status_string_that_is_asked_for_is_not_repeated(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"\x1bP$qreboot\n\x1b\\\x1bP+q7265626f6f74\x1b\\")
    assert b"reboot" not in terminal.take_replies()


@pytest.mark.parametrize("kind", KINDS)
def test_floods_of_events_stay_few(kind: EngineKind) -> None:
    terminal = engine(kind)
    for number in range(500):
        terminal.feed(b"\x1b]0;%d\x07\x07\x1b]52;c;aGk=\x07\x1b]9;%d\x07\x1b]777;notify;a;b\x07" % (number, number))
    events = terminal.take_events()
    assert len(events) <= 70
    assert [event for event in events if isinstance(event, Title)] == [Title("499")]
    assert len([event for event in events if isinstance(event, ClipboardWrite)]) == 1
    assert [event for event in events if isinstance(event, Notify)]
