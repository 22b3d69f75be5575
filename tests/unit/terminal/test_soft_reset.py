"""The bytes of a soft reset."""

from __future__ import annotations

from console.terminal.soft_reset import soft_reset_bytes
from console.wire.frames import Mode


def test_the_alternate_screen_is_left_only_when_it_is_shown() -> None:
    assert b"?1049l" in soft_reset_bytes(Mode.ALTERNATE_SCREEN, 5)
    assert b"?1049l" not in soft_reset_bytes(Mode(0), 5)


def test_a_half_written_line_is_ended() -> None:
    assert soft_reset_bytes(Mode(0), 5).endswith(b"\r\n")
    assert not soft_reset_bytes(Mode(0), 0).endswith(b"\r\n")


def test_a_broken_sequence_is_ended_first() -> None:
    assert soft_reset_bytes(Mode(0), 0).startswith(b"\x18")
