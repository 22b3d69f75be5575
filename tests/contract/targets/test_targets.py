"""What holds for every place to run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import console.targets
from console.deploy.shell import write_command
from console.model.job import Launch
from console.model.launch import NodeFacts, Service
from console.model.service import StepKind
from console.model.weights import Packaging
from console.targets import Target, choose, targets

HOSTILE = Service("demo", "It's $HOME", "/srv/it's $x `y`/demo", "/srv/it's $x `y`", 18080)

WHEELS = (Packaging.WHEELS,)
LAUNCH = Launch(("/srv/it's/run me", "--port", "18080"), image="registry.example.com/demo:1", port=18080)


def test_there_is_one_target_a_file() -> None:
    folder = Path(console.targets.__file__).parent
    assert sorted(targets()) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    assert len({target.preference for target in targets().values()}) == len(targets())


@pytest.mark.parametrize("target", targets().values(), ids=list(targets()))
def test_every_command_is_posix_sh(target: Target) -> None:
    commands = [target.start(HOSTILE), target.stop(HOSTILE), target.status(HOSTILE), target.log(HOSTILE)]
    for step in target.steps(HOSTILE, LAUNCH):
        assert step.undo, f"{step.id} cannot be taken back"
        commands += [step.undo, write_command(step) if step.kind is StepKind.WRITE else step.command]
    for command in commands:
        subprocess.run(["/bin/sh", "-n"], input=command.encode(), check=True)
        assert "sudo" not in command


@pytest.mark.parametrize("target", targets().values(), ids=list(targets()))
def test_steps_have_names_of_their_own(target: Target) -> None:
    steps = target.steps(HOSTILE, LAUNCH)
    assert len({step.id for step in steps}) == len(steps)
    assert steps[-1].kind is StepKind.RUN
    assert all(step.target.startswith(HOSTILE.home) for step in steps if step.kind is StepKind.WRITE)


def test_auto_takes_what_stays_up_by_itself() -> None:
    ready = NodeFacts(home="/home/ops", systemd_user=True, linger=True)
    assert choose("auto", ready, WHEELS) is targets()["systemd"]
    assert choose("auto", NodeFacts(home="/home/ops", systemd_user=True, linger=False), WHEELS) is targets()["process"]
    assert choose("auto", NodeFacts(home="/home/ops"), WHEELS) is targets()["process"]
    assert choose("auto", NodeFacts(), WHEELS) is None
    assert choose("process", ready, WHEELS) is targets()["process"]
    assert choose("none", ready, WHEELS) is None
