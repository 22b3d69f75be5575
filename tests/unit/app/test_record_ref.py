"""Recording a real program as a reference."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from console.app import cli
from console.app.record_ref import scripts
from console.model.errors import ConsoleError
from console.terminal.cast import MARKER, RESIZE, CastReader
from console.terminal.snapshot import read

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of Linux and macOS")

SESSIONS = """
[shell]
command = ["/bin/sh", "-c", '''printf '\\033[31mask\\033[0m> '; read x; echo "got $x"; read y; stty size; sleep 60''']
size = [40, 6]
steps = [
    { until = "ask>", mark = "asked" },
    { type = "häuser\\r", until = "got h", mark = "answered" },
    { resize = [50, 8], type = "\\r", until = "8 50", mark = "resized" },
]

[silent]
command = ["/bin/sh", "-c", "exit 0"]
steps = [{ until = "never" }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sessions.toml").write_text(SESSIONS, encoding="utf-8")
    return tmp_path


def test_a_script_becomes_a_recording_and_its_screens(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["record-ref", "shell", "--folder", str(folder)]) == 0
    assert "got häuser" in capsys.readouterr().out
    screens = read((folder / "shell.screens").read_text(encoding="utf-8"))
    assert list(screens) == ["asked", "answered", "resized"]
    assert screens["asked"].lines[0] == "ask>"
    assert screens["asked"].looks[0].startswith("0-2 #")
    assert screens["answered"].lines[1] == "got häuser"
    assert screens["resized"].head.startswith("50x8 ")
    with (folder / "shell.cast").open("rb") as file:
        reader = CastReader(file)
        events = list(reader)
    assert (reader.header.cols, reader.header.rows) == (40, 6)
    assert [event.data for event in events if event.code in {MARKER, RESIZE}] == [
        "asked",
        "answered",
        "50x8",
        "resized",
    ]


def test_a_stage_is_given_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stage = folder / "stage"
    stage.write_text('#!/bin/sh\necho "staged"\nexec "$@"\n', encoding="utf-8")
    stage.chmod(0o755)
    assert cli.main(["record-ref", "shell", "--folder", str(folder)]) == 0
    assert read((folder / "shell.screens").read_text(encoding="utf-8"))["asked"].lines[0] == "staged"


def test_a_program_that_does_not_show_it_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["record-ref", "silent", "--folder", str(folder)]) == cli.EXIT_FAILED
    assert "never" in capsys.readouterr().err


def test_an_unknown_session_names_those_that_there_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["record-ref", "nothing", "--folder", str(folder)]) == cli.EXIT_FAILED
    assert "shell, silent" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[a", "[a]\ncommand = 3", "[a]\ncommand = ['x']\nsteps = [{ tpye = 'x' }]"])
def test_scripts_that_cannot_be_read(folder: Path, text: str) -> None:
    (folder / "sessions.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConsoleError, match=r"sessions\.toml"):
        scripts(folder)
