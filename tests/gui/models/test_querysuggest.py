from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.models.query import parse
from console.ui.models.queryfields import FIELDS
from console.ui.models.querysuggest import Completion, complete
from tests.gui.fleet import fleet

VIEWS = fleet()


def proposed(text: str, cursor: int | None = None) -> list[Completion]:
    return complete(text, len(text) if cursor is None else cursor, VIEWS)


def words(text: str) -> list[str]:
    return [completion.words for completion in proposed(text)]


def test_keys_that_begin_so_and_then_those_that_have_it() -> None:
    assert words("st") == ["state:", "host:", "distro:"]
    assert words("dist") == ["distro:"]
    assert words("disk") == ["disk:", "diskfree:"]
    assert words("-gp") == ["gpu:", "gpus:"]
    assert words("up") == ["uptime:", "group:"]
    assert len(words("")) == len(FIELDS)


def test_values_that_the_fleet_has_the_commonest_first() -> None:
    assert words("distro:") == ["ubuntu", "rocky", "debian", "almalinux", "sles"]
    assert proposed("distro:u")[0].text == "distro:ubuntu "
    assert words("state:un") == ["unreachable"], "one name for one thing"
    assert words("env:") == ["production", "development", "staging", "unknown"]
    assert words("site:") == ["FRA1", "MUC2"]
    assert words("rack:a02") == ["Rack A02"]
    assert words("name:gpu") == []


def test_values_with_spaces_are_quoted_and_lists_go_on() -> None:
    (taken, *_rest) = proposed("rack:a02")
    assert (taken.text, taken.cursor) == ('rack:"Rack A02" ', len('rack:"Rack A02" '))
    assert proposed("distro:ubuntu,ro")[0].text == "distro:ubuntu,rocky "
    assert proposed('rack:"Rack C')[0].words.startswith("Rack C")


def test_numbers_have_an_example() -> None:
    assert [(c.words, c.text) for c in proposed("free:")] == [(">40G", "free:>40G ")]
    assert [(c.words, c.text) for c in proposed("temp>")] == [("80", "temp>80 ")]
    assert words("cuda:>=") == ["12.4"]
    assert words("temp:9") == []
    assert words("nonsense:") == []


def test_what_stands_behind_the_cursor_stays() -> None:
    taken = proposed("st temp>60", 2)[0]
    assert (taken.text, taken.cursor) == ("state: temp>60", 6)


@given(st.text(st.sampled_from('ab:,"- ><=state gpu*|OR'), max_size=20), st.integers(0, 20))
def test_whatever_is_proposed_can_be_taken(text: str, cursor: int) -> None:
    for completion in complete(text, min(cursor, len(text)), VIEWS[:8]):
        assert 0 <= completion.cursor <= len(completion.text)
        parse(completion.text)


@pytest.mark.parametrize("key", [key for key, field in FIELDS.items() if field.example])
def test_each_example_is_understood(key: str) -> None:
    assert parse(f"{key}:{FIELDS[key].example}").error is None
