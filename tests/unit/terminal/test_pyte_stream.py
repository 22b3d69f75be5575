"""The stream."""

from __future__ import annotations

import pyte
import pytest

from console.terminal.pyte_stream import MOST_STRING, FastStream, parse_params, parse_parts
from tests.unit.terminal.listeners import Found, Record


def parse(*pieces: bytes) -> Found:
    record = Record()
    stream = FastStream(record)
    for piece in pieces:
        stream.feed_bytes(piece)
    return record.found


SAMPLE = (
    b"ab\xe4\xb8\xad\x1b[1;2:3;;4m\x1b[?25h\x1b[ q\x1b[>c\x1b(0\x1b7\x1b]0;t\xc3\xa9\x07\x1b]2;x\x1b\\\x1bPq\x1b\\"
    b"\r\n\x1b[3\x081C\x1b[1\x18z\x1b[1\x1b[2J\xff\x1b]0;cut\x1b[H\x1b#8\x9b\xc2\x9bq"
)
PRIVATE = ("private", True)
FOUND = [
    ("draw", "ab中"), ("select_graphic_rendition_parts", (1,), (2, 3), (0,), (4,)), ("set_mode", 25, PRIVATE),
    ("set_cursor_style", 0), ("report_secondary_device_attributes", 0), ("define_charset", "0", ("mode", "(")),
    ("save_cursor",), ("set_icon_name", "té"), ("set_title", "té"), ("set_title", "x"),
    ("device_control_string", "q"), ("carriage_return",), ("linefeed",), ("backspace",), ("cursor_forward", 31),
    ("draw", "z"), ("erase_in_display", 2), ("draw", "\ufffd"), ("set_icon_name", "cut"), ("set_title", "cut"),
    ("cursor_position", 0), ("alignment_display",), ("draw", "\ufffdq"),
]  # fmt: skip


def test_everything_is_found() -> None:
    assert parse(SAMPLE) == FOUND


def test_any_cut_finds_the_same() -> None:
    for at in range(len(SAMPLE)):
        assert parse(SAMPLE[:at], SAMPLE[at:]) == FOUND, at
    assert parse(*(SAMPLE[i : i + 1] for i in range(len(SAMPLE)))) == FOUND


def test_a_string_without_end_is_not_kept_for_ever() -> None:
    record = Record()
    stream = FastStream(record)
    stream.feed_bytes(b"\x1b]52;c;")
    for _ in range(MOST_STRING // 50_000 + 5):
        stream.feed_bytes(b"A" * 50_000)
    stream.feed_bytes(b"\x07after")
    assert record.found == [("draw", "after")]


def test_parameters_are_bounded() -> None:
    assert parse_params("99999999999999;;") == (65_535, 0, 0)
    assert parse_params("") == (0,)
    assert parse_parts("4:3;38:2::1") == ((4, 3), (38, 2, 0, 1))
    assert len(parse_params(";" * 500)) == 64


def test_what_has_no_event_is_told_as_pyte_tells_it() -> None:
    assert parse(b"\x1b[5~\x1b[>4;1z\x1bz\x1b[1:2H") == [("debug", 5), ("debug", 4, 1), ("debug",), ("debug", (1, 2))]


def test_other_commands_have_their_number_and_their_end() -> None:
    assert parse(b"\x1b]1;i\x07\x1b]52;c;aGk=\x07\x1b]104\x1b\\\x1b_apc\x1b\\") == [
        ("set_icon_name", "i"), ("operating_system_command", "52", "c;aGk=", ("ender", "\x07")),
        ("operating_system_command", "104", "", ("ender", "\x1b\\")),
    ]  # fmt: skip


class Lacking:
    """A listener without a single event."""

    def draw(self, data: str) -> None:
        """Draw nothing."""

    def debug(self, *args: int, **kwargs: bool) -> None:
        """Tell nothing."""


def test_a_strict_stream_wants_every_event() -> None:
    with pytest.raises(TypeError, match="is missing"):
        FastStream(Lacking())
    FastStream(Lacking(), strict=False).feed("a\r\x1b[2J\x1b]0;t")


def test_nobody_listens() -> None:
    with pytest.raises(RuntimeError, match="Listener is not set"):
        FastStream().feed("a")


@pytest.mark.parametrize("data", ["\x1b[1;2;3;4A", "\x1b[1;2K", "\x1b[?1;2J", "\x1b[1;2n", "\x1b[1;2;3r", "\x1b[?5B"])
def test_too_many_parameters_do_not_raise(data: str) -> None:
    """Each of them raises TypeError out of pyte's own stream, but for the one that erases."""
    screen = pyte.Screen(20, 5)
    stream = FastStream(screen, strict=False)
    stream.feed(data + "x")
    assert "x" in "".join(screen.display)
