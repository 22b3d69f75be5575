"""Whatever a home folder or a wheel is called, sh sees one word, and nothing of it is run."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from console.deploy.script import script
from console.deploy.shell import as_input, quoted, write_command
from console.model.launch import Wheel
from console.model.service import StepKind
from console.targets.common.words import unit_quoted
from tests.unit.deploy.plans import WHEELS, make_plan, with_home

CONTROL: tuple[Literal["C"], ...] = ("C",)
HOSTILE = st.text(
    st.sampled_from("a /'\"$`\\;&|<>(){}[]*?!#~%\t\n-=é✓") | st.characters(codec="utf-8", exclude_characters="\0"),
    max_size=30,
)
SEGMENT = st.text(
    st.sampled_from("a '\"$`\\;&|<>(){}[]*?!#~%-=é") | st.characters(codec="utf-8", exclude_categories=CONTROL),
    min_size=1,
    max_size=12,
).filter(lambda text: "/" not in text and text not in {".", ".."})


@settings(max_examples=60)
@given(text=HOSTILE)
def test_a_word_stays_a_word(text: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-s"], input=as_input(f"printf %s {quoted(text)}").encode(), capture_output=True, check=True
    )
    assert done.stdout.decode() == text


@settings(max_examples=25)
@given(segment=SEGMENT)
def test_commands_act_in_the_folder_and_nowhere_else(segment: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / segment
        home.mkdir()
        plan = make_plan(facts=with_home(str(home)))
        steps = [step for step in plan.steps if step.kind is StepKind.WRITE or step.id == "folder"]
        for step in steps:
            command = write_command(step) if step.kind is StepKind.WRITE else step.command
            subprocess.run(["/bin/sh", "-s"], input=as_input(command).encode(), check=True, cwd=folder)
        assert sorted(path.name for path in Path(plan.directory).iterdir()) == [
            ".leitstand", "client.py", "control", "run", "server.py", "supervise", "wheels",
        ]  # fmt: skip
        for step in reversed(steps):
            subprocess.run(["/bin/sh", "-s"], input=as_input(step.undo).encode(), check=True, cwd=folder)
        assert [path.name for path in Path(folder).iterdir()] == [segment] and not list(home.iterdir())


@settings(max_examples=40)
@given(segment=SEGMENT, wheel=SEGMENT)
def test_every_script_is_one_that_sh_can_read(segment: str, wheel: str) -> None:
    wheels = (Wheel("x", "1", f"/cache/{wheel}.whl", 1), *WHEELS)
    for target in ("process", "systemd"):
        plan = make_plan(facts=with_home(f"/home/{segment}"), wheels=wheels, target=target)
        for command in (plan.start, plan.stop, plan.status, plan.log, *(step.command for step in plan.steps)):
            subprocess.run(["/bin/sh", "-n"], input=command.encode(), check=True)
        subprocess.run(["/bin/sh", "-n"], input=script((plan,), {}).encode(), check=True)


@given(text=HOSTILE)
def test_a_unit_file_keeps_its_lines(text: str) -> None:
    word = unit_quoted(text)
    assert "\n" not in word and word.startswith('"') and word.endswith('"')
    assert "%" not in word.replace("%%", "") and "$" not in word.replace("$$", "")
