"""A stranger's JSON is read within limits."""

from __future__ import annotations

import pytest

from console.deploy.weights import fields
from console.deploy.weights.failures import BadFile
from console.deploy.weights.fields import Fields


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "weights.no_format"),
        (b"{", "weights.no_format"),
        (b"[1]", "weights.no_format"),
        (b"null", "weights.no_format"),
        (b'{"a": "\xff\xfe"}', "weights.no_format"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "weights.no_format"),
        (b'{"a": ' + b"9" * 5000 + b"}", "weights.no_format"),
    ],
)
def test_what_is_no_object_is_said_with_the_name_of_the_file(data: bytes, code: str) -> None:
    with pytest.raises(BadFile, match=r"some\.json") as caught:
        Fields.parse(data, "some.json")
    assert caught.value.code == code


def test_a_file_beyond_the_limit_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "MOST_BYTES", 10)
    with pytest.raises(BadFile) as caught:
        Fields.parse(b'{"a": 12345678}', "x")
    assert caught.value.code == "weights.too_much"


@pytest.mark.parametrize("value", ["true", '"8"', "-1", "1.5", "1e300", "[8]", "{}", "10000000000000000000"])
def test_a_number_that_is_none_is_refused_by_its_name(value: str) -> None:
    found = Fields.parse(f'{{"layers": {value}}}'.encode(), "x.json")
    with pytest.raises(BadFile, match="layers") as caught:
        found.number("layers")
    assert caught.value.code == "weights.bad_field"


def test_null_counts_as_not_there_and_the_first_name_wins() -> None:
    found = Fields.parse(b'{"a": null, "b": 3, "c": 4, "d": 2.0}', "x")
    assert (found.number("a", "b", "c"), found.number("a"), found.number("d")) == (3, None, 2)
    assert found.has("a", "b") and not found.has("a")


def test_a_list_is_bounded() -> None:
    found = Fields.parse(b'{"a": [1, 2, 3]}', "x")
    assert found.numbers("a", most=3) == [1, 2, 3]
    with pytest.raises(BadFile) as caught:
        found.numbers("a", most=2)
    assert caught.value.code == "weights.too_much"
