"""What is known of deploys beyond the life of the core: one append-only file of JSON lines each."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from console.model.diagnosis import Diagnosis
from console.model.errors import ConsoleError, Problem
from console.model.ids import DeployId
from console.model.service import DeployState, DeployView, Plan, StepKind, StepState, StepView
from console.model.text import N_

FORMAT = 1
"""Raised where an older version would misread what is written."""
log = logging.getLogger("leitstand.deploy")


class Begun(msgspec.Struct, frozen=True, tag=True):
    """The first line of a journal: what will be done."""

    id: DeployId
    plan: Plan
    started_at: float
    run: str = ""
    who: str = ""
    format: int = 1


class StepChanged(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """Written before and after each step."""

    step: str
    state: StepState
    output: str = ""
    duration_seconds: float | None = None
    exit_code: int | None = None


class StateChanged(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """The deploy as a whole is somewhere else now."""

    state: DeployState
    problem: Problem | None = None
    remedy: Diagnosis | None = None
    at: float = 0.0


class Acted(msgspec.Struct, frozen=True, tag=True):
    """A person did something with the deploy."""

    action: str
    who: str
    at: float


class Resumed(msgspec.Struct, frozen=True, tag=True):
    """It goes on at a step, which and those behind it are to be done again."""

    step: str


class Answered(msgspec.Struct, frozen=True, tag=True):
    """The model was asked."""

    question: str
    answer: str


class Logged(msgspec.Struct, frozen=True, tag=True):
    """The last lines of the service's own log, as they were when it was looked at."""

    lines: tuple[str, ...]


Entry = Begun | StepChanged | StateChanged | Acted | Resumed | Answered | Logged

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


def apply(view: DeployView | None, entry: Entry) -> DeployView | None:
    """Return the view after ``entry``. A journal is the sum of its entries, live and after a restart."""
    if isinstance(entry, Begun):
        steps = tuple(StepView(step) for step in entry.plan.steps)
        return DeployView(
            entry.id,
            entry.plan,
            DeployState.RUNNING,
            steps,
            started_at=entry.started_at,
            run=entry.run or entry.id,
            who=entry.who,
        )
    if view is None:
        return None
    match entry:
        case StepChanged():
            return replace(view, steps=tuple(_step_after(step, entry) for step in view.steps))
        case StateChanged():
            return replace(view, state=entry.state, problem=entry.problem, remedy=entry.remedy)
        case Resumed():
            steps = _open_again(view, entry.step)
            return replace(view, state=DeployState.RUNNING, problem=None, remedy=None, steps=steps)
        case Acted():
            return view
        case Answered():
            return replace(view, question=entry.question, answer=entry.answer)
        case Logged():
            return replace(view, log=entry.lines)


def _step_after(view: StepView, entry: StepChanged) -> StepView:
    if view.step.id != entry.step:
        return view
    progress = 1.0 if entry.state is StepState.DONE and view.step.kind is StepKind.UPLOAD else None
    duration = view.duration_seconds if entry.duration_seconds is None else entry.duration_seconds
    # What a step said before it was taken back is still worth reading.
    output = entry.output or (view.output if entry.state is StepState.UNDONE else "")
    return StepView(view.step, entry.state, output, progress, duration, entry.exit_code)


def _open_again(view: DeployView, first: str) -> tuple[StepView, ...]:
    place = next((place for place, step in enumerate(view.steps) if step.step.id == first), len(view.steps))
    return (*view.steps[:place], *(StepView(step.step) for step in view.steps[place:]))


class JournalNewer(ConsoleError):
    """A journal that this version does not understand; the file stays as it is."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            "deploy.journal_newer",
            N_("The deployment journal {file} cannot be read by this version: {reason}."),
            N_("It is kept as it is. A newer version of Leitstand wrote it: use that one to see or undo it."),
            file=path,
            reason=reason,
        )


class Journal:
    """The file of one deploy. Every line is on the disk before the next thing happens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def append(self, entry: Entry) -> None:
        """Write a line and wait until it is on the disk."""
        with self._lock:
            is_new = not self.path.exists()
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(descriptor).st_size
                # A crash may have left half a line; the next one must not be glued to it.
                torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
                data = (b"\n" if torn else b"") + _encoder.encode(entry) + b"\n"
                while data:
                    data = data[os.write(descriptor, data) :]
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if is_new:
                _sync_folder(self.path.parent)

    def entries(self) -> Iterator[Entry]:
        """Give the lines; JournalNewer at the first one that a newer version has written."""
        for line in self.path.read_bytes().split(b"\n"):
            if not line:
                continue
            try:
                entry = _decoder.decode(line)
            except msgspec.ValidationError as error:
                # Whole, but none that this version knows: half of a story would be a wrong one.
                raise JournalNewer(self.path, str(error)) from error
            except msgspec.DecodeError as error:
                log.info("%s: a line that was not finished is skipped: %s", self.path.name, error)
                continue
            if isinstance(entry, Begun) and entry.format > FORMAT:
                raise JournalNewer(self.path, f"format {entry.format}")
            yield entry

    def read(self) -> DeployView | None:
        """Return the sum of the lines; None when not even the first one was finished. Raises JournalNewer."""
        view: DeployView | None = None
        for entry in self.entries():
            view = apply(view, entry)
        return view

    def remove(self) -> None:
        """Forget the deploy."""
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Recovered(Struct, frozen=True):
    """What a folder of journals tells."""

    deploys: dict[DeployId, tuple[Journal, DeployView]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    """Journals that are there and cannot be read."""


def recover(folder: Path) -> Recovered:
    """Return every deploy in ``folder``, oldest first. What was in the middle of something is interrupted now."""
    found = Recovered()
    for path in sorted(folder.glob("*.jsonl")):
        journal = Journal(path)
        try:
            view = journal.read()
        except JournalNewer as error:
            found.problems.append(error.problem)
            continue
        if view is None:
            continue
        if view.state in {DeployState.RUNNING, DeployState.QUEUED, DeployState.UNDOING}:
            view = interrupted(view)
        found.deploys[view.id] = (journal, view)
    return found


def interrupted(view: DeployView) -> DeployView:
    """Return the view of a deploy whose core ended in the middle of it."""
    at = next((step.step for step in view.steps if step.state is StepState.RUNNING), None)
    problem = Problem(
        "deploy.interrupted",
        N_("The core ended while {name} was at work on {node}, at step “{step}”."),
        N_("Resume goes on there. Undo takes everything back."),
        {
            "name": view.plan.service_name,
            "node": view.plan.node_id,
            "step": at.title.english() if at is not None else "-",
        },
    )
    steps = tuple(
        replace(step, state=StepState.FAILED, progress=None) if step.state is StepState.RUNNING else step
        for step in view.steps
    )
    return replace(view, state=DeployState.INTERRUPTED, steps=steps, problem=problem)
