"""Where a text comes up in a recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.terminal import moments as module
from console.terminal.cast import OUTPUT, CastEvent
from console.terminal.moments import moments
from console.terminal.timeline import load
from tests.unit.terminal.casts import write_cast

EVENTS = [
    CastEvent(0.0, OUTPUT, "$ "),
    CastEvent(1.0, OUTPUT, "c"),
    CastEvent(1.1, OUTPUT, "ax\b"),
    CastEvent(1.2, OUTPUT, "t\r\n"),
    CastEvent(2.0, OUTPUT, "\x1b[31mOut of \x1b[1mmemory\x1b[0m\r\n"),
    CastEvent(3.0, OUTPUT, "\x1b[?1049h\x1b[2J\x1b[3;4Hmemory\x1b[5;1Hfree"),
    CastEvent(3.1, OUTPUT, "\x1b[2J\x1b[3;4Hmemory"),
    CastEvent(5.0, OUTPUT, "\x1b[3;4Hmemory"),
]


@pytest.mark.parametrize(
    ("wanted", "events"),
    [("cat", [3]), ("memory", [4, 5, 7]), ("out of memory", [4]), ("Memory", []), ("memoryfree", []), ("nothing", [])],
)
def test_typed_printed_and_painted_text_is_found(tmp_path: Path, wanted: str, events: list[int]) -> None:
    assert moments(load(write_cast(tmp_path / "a.cast", EVENTS)), wanted) == events


def test_there_is_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MOMENTS", 2)
    assert moments(load(write_cast(tmp_path / "a.cast", EVENTS)), "memory") == [4, 5]
