from __future__ import annotations

import json

from console.ui.readiness.asjson import SCHEMA, render
from tests.gui.readiness.reports import HOSTILE, report


def test_the_shape_that_programs_rely_on() -> None:
    found = json.loads(render(report()))
    assert found["schema"] == SCHEMA == "leitstand.readiness/1"
    assert found["node"] == {"id": "gpu01", "name": "gpu01", "address": "192.0.2.7", "simulated": False}
    assert found["taken_at"] == "2026-11-28T08:00:00+00:00"
    assert found["counts"] == {"pass": 1, "warn": 1, "fail": 1, "unknown": 1}
    assert [check["id"] for check in found["checks"]] == ["reachable", "driver", "clock", "slurm"]
    assert set(found["checks"][1]) == {
        "id", "title", "verdict", "evidence", "limit", "hint", "fix", "command", "source", "seconds"
    }  # fmt: skip
    assert found["checks"][3]["evidence"] == HOSTILE
    assert found["knowledge"][1] == {"name": "gpus", "date": "2027-01-01", "own": True}
    assert found["skipped"] == ["Kernel module"] and found["problems"] == ["gpus.toml:7: wrong."]
