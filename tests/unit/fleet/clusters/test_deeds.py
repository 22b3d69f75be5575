from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from console.fleet.clusters import deeds
from console.fleet.clusters.deeds import ClusterDeeds
from console.model.cluster import ClusterDeed
from console.model.errors import Problem

DEED = ClusterDeed("1", "batch", "ada@desk", "drain", ("gpu01",), "scontrol update", 100.0, "fan")


def test_a_deed_is_kept_from_its_beginning_and_has_its_end_when_there_is_one(tmp_path: Path) -> None:
    file = ClusterDeeds(tmp_path / "state" / "history.jsonl")
    assert file.read() == ()
    file.keep(DEED)
    file.keep(replace(DEED, id="2", problem=Problem("x", "It failed."), ended_at=105.0))
    assert [deed.ended_at for deed in ClusterDeeds(tmp_path / "state" / "history.jsonl").read()] == [0.0, 105.0]
    file.keep(replace(DEED, said="drained", ended_at=110.0))
    assert [(deed.id, deed.said) for deed in file.read()] == [("1", "drained"), ("2", "")]


def test_a_torn_line_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    file = ClusterDeeds(path)
    file.keep(DEED)
    path.write_bytes(path.read_bytes() + b'{"id":"to')
    path.write_bytes(path.read_bytes() + b"\n")
    file.keep(replace(DEED, id="3"))
    assert [deed.id for deed in file.read()] == ["1", "3"]


def test_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "MOST", 5)
    monkeypatch.setattr(deeds, "SLACK", 0)
    file = ClusterDeeds(tmp_path / "history.jsonl")
    for number in range(40):
        file.keep(replace(DEED, id=str(number), said="x" * 100))
    assert [deed.id for deed in file.read()] == ["35", "36", "37", "38", "39"]
    assert (tmp_path / "history.jsonl").stat().st_size < 4000


@pytest.mark.expect_log("cannot be written")
def test_a_disk_that_is_full_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ClusterDeeds(tmp_path / "file" / "history.jsonl").keep(DEED)
