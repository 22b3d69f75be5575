from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.fleet import history
from console.fleet.blocks import MISSING
from console.fleet.history import TIERS, HistoryFile
from console.fleet.samples import Sample
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.metric import Metric, series_key

NODE = NodeId("fra1/gpu-a01")
POWER = series_key(Metric.POWER, 0)
T0 = 1_800_000_000.0 // 86_400 * 86_400
LIMIT = 64 << 20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history" / "default.sqlite"


@pytest.fixture
def file(path: Path) -> Iterator[HistoryFile]:
    made = HistoryFile(path, LIMIT)
    yield made
    made.close()


def samples(start: float, seconds: int, watts: float = 500.0, every: int = 2) -> list[Sample]:
    return [Sample(NODE, start + at, {POWER: watts}) for at in range(0, seconds, every)]


def settle(file: HistoryFile, now: float) -> None:
    while file.roll_up(now, 10_000):
        pass


def known(file: HistoryFile, start: float, end: float, step: float) -> list[int]:
    found = file.read(NODE, start, end, step)
    return [] if found is None else [value for value in found.means[0].tolist() if value != MISSING]


def test_samples_are_read_back_as_they_came(file: HistoryFile) -> None:
    file.write(samples(T0, 60))
    assert known(file, T0, T0 + 60, 0) == [500] * 30


def test_values_move_up_into_longer_steps(file: HistoryFile) -> None:
    file.write(samples(T0, 2 * 86_400, every=5))
    settle(file, T0 + 2 * 86_400 + 300)
    assert len(known(file, T0, T0 + 3600, 10)) == 360
    assert len(known(file, T0, T0 + 86_400, 60)) == 1440
    assert len(known(file, T0, T0 + 86_400, 600)) == 144
    file.prune(T0 + 2 * 86_400 + 300)
    assert len(known(file, T0, T0 + 86_400, 600)) == 144
    assert len(known(file, T0, T0 + 3600, 0)) < 180, "the old samples themselves are gone"
    assert len(known(file, T0, T0 + 3600, 0)) >= 60, "and longer steps stand in for them"


def test_what_has_not_been_taken_over_yet_is_read_too(file: HistoryFile) -> None:
    file.write(samples(T0, 7200))
    settle(file, T0 + 7200)
    assert len(known(file, T0, T0 + 7200, 60)) >= 110
    newest = file.read(NODE, T0, T0 + 7200, 60)
    assert newest is not None and newest.moments[-1] >= T0 + 7196


