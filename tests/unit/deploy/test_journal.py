"""What a journal tells after a crash."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from console.deploy.journal import (
    FORMAT,
    Answered,
    Begun,
    Entry,
    Journal,
    Logged,
    Resumed,
    StateChanged,
    StepChanged,
    apply,
    recover,
)
from console.model.errors import Problem
from console.model.ids import DeployId
from console.model.service import DeployState, DeployView, StepState
from tests.unit.deploy.plans import make_plan

ID = DeployId("20261122-101010-abcd")
STORY: tuple[Entry, ...] = (
    Begun(ID, make_plan(), 1.0),
    StepChanged("folder", StepState.RUNNING),
    StepChanged("folder", StepState.DONE, "made", 0.5),
    StepChanged("environment", StepState.RUNNING),
)


def write(path: Path, *entries: Entry) -> Journal:
    journal = Journal(path)
    for entry in entries:
        journal.append(entry)
    return journal


def told(*entries: Entry) -> DeployView:
    view: DeployView | None = None
    for entry in entries:
        view = apply(view, entry)
    assert view is not None
    return view


def states(view: DeployView) -> dict[str, StepState]:
    return {step.step.id: step.state for step in view.steps if step.state is not StepState.WAITING}


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    more = (
        StepChanged("environment", StepState.FAILED, "ü\n\x1b", 1.0),
        Logged(("a", "b")),
        StateChanged(DeployState.FAILED, Problem("x.y", "It {what}.", "Do.", {"what": "broke"})),
        Answered("?", "!"),
    )
    journal = write(tmp_path / "a.jsonl", *STORY, *more)
    assert journal.read() == told(*STORY, *more)


def test_in_the_middle_is_interrupted(tmp_path: Path) -> None:
    write(tmp_path / f"{ID}.jsonl", *STORY)
    ((_journal, view),) = recover(tmp_path).deploys.values()
    assert view.state is DeployState.INTERRUPTED
    assert states(view) == {"folder": StepState.DONE, "environment": StepState.FAILED}
    assert view.problem is not None and "Make a virtual environment" in view.problem.text()


def test_what_serves_goes_on_serving(tmp_path: Path) -> None:
    write(tmp_path / f"{ID}.jsonl", *STORY, StateChanged(DeployState.SERVING))
    ((_journal, view),) = recover(tmp_path).deploys.values()
    assert view.state is DeployState.SERVING


def test_every_torn_end_is_read_up_to_the_last_whole_line(tmp_path: Path) -> None:
    journal = write(tmp_path / f"{ID}.jsonl", *STORY)
    whole = journal.path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for cut in (len(whole) - 1, len(whole) - 20, len(whole) - len(lines[-1]) + 1, len(lines[0]) + 3, 10, 0):
        journal.path.write_bytes(whole[:cut])
        complete = sum(len(line) for line in lines) and [
            entry for number, entry in enumerate(STORY) if cut >= sum(len(line) for line in lines[: number + 1]) - 1
        ]
        expected = told(*complete) if complete else None
        assert journal.read() == expected
        if expected is not None:
            journal.append(StateChanged(DeployState.UNDONE))
            assert journal.read() == replace(expected, state=DeployState.UNDONE)


def test_files_that_tell_nothing_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\x00\xff garbage\n[]\n")
    (tmp_path / "b.jsonl").write_bytes(b"")
    recovered = recover(tmp_path)
    assert recovered.deploys == {}
    assert [problem.params["file"] for problem in recovered.problems] == [str(tmp_path / "a.jsonl")]
    assert len(list(tmp_path.iterdir())) == 2
    assert apply(None, Logged(())) is None


def test_a_journal_of_an_older_version_is_read(tmp_path: Path) -> None:
    """It has no run, nobody who started it, no request, and no time of its states."""
    begun = json.loads(msgspec.json.encode(STORY[0]))
    for name in ("run", "who", "format"):
        del begun[name]
    for name in ("request", "rendering", "door", "scale"):
        del begun["plan"][name]
    for step in begun["plan"]["steps"]:
        for name in ("check", "why", "risk", "expected_seconds"):
            del step[name]
    lines = [json.dumps(begun), '{"type":"StateChanged","state":"serving"}']
    (tmp_path / "old.jsonl").write_text("\n".join(lines) + "\n")
    recovered = recover(tmp_path)
    ((_journal, view),) = recovered.deploys.values()
    assert (view.state, view.run, view.plan.request) == (DeployState.SERVING, ID, None)
    assert recovered.problems == []


@pytest.mark.parametrize(
    "line",
    [
        '{"type":"Teleported","to":"the moon"}',
        '{"type":"StateChanged","state":"dreaming"}',
        '{"type":"StepChanged","step":"folder","state":7}',
    ],
)
def test_a_journal_of_a_newer_version_is_named_and_stays_as_it_is(tmp_path: Path, line: str) -> None:
    journal = write(tmp_path / f"{ID}.jsonl", *STORY)
    with journal.path.open("a") as file:
        file.write(line + "\n")
    before = journal.path.read_bytes()
    recovered = recover(tmp_path)
    assert recovered.deploys == {}
    (problem,) = recovered.problems
    assert problem.code == "deploy.journal_newer" and str(journal.path) in problem.text()
    assert journal.path.read_bytes() == before


def test_a_newer_format_is_not_guessed_at(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", Begun(ID, make_plan(), 1.0, format=FORMAT + 1))
    assert [problem.code for problem in recover(tmp_path).problems] == ["deploy.journal_newer"]


def test_resuming_opens_the_steps_again_from_where_it_stood() -> None:
    cut = StepChanged("environment", StepState.FAILED, "lost")
    failed = StateChanged(DeployState.FAILED, Problem("a.b", "c", "d"))
    view = told(*STORY, cut, failed, Resumed("environment"))
    assert (view.state, view.problem) == (DeployState.RUNNING, None)
    assert states(view) == {"folder": StepState.DONE}
    assert {step.output for step in view.steps} == {"", "made"}


def test_what_a_step_said_outlives_its_undo() -> None:
    said = StepChanged("environment", StepState.FAILED, "no space")
    kept = told(*STORY, said, StepChanged("environment", StepState.UNDONE))
    assert [step.output for step in kept.steps if step.step.id == "environment"] == ["no space"]


def test_forgetting_twice_is_no_error(tmp_path: Path) -> None:
    journal = write(tmp_path / "a.jsonl", STORY[0])
    journal.remove()
    journal.remove()
    assert not journal.path.exists()
