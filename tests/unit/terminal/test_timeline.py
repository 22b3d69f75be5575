"""Where the events of a recording are."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.model.errors import ConsoleError
from console.terminal.cast import CastBroken, CastHeader
from console.terminal.timeline import Texts, load
from tests.unit.terminal.casts import DEMO, write_cast


@pytest.mark.parametrize("version", [2, 3])
def test_events_are_found_again(tmp_path: Path, version: int) -> None:
    line = load(write_cast(tmp_path / "a.cast", header=CastHeader(20, 6, version=version)))
    texts = Texts(line)
    assert [texts.read(index) for index in range(len(DEMO))] == [event.data for event in DEMO]
    texts.close()
    assert line.codes == b"oomroo"
    assert list(line.played) == [event.at for event in DEMO]
    assert line.markers == ((2, "here"),)
    assert line.duration == 13.0
    assert line.problem is None


def test_time_and_events(tmp_path: Path) -> None:
    line = load(write_cast(tmp_path / "a.cast"))
    assert [line.events_until(seconds) for seconds in (-1, 0, 0.99, 1, 2.7, 99)] == [0, 1, 1, 2, 4, 6]
    assert [line.shown_before(index) for index in (0, 1, 3, 6)] == [-1, 0, 1, 5]
    assert [line.shown_from(index) for index in (0, 2, 4, 6)] == [0, 3, 4, 6]


def test_pauses_can_be_cut(tmp_path: Path) -> None:
    line = load(write_cast(tmp_path / "a.cast"))
    cut = line.paced(2.0)
    assert list(cut.played) == [0.0, 1.0, 2.0, 2.5, 3.0, 5.0]
    assert list(cut.paced(None).played) == list(line.played)
    assert load(write_cast(tmp_path / "b.cast", header=CastHeader(20, 6, idle_limit_seconds=2.0))).duration == 5.0


def test_an_empty_recording_has_no_time(tmp_path: Path) -> None:
    line = load(write_cast(tmp_path / "a.cast", ()))
    assert (line.duration, line.events_until(5), line.shown_from(0), line.shown_before(0)) == (0.0, 0, 0, -1)
    assert line.paced(1.0).duration == 0.0


def test_what_stands_before_a_broken_line_is_there(tmp_path: Path) -> None:
    path = write_cast(tmp_path / "a.cast")
    path.write_bytes(path.read_bytes() + b"broken\n[1, 'o', 'x']\n")
    line = load(path)
    assert len(line.times) == len(DEMO)
    assert line.problem is not None
    assert line.problem.params["line"] == "8"
    path.write_bytes(path.read_bytes()[:-40])
    assert load(path).problem is not None


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.cast").write_text("no recording\n")
    with pytest.raises(CastBroken):
        load(tmp_path / "a.cast")
    with pytest.raises(ConsoleError, match="cannot be read"):
        load(tmp_path / "none.cast")


def test_a_file_that_changes_meanwhile_shows_nothing_wrong(tmp_path: Path) -> None:
    path = write_cast(tmp_path / "a.cast")
    line = load(path)
    texts = Texts(line)
    path.write_bytes(b"x" * 10)
    assert texts.read(3) == ""
    texts.close()