def test_the_file_survives_a_kill(path: Path) -> None:
    """A process writes a batch after another until it is killed; what it has said to be written is there."""
    script = f"""
import sys
from pathlib import Path
from console.fleet.history import HistoryFile
from console.fleet.samples import Sample
file = HistoryFile(Path({str(path)!r}), {LIMIT})
for number in range(100000):
    file.write([Sample({NODE!r}, {T0} + 2 * number, {{{POWER}: 500.0}})])
    file.roll_up({T0} + 2 * number)
    print(number, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    written = -1
    while written < 400:
        written = int(process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    written = max(written, *(int(line) for line in process.stdout.read().splitlines()), written)
    process.stdout.close()
    process.wait()
    again = HistoryFile(path, LIMIT)
    settle(again, T0 + 2 * written + 3600)
    found = again.read(NODE, T0, T0 + 2 * written + 2, 10)
    assert found is not None and found.moments[0] == T0
    assert len(found.moments) >= written // 5
    assert again.set_aside is None
    again.close()


@pytest.mark.parametrize("damage", [b"no database at all", b""])
def test_a_damaged_file_is_set_aside(path: Path, damage: bytes) -> None:
    first = HistoryFile(path, LIMIT)
    first.write(samples(T0, 60))
    first.close()
    data = path.read_bytes()
    path.write_bytes(damage + data[len(damage) : 100] + b"\xff" * (len(data) - 100) if damage else b"x" * 5000)
    again = HistoryFile(path, LIMIT)
    assert again.set_aside is not None and again.set_aside.exists()
    again.write(samples(T0 + 100, 60))
    assert len(known(again, T0, T0 + 200, 0)) == 30
    again.close()


def test_damage_in_the_middle_is_told_and_a_new_file_helps(file: HistoryFile, path: Path) -> None:
    file.write([Sample(NodeId(f"n{n}"), T0 + at, {POWER: 1.0 * n}) for n in range(200) for at in range(0, 100, 2)])
    file.close()
    data = bytearray(path.read_bytes())
    for page in range(len(data) // 2 // 4096, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xa5" * 64
    path.write_bytes(data)
    again = HistoryFile(path, LIMIT)
    assert again.set_aside is None, "the damage is not seen when the file is opened"
    with pytest.raises(ConsoleError) as told:
        for _ in range(50):
            again.write(samples(T0, 600))
            again.roll_up(T0 + 7200)
    assert told.value.problem.code == "history.damaged"
    again.reopen()
    again.write(samples(T0, 60))
    assert len(known(again, T0, T0 + 60, 0)) == 30
    again.close()


def test_a_row_that_cannot_be_read_costs_that_row(file: HistoryFile, path: Path) -> None:
    file.write(samples(T0, 600))
    with sqlite3.connect(path) as other:
        other.execute("UPDATE raw SET data = x'00' WHERE start = ?", (T0 + 100,))
    other.close()
    settle(file, T0 + 3600)
    assert len(known(file, T0, T0 + 600, 10)) == 59


def test_a_full_disk_is_told_and_nothing_is_half_written(path: Path) -> None:
    file = HistoryFile(path, 0)  # SQLite itself refuses more than the spare pages
    code = ""
    written = 0
    for hour in range(500):
        try:
            file.write(samples(T0 + 3600 * hour, 3600))
            written = hour + 1
        except ConsoleError as error:
            code = error.problem.code
            break
    assert code == "history.full"
    assert len(known(file, T0, T0 + 3600 * 500, 0)) == 1800 * written
    file.close()


def test_the_size_is_bounded_and_the_oldest_minutes_go_first(path: Path) -> None:
    limit = 2 << 20
    file = HistoryFile(path, limit)
    for hour in range(24 * 8):
        start = T0 + 3600 * hour
        values = [
            Sample(
                NODE, start + at, {series_key(Metric.POWER, g): 400.0 + (at * 7919 * (g + 1)) % 300 for g in range(8)}
            )
            for at in range(0, 3600, 20)
        ]
        file.write(values)
        settle(file, start + 3600)
        file.prune(start + 3600)
    usage = file.usage()
    assert usage.used_bytes <= limit
    assert path.stat().st_size <= limit
    end = T0 + 3600 * 24 * 8
    assert len(known(file, T0, end, 600)) >= 24 * 6 * 8 * 0.9, "ten minutes are there from the first day on"
    file.close()


def test_a_clock_that_was_set_back_loses_nothing(file: HistoryFile) -> None:
    file.write(samples(T0, 1800, watts=500))
    settle(file, T0 + 3600)
    file.write(samples(T0 + 300, 600, watts=900))
    settle(file, T0 + 3600)
    found = file.read(NODE, T0, T0 + 1800, 10)
    assert found is not None
    assert found.highs.max() == 900
    assert found.lows.min() == 500
    assert len(known(file, T0, T0 + 1800, 10)) == 180, "no step is there twice"


def test_rows_of_a_clock_that_ran_ahead_go(file: HistoryFile) -> None:
    file.write(samples(T0, 60))
    file.write(samples(T0 + 10 * 365 * 86_400, 60))
    file.prune(T0 + 60)
    assert known(file, T0 + 86_400, T0 + 20 * 365 * 86_400, 0) == []
    assert len(known(file, T0, T0 + 60, 0)) == 30


def test_the_numbers_of_the_tiers_are_those_in_the_files() -> None:
    assert [(tier.number, tier.step, tier.span) for tier in TIERS] == [(1, 10, 600), (2, 60, 3600), (3, 600, 86_400)]
    assert history.SCHEMA_VERSION == 1
