"""Recordings: what is written is read again, and no file makes the reader stumble."""

from __future__ import annotations

import io
import re

from hypothesis import given
from hypothesis import strategies as st

from console.terminal.cast import OUTPUT, RESIZE, CastBroken, CastEvent, CastHeader, CastReader, CastWriter

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SECONDS = st.integers(0, 10**13).map(lambda microseconds: microseconds / 1_000_000)
EVENTS = st.one_of(
    st.builds(CastEvent, SECONDS, st.sampled_from("oimx"), TEXTS),
    st.builds(lambda at, c, r: CastEvent(at, RESIZE, f"{c}x{r}"), SECONDS, st.integers(1, 999), st.integers(1, 999)),
)
HEADERS = st.builds(
    CastHeader,
    cols=st.integers(1, 500),
    rows=st.integers(1, 500),
    version=st.sampled_from([2, 3]),
    started_at=st.none() | st.integers(0, 2**40),
    idle_limit_seconds=st.none() | st.integers(1, 9).map(float),
    title=TEXTS,
    command=TEXTS,
    term=TEXTS,
    env=st.dictionaries(TEXTS.filter(lambda name: name != "TERM"), TEXTS, max_size=3),
)
PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([
        b"\n", b'{"version":3,"term":{"cols":80,"rows":24}}\n', b'{"version":2,"width":80,"height":24}\n',
        b'[1,"o","x"]\n', b'[0.5,"r","80x24"]\n', b'[1,"r",', b"#", b"[[[[", b'"', b"1e999", b"null", b"\\ud800",
    ]),
)  # fmt: skip


@given(HEADERS, st.lists(EVENTS, max_size=12))
def test_what_is_written_is_read_again(header: CastHeader, events: list[CastEvent]) -> None:
    file = io.BytesIO()
    writer = CastWriter(file, header)
    for event in sorted(events, key=lambda event: event.at):
        writer.event(event)
    file.seek(0)
    reader = CastReader(file)
    assert reader.header == header
    assert list(reader) == sorted(events, key=lambda event: event.at)
    assert reader.warning is None


@given(st.lists(st.binary(max_size=12), max_size=8))
def test_bytes_come_back_as_their_text(chunks: list[bytes]) -> None:
    file = io.BytesIO()
    writer = CastWriter(file, CastHeader(80, 24))
    for chunk in [*chunks, b"end"]:
        writer.output(0, chunk)
    file.seek(0)
    text = "".join(event.data for event in CastReader(file) if event.code == OUTPUT)
    assert text == (b"".join(chunks) + b"end").decode("utf-8", "replace")


@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_any_file_is_read_or_refused_with_its_line(data: bytes) -> None:
    found: list[CastEvent] = []
    lines = data.count(b"\n") + 1
    fields: set[str] = set()
    try:
        found.extend(CastReader(io.BytesIO(data)))
    except CastBroken as error:
        lines = error.line
        fields = set(re.findall(r"{(\w+)}", error.problem.message)) - set(error.problem.params)
    assert 1 <= lines <= data.count(b"\n") + 1
    assert not fields
    assert [event.at for event in found] == sorted(event.at for event in found)
