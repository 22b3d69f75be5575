from __future__ import annotations

import pytest

from console.model.text import fill
from console.ui.models.suggest import MOST, TITLES, Entry, Hit, Section, is_destination, node_entry, suggest
from tests.gui.fleet import fleet


def entry(words: str, section: Section, detail: str = "", aliases: str = "") -> Entry:
    return Entry(words, section, lambda: None, detail, aliases)


ENTRIES = [
    entry("Split right", Section.ACTIONS),
    entry("Split down", Section.ACTIONS),
    entry("gpu-a01", Section.NODES, "192.0.2.11 · Ubuntu 24.04", "FRA1 Rack A01"),
    entry("gpu-a02", Section.NODES, "192.0.2.12 · RHEL 9.6", "FRA1 Rack A01"),
    entry("gpu-a01", Section.OPEN, "Connected"),
    entry("ops@gpu09.example.com:2222", Section.RECENT),
]


def connect(text: str) -> Entry:
    return entry(fill("Connect to {text}", {"text": text}), Section.CONNECT)


def found(query: str) -> list[Hit]:
    return suggest(query, ENTRIES, connect)


def first(query: str) -> str:
    return found(query)[0].entry.words


def test_without_a_query_everything_stands_in_its_section() -> None:
    sections = [hit.entry.section for hit in found("  ")]
    assert sections == sorted(sections)
    assert len(sections) == len(ENTRIES)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("GPU-A02", "gpu-a02"),
        ("a02", "gpu-a02"),
        ("rhel", "gpu-a02"),
        ("192.0.2.12", "Connect to 192.0.2.12"),
        ("split d", "Split down"),
        ("sd", "Split down"),
        ("gpu09", "ops@gpu09.example.com:2222"),
        ("ops@gpu0", "ops@gpu09.example.com:2222"),
        ("ops@gpu10", "Connect to ops@gpu10"),
        ("gpu10.example.com", "Connect to gpu10.example.com"),
        ("ssh gpu10 -J gate", "Connect to ssh gpu10 -J gate"),
        ("nowhere", "Connect to nowhere"),
    ],
)
def test_what_enter_would_take(query: str, words: str) -> None:
    assert first(query) == words


def test_a_section_stands_together_with_its_best_hit_first() -> None:
    sections = [hit.entry.section for hit in found("gpu-a01")]
    assert sections[0] in {Section.OPEN, Section.NODES}
    assert sections[-1] is Section.CONNECT
    assert len(set(sections)) == sum(
        before is not after for before, after in zip([None, *sections], sections, strict=False)
    )


def test_words_that_are_no_host_are_not_connected_to() -> None:
    assert found("no such command") == []
    assert all(hit.entry.section is not Section.CONNECT for hit in found("split right"))


def test_letters_are_marked_in_the_words_only() -> None:
    (hit, *_) = [hit for hit in found("rhel") if hit.entry.section is Section.NODES]
    assert hit.places == frozenset()
    assert found("sr")[0].places == frozenset({0, 6})


def test_the_list_is_bounded() -> None:
    many = [entry(f"gpu-{number}", Section.NODES) for number in range(3000)]
    assert len(suggest("gpu", many, connect)) == MOST + 1


@pytest.mark.parametrize(
    "text", ["me@host", "host:22", "a.b", "[2001:db8::1]:22", "ssh host", "ssh://h", "host -J hop"]
)
def test_destinations(text: str) -> None:
    assert is_destination(text)


@pytest.mark.parametrize("text", ["host", "split right", "theme: light", "sshd"])
def test_no_destinations(text: str) -> None:
    assert not is_destination(text)


def test_a_node_is_found_by_its_place_and_system() -> None:
    view = next(view for view in fleet() if view.node.name == "gpu-a03")
    made = node_entry(view, lambda: None)
    assert made.words == "gpu-a03"
    assert "Ubuntu" in made.detail
    assert suggest(f"ubuntu {view.node.path[-1]}", [made], connect)[0].entry is made


def test_every_section_has_a_title() -> None:
    assert set(TITLES) == set(Section)
