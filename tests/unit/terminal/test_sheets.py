"""What is written of a session."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

from console.model.redactor import Redactor
from console.terminal.cast import CastHeader
from console.terminal.sheets import CastSheet, LogSheet, ShownLines

HEADER = CastHeader(20, 6, title="gpu-a01")


class Fake:
    """A terminal that shows what it is told to, veiled or not; what it is to do later it keeps."""

    def __init__(self, *, veiled: bool = False) -> None:
        self.veiled, self.shown = veiled, b"$ before"
        self.waiting: list[Callable[[], None]] = []

    def is_veiled(self) -> bool:
        return self.veiled

    def picture(self) -> bytes:
        return self.shown

    def changes(self, *, whole: bool) -> bytes:
        shown, self.before = self.shown, getattr(self, "before", b"")
        if whole and shown == self.before:
            return b""
        self.before = shown
        return b"+" + shown

    def redact(self, text: str) -> str:
        return text.replace("gpu-real", "gpu-a01") if self.veiled else text

    def later(self, call: Callable[[], None]) -> None:
        self.waiting.append(call)


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
    sheet = CastSheet(file, HEADER, Fake(), clock)
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
    sheet = CastSheet(file, HEADER, Fake(), Stopped(), with_input=True)
    sheet.typed(b"ls\r")
    assert json.loads(file.getvalue().splitlines()[-1]) == [0.0, "i", "ls\r"]


def test_a_program_that_goes_on_has_no_status() -> None:
    file = io.BytesIO()
    sheet = CastSheet(file, HEADER, Fake(), Stopped())
    sheet.ended(0)
    sheet.fed(b"connected anew")
    sheet.finish()
    assert json.loads(file.getvalue().splitlines()[-1]) == [0.0, "o", "connected anew"]


def test_a_log_has_lines() -> None:
    file = io.BytesIO()
    sheet = LogSheet(file, Fake())
    sheet.fed(b"\x1b[1mone\x1b[0m\r\ntw")
    assert file.getvalue() == b"one\n"
    sheet.typed(b"secret")
    sheet.resized(10, 5)
    sheet.fed(b"o")
    sheet.ended(0)
    sheet.mark("here")
    sheet.finish()
    assert file.getvalue() == b"one\ntwo\n== here\n"


def outputs(file: io.BytesIO) -> list[str]:
    events = [json.loads(line) for line in file.getvalue().splitlines()[1:]]
    return [data for _at, code, data in events if code == "o"]


def test_behind_a_veil_a_recording_is_what_is_shown_and_never_what_a_program_wrote() -> None:
    screen, file = Fake(veiled=True), io.BytesIO()
    sheet = CastSheet(file, HEADER, screen, Stopped(), with_input=True)
    for piece in (b"gpu-", b"\x1b[1mre", b"al\r\n"):
        sheet.fed(piece)
    sheet.typed(b"gpu-real")
    screen.shown = b"gpu-a01"
    assert len(screen.waiting) == 1
    screen.waiting[0]()
    sheet.mark("at gpu-real")
    sheet.finish()
    assert outputs(file) == ["$ before", "+gpu-a01"]
    assert b"real" not in file.getvalue()


def test_a_veil_that_falls_or_rises_in_between_begins_with_a_whole_picture() -> None:
    screen, file = Fake(), io.BytesIO()
    sheet = CastSheet(file, HEADER, screen, Stopped())
    sheet.fed(b"open")
    screen.veiled, screen.shown = True, b"hidden"
    sheet.fed(b"gpu-real")
    sheet.fed(b"gpu-real")
    screen.veiled, screen.shown = False, b"all"
    screen.waiting[0]()
    sheet.fed(b"gpu-real is in the picture")
    sheet.fed(b"more")
    assert outputs(file) == ["$ before", "open", "\x1b[?1049lhidden", "\x1b[?1049lall", "more"]


def test_what_is_shown_at_the_end_is_written_and_nothing_after_it() -> None:
    screen, file = Fake(veiled=True), io.BytesIO()
    sheet = CastSheet(file, HEADER, screen, Stopped())
    sheet.fed(b"x")
    sheet.settle()
    sheet.fed(b"y")
    sheet.finish()
    screen.waiting[-1]()
    assert outputs(file) == ["$ before", "+$ before"]


def test_half_a_character_at_the_end_is_not_lost() -> None:
    file = io.BytesIO()
    sheet = CastSheet(file, HEADER, Fake(), Stopped())
    sheet.fed("\u20ac".encode()[:2])
    sheet.finish()
    assert outputs(file)[-1] == "\ufffd"


def test_a_log_behind_a_veil_has_whole_lines_redacted() -> None:
    file = io.BytesIO()
    sheet = LogSheet(file, Fake(veiled=True))
    sheet.fed(b"ssh gpu-")
    sheet.fed(b"real\r\nlast gpu-real")
    sheet.mark("gpu-real")
    sheet.finish()
    assert file.getvalue() == b"ssh gpu-a01\n== gpu-a01\nlast gpu-a01\n"


def test_the_lines_of_a_private_key_are_known_as_such_however_they_come() -> None:
    redactor = Redactor()
    shown = ShownLines(redactor.redact)
    lines = ["-----BEGIN OPENSSH PRIVATE KEY-----", *["b3BlbnNzaC1rZXktdjEAAAAABG5vbmU" * 2] * 5,
             "-----END OPENSSH PRIVATE KEY-----", "after"]  # fmt: skip
    found = [shown.of([line])[0] for line in lines]
    assert found == redactor.redact("\n".join(lines)).split("\n")
    assert "b3Blbn" not in "".join(found)
    assert found[-1] == "after"
