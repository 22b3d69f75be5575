"""What a journal tells after a crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from console.deploy.journal import Answered, Begun, Entry, Journal, Logged, StateChanged, StepChanged, apply, recover
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
    ((_journal, view),) = recover(tmp_path).values()
    assert view.state is DeployState.INTERRUPTED
    assert states(view) == {"folder": StepState.DONE, "environment": StepState.FAILED}


def test_what_serves_goes_on_serving(tmp_path: Path) -> None:
    write(tmp_path / f"{ID}.jsonl", *STORY, StateChanged(DeployState.SERVING))
    ((_journal, view),) = recover(tmp_path).values()
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
    assert recover(tmp_path) == {}
    assert len(list(tmp_path.iterdir())) == 2
    assert apply(None, Logged(())) is None


def test_forgetting_twice_is_no_error(tmp_path: Path) -> None:
    journal = write(tmp_path / "a.jsonl", STORY[0])
    journal.remove()
    journal.remove()
    assert not journal.path.exists()
