"""What the library calls back for."""

from __future__ import annotations

from console.terminal.events import Bell, ClipboardWrite, Notify, Title
from tests.unit.terminal.screens import engine


def test_callbacks_of_two_terminals_do_not_mix() -> None:
    one, two = engine("ghostty"), engine("ghostty", 33, 7)
    one.feed(b"\x1b]0;one\x07\x1b[18t")
    two.feed("\x1b]0;zwei ü\x07\x1b[18t\x07".encode())
    assert one.take_events() == [Title("one")]
    assert two.take_events() == [Title("zwei ü"), Bell()]
    assert (one.take_replies(), two.take_replies()) == (b"\x1b[8;6;20t", b"\x1b[8;7;33t")
    one.close()
    two.close()


def test_clipboard_and_notification() -> None:
    terminal = engine("ghostty")
    terminal.feed(b"\x1b]52;c;w6RiYw==\x07\x1b]777;notify;title;body\x07")
    assert terminal.take_events() == [ClipboardWrite("äbc"), Notify("title", "body")]
    terminal.close()


def test_the_program_cannot_read_the_clipboard() -> None:
    terminal = engine("ghostty")
    terminal.feed(b"\x1b]52;c;?\x07")
    assert terminal.take_replies() == b""
    terminal.close()


def test_cell_size_in_pixels() -> None:
    terminal = engine("ghostty")
    terminal.resize(20, 6, 9, 21)
    terminal.take_replies()
    terminal.feed(b"\x1b[14t\x1b[16t")
    assert terminal.take_replies() == b"\x1b[4;126;180t\x1b[6;21;9t"
    terminal.close()
