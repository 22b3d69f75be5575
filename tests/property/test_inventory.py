"""Whatever stands in an inventory file: it is read or it says why, and what is written is what is read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from console.fleet.ansible.book import Book, Unreadable
from console.fleet.ansible.ini import read_ini
from console.fleet.ansible.nodes import nodes_of
from console.fleet.ansible.ranges import RangeWrong, expand
from console.fleet.ansible.yaml_form import read_yaml

WORDS = st.text(st.sampled_from("abz019.-_"), min_size=1, max_size=6)


@given(WORDS, st.integers(0, 300), st.integers(0, 60), st.integers(1, 7), WORDS)
def test_a_range_stands_for_its_numbers(before: str, first: int, count: int, step: int, after: str) -> None:
    last = first + count
    width = len(str(last))
    numbers = range(first, last + 1, step)
    padded = f"{first:0{width}d}" if len(str(first)) < width else str(first)
    assert expand(f"{before}[{padded}:{last}:{step}]{after}") == [
        f"{before}{number:0{width if padded.startswith('0') and width > 1 else 1}d}{after}" for number in numbers
    ]


@given(st.text(st.sampled_from("ab01[]:-. "), max_size=24))
def test_a_pattern_has_hosts_or_says_why(pattern: str) -> None:
    names: list[str] = []
    with suppress(RangeWrong):
        names = expand(pattern)
        assert names
    assert not any("[" in name or "]" in name for name in names)


LINES = st.lists(
    st.one_of(
        st.text(st.sampled_from("ab[]:={}#; '\"\\!&*-\t"), max_size=20),
        st.sampled_from(
            ["[g]", "[g:vars]", "[g:children]", "ansible_host={{ x }}", "h x=1", "all:", "  hosts:", "    h:"]
        ),
        st.text(max_size=12),
    ),
    max_size=12,
).map("\n".join)


@given(LINES)
def test_any_text_is_read_as_ini_without_a_crash(text: str) -> None:
    book = Book()
    read_ini(book, Path("hosts"), text)
    assert len(nodes_of(book)) <= len(book.hosts)


@given(LINES)
def test_any_text_is_read_as_yaml_or_refused(text: str) -> None:
    book = Book()
    with suppress(Unreadable):
        read_yaml(book, Path("hosts.yml"), text)
    assert len(nodes_of(book)) <= len(book.hosts)


@given(st.dictionaries(WORDS, st.tuples(WORDS, st.integers(1, 65535)), max_size=8))
def test_hosts_that_are_written_are_read(hosts: dict[str, tuple[str, int]]) -> None:
    lines = [f"{name} ansible_host=h{host} ansible_port={port}" for name, (host, port) in hosts.items()]
    book = Book()
    read_ini(book, Path("hosts"), "\n".join(["[g]", *(f"n{line}" for line in lines)]))
    assert {node.name: (node.host, node.port) for node in nodes_of(book)} == {
        f"n{name}": (f"h{host}", port) for name, (host, port) in hosts.items()
    }
    assert not book.problems
