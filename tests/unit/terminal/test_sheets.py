"""What is written of a session."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

from console.terminal.cast import CastHeader
from console.terminal.sheets import CastSheet, LogSheet

HEADER = CastHeader(20, 6, title="gpu-a01")


class Stopped:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def now(self) -> datetime:
        return datetime(2026, 1, 15, 9, 30, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.at


def test_a_recording_begins_with_what_is_shown() -> None:
    clock, file = Stopped(), io.BytesIO()
    sheet = CastSheet(file, HEADER, b"$ before", clock, str)
    clock.at += 1.0
    sheet.fed(b"after\r\n")
    clock.at += 2.0
    sheet.typed(b"secret\r")
    sheet.mark("here")
    clock.at += 1.0
    sheet.resized(30, 8)
    clock.at += 2.0
    sheet.ended(3)
    sheet.finish()
    header, *events = (json.loads(line) for line in file.getvalue().splitlines())
    assert (header["term"]["cols"], header["term"]["rows"]) == (20, 6)
    assert (header["title"], header["timestamp"]) == ("gpu-a01", 1768469400)
    assert events == [
        [0.0, "o", "$ before"], [1.0, "o", "after\r\n"], [2.0, "m", "here"], [1.0, "r", "30x8"], [2.0, "x", "3"],
    ]  # fmt: skip


def test_input_is_recorded_where_the_person_wants_it() -> None:
    file = io.BytesIO()
    sheet = CastSheet(file, HEADER, b"$ before", Stopped(), str, with_input=True)
    sheet.typed(b"ls\r")
    assert json.loads(file.getvalue().splitlines()[-1]) == [0.0, "i", "ls\r"]


def test_a_program_that_goes_on_has_no_status() -> None:
    file = io.BytesIO()
    sheet = CastSheet(file, HEADER, b"$ before", Stopped(), str)
    sheet.ended(0)
    sheet.fed(b"connected anew")
    sheet.finish()
    assert json.loads(file.getvalue().splitlines()[-1]) == [0.0, "o", "connected anew"]


def test_a_log_has_lines() -> None:
    file = io.BytesIO()
    sheet = LogSheet(file, str)
    sheet.fed(b"\x1b[1mone\x1b[0m\r\ntw")
    assert file.getvalue() == b"one\n"
    sheet.typed(b"secret")
    sheet.resized(10, 5)
    sheet.fed(b"o")
    sheet.ended(0)
    sheet.mark("here")
    sheet.finish()
    assert file.getvalue() == b"one\ntwo\n== here\n"


def test_both_write_what_may_be_shown() -> None:
    cast, log = io.BytesIO(), io.BytesIO()

    def neutral(text: str) -> str:
        return text.replace("gpu-real", "gpu-a01")

    picture = b"user@gpu-real $ "
    for sheet in (CastSheet(cast, HEADER, picture, Stopped(), neutral), LogSheet(log, neutral)):
        sheet.fed(b"ssh gpu-real\r\n")
        sheet.finish()
    assert b"gpu-real" not in cast.getvalue() + log.getvalue()
    assert log.getvalue() == b"ssh gpu-a01\n"
