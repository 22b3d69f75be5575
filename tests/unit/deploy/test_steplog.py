"""The whole of what a step printed, up to a bound."""

from __future__ import annotations

from pathlib import Path

from console.deploy.steplog import MOST_BYTES, StepLogs


def test_what_was_kept_is_read_bounded_and_without_control_characters(tmp_path: Path) -> None:
    logs = StepLogs(tmp_path / "d.log")
    assert logs.read("install") == ""
    logs.append("install", b"one\x1b[31m\x07\n")
    logs.append("install", "zwei ü\n".encode())
    logs.append("../../etc/x", b"other\n")
    assert logs.read("install") == "one\nzwei ü\n"
    assert logs.read("../../etc/x") == "other\n"
    assert {path.parent for path in tmp_path.rglob("*.log") if path.is_file()} == {tmp_path / "d.log"}
    for _ in range(3):
        logs.append("long", b"x" * (MOST_BYTES // 2 + 1))
    assert MOST_BYTES <= (tmp_path / "d.log/long.log").stat().st_size < MOST_BYTES + 100
    assert logs.read("long").endswith("[...]\n")
    assert (tmp_path / "d.log").stat().st_mode & 0o077 == 0
    logs.remove()
    logs.remove()
    assert logs.read("install") == ""


def test_of_a_line_that_was_written_over_its_last_state_is_read(tmp_path: Path) -> None:
    logs = StepLogs(tmp_path / "d.log")
    logs.append("carry", b"begin\r\n 10 %\r 60 %\r100 %\nnow\r 5 %\r")
    assert logs.read("carry") == "begin\n100 %\n 5 %"
