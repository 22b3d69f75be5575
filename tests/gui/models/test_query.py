from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.models.query import parse
from tests.gui.fleet import fleet

VIEWS = fleet()


def names(text: str) -> list[str]:
    query = parse(text)
    assert query.error is None
    return [view.node.name.removeprefix("gpu-") for view in VIEWS if query.matches(view)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("state:warn", ["a06"]),
        ("state:key", ["b06"]),
        ("state:bad", ["a06", "b03", "b06", "c04"]),
        ("-state:ok env:prod", ["a06", "b03", "b06"]),
        ("a0 temp>85", ["a06"]),
        ("gpu.temp>85", ["a06"]),
        ("os:sles", ["c07", "c08"]),
        ("site:fra1 rack:a02 -os:ubuntu", ["b05", "b06", "b07", "b08"]),
        ("host:192.0.2.13", ["a03"]),
        ("-gpu:h100 state:drain", ["c07"]),
        ("B02", ["b02"]),
    ],
)
def test_terms_narrow_the_fleet(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize("text", ["", "   ", "state:", "-"])
def test_an_unfinished_query_shows_everything(text: str) -> None:
    assert len(names(text)) == len(VIEWS)


def test_an_unknown_value_is_never_a_match() -> None:
    assert names("util<1000 c04") == []
    assert names("temp>0 b06") == []


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [("rack:a01 gpu.tmp>80", "gpu.tmp", "gpu.temp"), ("sate:ok", "sate", "state"), ("qqqqq:1", "qqqqq", "")],
)
def test_an_unknown_key_names_the_nearest_one(text: str, key: str, nearest: str) -> None:
    error = parse(text).error
    assert error is not None
    assert (error.key, error.nearest) == (key, nearest)
    assert text[error.start : error.end].startswith(key)


@pytest.mark.parametrize("text", ["temp>hot", "state:purple", "name>3", "state>warn"])
def test_a_wrong_value_is_named(text: str) -> None:
    error = parse(text).error
    assert error is not None
    assert error.value


def test_terms_know_where_they_stand() -> None:
    text = "-os:sles temp>60 b0"
    assert [text[term.start : term.end] for term in parse(text).terms] == ["-os:sles", "temp>60", "b0"]
    assert parse(text).free_text == "b0"


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    query = parse(text)
    for view in VIEWS[:3]:
        query.matches(view)
