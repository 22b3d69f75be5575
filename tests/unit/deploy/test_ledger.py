"""Changes reach the disk before they are shown."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from console.deploy.journal import Begun, Journal, StepChanged, apply
from console.deploy.ledger import Ledger, Shows
from console.model.ids import DeployId
from console.model.service import DeployView, Doing, StepState, StepView, Work
from tests.unit.deploy.plans import make_plan


class StoryClock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


async def test_the_disk_first_and_progress_at_most_ten_times_a_second(tmp_path: Path) -> None:
    journal, clock = Journal(tmp_path / "a.jsonl"), StoryClock()
    begun = Begun(DeployId("a"), make_plan(), 0.0)
    view = apply(None, begun)
    assert view is not None
    shown: list[DeployView] = []

    def changed(view: DeployView) -> None:
        on_disk = journal.read()
        assert on_disk is not None and [s.state for s in on_disk.steps] == [s.state for s in view.steps]
        shown.append(view)

    moves: list[StepView] = []
    ledger = Ledger(journal, view, clock, Shows(changed, lambda _view, step: moves.append(step)))
    await ledger.record(begun)
    await ledger.record(StepChanged("carry-pip", StepState.RUNNING))
    lines = journal.path.read_bytes().count(b"\n")
    for done in range(0, 101, 10):
        clock.seconds += 0.04
        ledger.progress("carry-pip", done, 100)
    assert {step.step.id for step in moves} == {"carry-pip"}
    assert [step.progress for step in moves] == [0.0, 0.3, 0.6, 0.9, 1.0]
    assert len(shown) == 2, "how far a step is travels alone"
    assert journal.path.read_bytes().count(b"\n") == lines == 2
    await asyncio.get_running_loop().shutdown_default_executor()


def test_what_it_is_at_work_on_is_shown_and_forgotten_with_the_core(tmp_path: Path) -> None:
    view = apply(None, Begun(DeployId("a"), make_plan(), 0.0))
    assert view is not None
    shown: list[DeployView] = []
    journal = Journal(tmp_path / "a.jsonl")
    ledger = Ledger(journal, view, StoryClock(), Shows(shown.append, lambda _view, _step: None))
    work = Work(Doing.RESTART, 5.0)
    for each in (None, work, work, None):
        ledger.at_work(each)
    assert [each.work for each in shown] == [work, None]
    assert not journal.path.exists()
