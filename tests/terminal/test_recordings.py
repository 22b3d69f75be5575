"""Real programs, recorded: both engines make the same screens of the same bytes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
import pytest

from console.app.record_ref import scripts
from console.terminal.cast import MARKER, OUTPUT, RESIZE, CastReader
from console.terminal.engine import Engine, EngineKind
from console.terminal.snapshot import Snapshot, read, snapshot
from tests.unit.terminal.screens import KINDS, PALETTE, engine

FOLDER = Path(__file__).parents[1] / "data/terminal"
NAMES = sorted(path.stem for path in FOLDER.glob("*.cast"))
MOST_BYTES = 60_000
RESERVED = re.compile(r"(^|\.)example\.com$")


class Difference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One that is known; ``where`` is a glob over what ``Snapshot.differences`` returns."""

    recording: str
    engine: str
    where: str
    reason: str
    mark: str = "*"

    def covers(self, mark: str, place: str) -> bool:
        return fnmatchcase(mark, self.mark) and fnmatchcase(place, self.where)


def known(name: str, kind: str) -> list[Difference]:
    table = tomllib.loads((FOLDER / "differences.toml").read_text(encoding="utf-8"))
    every = msgspec.convert(table["difference"], list[Difference])
    return [difference for difference in every if (difference.recording, difference.engine) == (name, kind)]


def played(name: str, kind: EngineKind, piece: int = 1 << 20) -> Iterator[tuple[str, Snapshot]]:
    """Yield the screen at each marker; what the program wrote is fed in pieces of so many bytes."""
    terminal: Engine | None = None
    with (FOLDER / f"{name}.cast").open("rb") as file:
        reader = CastReader(file)
        terminal = engine(kind, reader.header.cols, reader.header.rows, 1000)
        for event in reader:
            if event.code == OUTPUT:
                data = event.data.encode()
                for at in range(0, len(data), piece):
                    terminal.feed(data[at : at + piece])
            elif event.code == RESIZE:
                terminal.resize(*event.size, 8, 18)
            elif event.code == MARKER:
                yield event.data, snapshot(terminal, PALETTE)
        assert reader.warning is None
    terminal.close()


def expected(name: str) -> dict[str, Snapshot]:
    return read((FOLDER / f"{name}.screens").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_the_same_bytes_make_the_same_screens(name: str, kind: EngineKind) -> None:
    wanted = expected(name)
    explained = known(name, kind)
    seen: set[Difference] = set()
    unexplained: list[str] = []
    marks = []
    for mark, shown in played(name, kind):
        marks.append(mark)
        for place in sorted(wanted[mark].differences(shown)):
            reasons = [difference for difference in explained if difference.covers(mark, place)]
            seen.update(reasons)
            if not reasons:
                unexplained.append(f"{mark}, {place}\n{wanted[mark]}\n{shown}")
    assert marks == list(wanted)
    assert not unexplained, "\n".join(unexplained)
    assert not set(explained) - seen, "explained, but there is no such difference any more"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_where_the_bytes_are_cut_does_not_show(name: str, kind: EngineKind) -> None:
    whole, cut = dict(played(name, kind)), dict(played(name, kind, piece=7))
    assert {mark: whole[mark].differences(screen) for mark, screen in cut.items()} == {mark: set() for mark in whole}


def test_each_script_has_its_recording() -> None:
    assert sorted(scripts(FOLDER)) == NAMES
    assert len(NAMES) >= 17


@pytest.mark.parametrize("name", NAMES)
def test_recordings_are_small_and_show_nobody(name: str) -> None:
    assert (FOLDER / f"{name}.cast").stat().st_size <= MOST_BYTES
    with (FOLDER / f"{name}.cast").open("rb") as file:
        text = "".join(event.data for event in CastReader(file) if event.code == OUTPUT)
    hosts = set(re.findall(r"[a-z][a-z0-9.-]*\.(?:com|org|net|io|dev|internal|local)\b", text))
    assert not {host for host in hosts if not RESERVED.search(host)}
    assert not re.findall(r"\b(?:\d{1,3}\.){3}\d{1,3}\b", text)
    assert not re.findall(r"root@|/root\b", text)
