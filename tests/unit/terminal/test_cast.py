"""Recordings: asciicast 2 and 3."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from console.terminal.cast import CastBroken, CastEvent, CastHeader, CastReader, CastWriter
from console.terminal.palette import Palette

HEADER_2 = b'{"version": 2, "width": 80, "height": 24}\n'
HEADER_3 = b'{"version": 3, "term": {"cols": 80, "rows": 24}}\n'


def read(data: bytes) -> tuple[CastReader, list[CastEvent]]:
    reader = CastReader(io.BytesIO(data))
    return reader, list(reader)


def broken(data: bytes) -> CastBroken:
    with pytest.raises(CastBroken) as caught:
        read(data)
    return caught.value


def written(header: CastHeader) -> tuple[io.BytesIO, CastWriter]:
    file = io.BytesIO()
    return file, CastWriter(file, header)


def test_the_example_of_version_3() -> None:
    reader, events = read(
        b'{"version": 3, "term": {"cols": 80, "rows": 24, "type": "xterm-256color", "theme": {"fg": "#d0d0d0",'
        b' "bg": "#212121", "palette": "' + b":".join([b"#010203"] * 8) + b'"}}, "timestamp": 1504467315,'
        b' "title": "Demo", "idle_time_limit": 2, "env": {"SHELL": "/bin/zsh"}, "tags": ["later"]}\n'
        b'# a comment\n[0.248, "o", "hello\\r\\n"]\n\n[1, "o", "over\\rwritten"]\n[3.5, "m", "here"]\n'
        b'[2.05, "r", "90x30"]\n[0.5, "z", "of a version to come"]\n[0.887, "x", "0"]\n'
    )
    header = reader.header
    assert (header.cols, header.rows, header.version, header.term) == (80, 24, 3, "xterm-256color")
    assert (header.started_at, header.title, header.idle_limit_seconds) == (1504467315, "Demo", 2.0)
    assert header.env == {"SHELL": "/bin/zsh"}
    assert header.palette == Palette(0xD0D0D0, 0x212121, 0xD0D0D0, (0x010203,) * 16)
    assert [(event.at, event.code) for event in events] == [
        (0.248, "o"), (1.248, "o"), (4.748, "m"), (6.798, "r"), (7.298, "z"), (8.185, "x"),
    ]  # fmt: skip
    assert events[3].size == (90, 30)
    assert reader.warning is None


def test_times_of_version_2_count_from_the_start() -> None:
    reader, events = read(HEADER_2 + b'[0.5, "o", "a"]\n[1.5, "o", "b"]\n[1.25, "o", "late"]\n')
    assert reader.header.version == 2
    assert [event.at for event in events] == [0.5, 1.5, 1.5]


def test_what_is_written_is_the_format_that_others_read() -> None:
    file, writer = written(CastHeader(80, 24, started_at=1_750_000_000, term="xterm-256color", palette=Palette()))
    writer.output(0.25, b"hi")
    writer.resize(0.75, 100, 30)
    writer.marker(1.0, "here")
    writer.input(1.25, b"\r")
    writer.exit(2.0, 3)
    header, *events = (json.loads(line) for line in file.getvalue().splitlines())
    assert header["version"] == 3
    assert header["term"]["type"] == "xterm-256color"
    assert header["term"]["theme"]["fg"] == "#d0d0d0"
    assert header["timestamp"] == 1_750_000_000
    assert "title" not in header
    assert events == [[0.25, "o", "hi"], [0.5, "r", "100x30"], [0.25, "m", "here"], [0.25, "i", "\r"], [0.75, "x", "3"]]


def test_version_2_keeps_the_terminal_in_the_environment() -> None:
    file, writer = written(CastHeader(80, 24, version=2, term="xterm-256color", palette=Palette()))
    writer.output(0.25, b"a")
    writer.output(1.5, b"b")
    writer.exit(2.0, 0)
    header, *events = (json.loads(line) for line in file.getvalue().splitlines())
    assert header == {
        "version": 2, "width": 80, "height": 24, "env": {"TERM": "xterm-256color"}, "theme": header["theme"],
    }  # fmt: skip
    assert events == [[0.25, "o", "a"], [1.5, "o", "b"]]
    reader, _ = read(file.getvalue())
    assert (reader.header.term, reader.header.env, reader.header.palette) == ("xterm-256color", {}, Palette())


def test_a_character_in_two_packets_is_one() -> None:
    file, writer = written(CastHeader(80, 24))
    euro = "€".encode()
    writer.output(0.1, euro[:1])
    writer.output(0.2, euro[1:] + b"\xff")
    _, events = read(file.getvalue())
    assert [(event.at, event.data) for event in events] == [(0.2, "€�")]


def test_rounding_does_not_add_up() -> None:
    file, writer = written(CastHeader(80, 24))
    for step in range(1, 3001):
        writer.output(step / 3, b".")
    _, events = read(file.getvalue())
    assert events[-1].at == 1000.0


def test_a_recording_that_was_cut_anywhere_plays_up_to_there() -> None:
    file, writer = written(CastHeader(80, 24))
    for step in range(3):
        writer.output(step, b"\x1b[31m\xe2\x82\xac")
    whole = file.getvalue()
    start = whole.index(b"\n") + 1
    for cut in range(start, len(whole)):
        reader, events = read(whole[:cut])
        lines = whole[start:cut].count(b"\n")
        assert len(events) in {lines, lines + 1}
        if whole[cut - 1 : cut] == b"\n":
            assert reader.warning is None
        elif len(events) == lines:
            assert reader.warning is not None
            assert reader.warning.params["line"] == str(lines + 2)
    assert broken(whole[: start - 10]).line == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"# no header\n", b"not JSON\n", b"[]\n", b"[" * 100_000, b"\xff\xfe\n", b'{"version": 3}\n',
     b'{"version": 1, "width": 80, "height": 24, "stdout": []}\n', b'{"version": 4, "term": {"cols": 1, "rows": 1}}\n',
     b'{"version": 2, "width": 0, "height": 24}\n', b'{"version": 3, "term": {"cols": 80, "rows": 99999999}}\n'],
)  # fmt: skip
def test_what_is_no_recording(data: bytes) -> None:
    assert broken(data).line == 1


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[1]", b'[1, "o"]', b'[1, "o", 2]', b'["1", "o", ""]', b'[1, "o", "x", 3]', b'[NaN, "o", "x"]',
     b'[-1, "o", "x"]', b'[1e400, "o", "x"]', b'[1e12, "o", "x"]', b'[1, "r", "80"]', b'[1, "r", "0x9"]',
     b'[1, "r", "8x-4"]', b'[1, "r", "99999999999x24"]', b'[1, "o", "\xff"]', b"\x00\x01"],
)  # fmt: skip
def test_the_line_that_is_broken_is_named(line: bytes) -> None:
    before = HEADER_3 + b'[1, "o", "fine"]\n# comment\n'
    reader = CastReader(io.BytesIO(before + line + b'\n[1, "o", "after"]\n'))
    events = iter(reader)
    assert next(events).data == "fine"
    with pytest.raises(CastBroken) as caught:
        next(events)
    assert caught.value.line == 4
    assert "Line 4" in caught.value.problem.text()


def test_a_file_without_lines_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "disk.cast"
    with path.open("wb") as file:
        file.write(HEADER_3)
        file.truncate(1 << 30)
    with path.open("rb") as file, pytest.raises(CastBroken) as caught:
        list(CastReader(file))
    assert caught.value.code == "cast.long"
    assert caught.value.line == 2


def test_only_two_versions_are_written() -> None:
    with pytest.raises(CastBroken):
        written(CastHeader(80, 24, version=1))
