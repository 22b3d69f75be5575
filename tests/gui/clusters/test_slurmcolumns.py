from __future__ import annotations

import pytest

from console.model.slurm import SlurmJob, SlurmNode, SlurmPartition
from console.ui.clusters.slurmcolumns import (
    elapsed_seconds,
    job_columns,
    job_sign,
    node_columns,
    partition_columns,
    span_text,
)
from console.ui.signs import Sign

NOW = 1_000_000.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "∞"), (0, "0:00:00"), (3725, "1:02:05"), (7 * 86400, "7-00:00:00"), (93784, "1-02:03:04")],
)
def test_lengths_of_time_read_as_slurm_writes_them(seconds: float | None, text: str) -> None:
    assert span_text(seconds) == text


@pytest.mark.parametrize(
    ("state", "reason", "sign"),
    [
        ("RUNNING", "", Sign.OK),
        ("PENDING", "Priority", Sign.HOLLOW),
        ("PENDING", "JobHeldUser", Sign.DRAINED),
        ("NODE_FAIL", "", Sign.FAILED),
        ("COMPLETING", "", Sign.BUSY),
    ],
)
def test_each_state_of_a_job_has_its_sign(state: str, reason: str, sign: Sign) -> None:
    assert job_sign(SlurmJob("1", 1, state=state, reason=reason)) is sign


def job_text(job: SlurmJob, column: str) -> str:
    return next(found for found in job_columns(lambda: NOW) if found.id == column).text(job)


def test_a_job_that_runs_counts_and_one_that_waits_says_when() -> None:
    runs = SlurmJob("1", 1, state="RUNNING", started_at=NOW - 65, gpus=8, nodes="gpu[01-02]")
    waits = SlurmJob("2_[1-9]", 2, state="PENDING", started_at=NOW + 7200, gpus=2, tasks_waiting=9, reason="Priority")
    assert elapsed_seconds(runs, NOW) == 65
    assert job_text(runs, "elapsed") == "0:01:05"
    assert job_text(runs, "start") == ""
    assert job_text(waits, "start") == "2 h"
    assert job_text(waits, "gpus") == "9×2"
    assert job_text(waits, "reason") == "Priority"


def test_bars_show_what_is_given_and_what_is_asked_for() -> None:
    share = next(column for column in partition_columns() if column.id == "gpus").share
    assert share is not None
    found = share(SlurmPartition("h100", gpus=32, gpus_used=18, gpus_waiting=74))
    assert found is not None
    assert (found.taken, found.whole, found.wanted) == (18, 32, 74)
    assert share(SlurmPartition("cpu")) is None


def test_a_node_says_since_when_and_by_whom_it_is_drained() -> None:
    node = SlurmNode("gpu01", ("IDLE", "DRAIN"), reason="hot", reason_by="root", reason_at=NOW - 300)
    texts = {column.id: column.text(node) for column in node_columns(lambda: NOW)}
    assert (texts["state"], texts["reason"], texts["by"], texts["since"]) == ("IDLE+DRAIN", "hot", "root", "5 min ago")
    assert texts["gpus"] == "–"
