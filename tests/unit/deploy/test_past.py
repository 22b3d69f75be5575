"""The history of deploys that are no longer listed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy import past
from console.deploy.journal import Acted, Begun, Journal, StateChanged, apply
from console.deploy.past import FIELDS, Past, as_csv, as_json
from console.model.errors import ConsoleError, Problem
from console.model.ids import DeployId
from console.model.record import Deed
from console.model.service import DeployState, DeployView
from tests.unit.deploy.plans import make_plan

PROBLEM = Problem("deploy.example", "{reason}", "", {"reason": "=HYPERLINK(1)"})
FORGOTTEN = Deed("forget", "eve@other", 40.0)


def written(folder: Path, identity: str, *, at: float = 10.0) -> tuple[DeployView, Journal]:
    journal = Journal(folder / f"{identity}.jsonl")
    begun = Begun(DeployId(identity), replace(make_plan(), model="smollm2"), at, "r", "ops@desk")
    for entry in (
        begun,
        StateChanged(DeployState.FAILED, PROBLEM, at=at + 2),
        Acted("undo", "ops@desk", at + 5),
        StateChanged(DeployState.UNDONE, at=at + 6),
    ):
        journal.append(entry)
    view = apply(None, begun)
    assert view is not None
    return view, journal


def test_a_deploy_that_is_forgotten_leaves_its_lines(tmp_path: Path) -> None:
    kept = Past(tmp_path / "past.jsonl")
    kept.keep(*written(tmp_path, "first"), FORGOTTEN)
    listed = written(tmp_path, "second", at=20.0)
    found = Past(tmp_path / "past.jsonl").rows([listed])
    assert [(row.deploy_id, row.deed.action, row.deed.at, row.is_listed) for row in found] == [
        ("first", "deploy", 10.0, False), ("first", "undo", 15.0, False), ("second", "deploy", 20.0, True),
        ("second", "undo", 25.0, True), ("first", "forget", 40.0, False),
    ]  # fmt: skip
    assert found[0].model == "smollm2" and found[0].deed.state is DeployState.FAILED
    assert found[0].deed.ended_at == 12.0
    assert (tmp_path / "past.jsonl").stat().st_mode & 0o077 == 0


def test_it_is_bounded_and_a_broken_line_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "MOST", 4)
    monkeypatch.setattr(past, "SLACK", 1)
    kept = Past(tmp_path / "past.jsonl")
    kept.keep(*written(tmp_path, "first"), FORGOTTEN)
    with (tmp_path / "past.jsonl").open("a") as file:
        file.write('{"deploy_id": "brok')
    kept.keep(*written(tmp_path, "second", at=50.0), FORGOTTEN)
    assert [row.deploy_id for row in kept.rows(())] == ["second"] * 3
    assert len((tmp_path / "past.jsonl").read_text().splitlines()) == 4


def test_what_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "past.jsonl").mkdir()
    with pytest.raises(ConsoleError) as refused:
        Past(tmp_path / "past.jsonl").keep(*written(tmp_path, "first"), FORGOTTEN)
    assert refused.value.code == "deploy.history"


def test_it_can_be_taken_along(tmp_path: Path) -> None:
    rows = Past(tmp_path / "past.jsonl").rows([written(tmp_path, "first")])
    told = json.loads(as_json(rows))
    assert told[0]["started"] == "1970-01-01T00:00:10+00:00" and told[0]["problem"] == "=HYPERLINK(1)"
    head, first, second = csv.reader(io.StringIO(as_csv(rows)))
    assert tuple(head) == FIELDS and second[3] == "undo"
    assert first[FIELDS.index("problem")] == "'=HYPERLINK(1)"  # a spreadsheet would follow it
