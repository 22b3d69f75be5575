"""Whether a step still stands is asked of the node itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

from console.deploy.shell import write_command
from console.deploy.standing import question, questions
from console.model.service import Step, StepKind
from console.model.text import Text


def sh(script: str) -> str:
    return subprocess.run(["/bin/sh", "-s"], input=script, text=True, capture_output=True, check=True).stdout


def test_a_file_that_was_changed_is_found_and_one_as_written_is_not(tmp_path: Path) -> None:
    steps = [
        Step(f"write-{number}", Text("Write"), StepKind.WRITE, target=str(tmp_path / f"it's {number}"), content=content)
        for number, content in enumerate(("", "one line", "END_OF_FILE\nü\n", "\n"))
    ]
    assert sh(questions(steps)).split() == [step.id for step in steps], "none is there yet"
    for step in steps:
        sh(write_command(step))
    assert sh(questions(steps)) == ""
    Path(steps[2].target).write_text("END_OF_FILE\nu\n")
    Path(steps[3].target).unlink()
    assert sh(questions(steps)).split() == ["write-2", "write-3"]


def test_a_step_says_itself_how_it_is_asked(tmp_path: Path) -> None:
    step = Step("folder", Text("Make"), StepKind.RUN, command="mkdir x", check=f"[ -d '{tmp_path / 'x'}' ]")
    assert sh(questions([step])) == "folder\n"
    (tmp_path / "x").mkdir()
    assert sh(questions([step])) == ""
    assert question(Step("run", Text("Run"), StepKind.RUN, command="true")) == ""
