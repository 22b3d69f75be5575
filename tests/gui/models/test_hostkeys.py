from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from console.model.hostkey import HostKeyLine
from console.ui.models.hostkeys import HostKeyModel, place_words, spoken

LINES = (
    HostKeyLine("/k", 1, "a", "gpu1.example.com", False, "ssh-ed25519", 256, "SHA256:abc", nodes=("one",)),
    HostKeyLine("/k", 2, "b", "", True, "ssh-rsa", 3072, "SHA256:def", "revoked", "of the lab", ("two",)),
    HostKeyLine("/k", 3, "c", "broken", wrong="the key is damaged"),
)


def column(model: HostKeyModel, number: int) -> list[object]:
    return [model.data(model.index(row, number)) for row in range(model.rowCount())]


def test_what_stands_in_a_line() -> None:
    model = HostKeyModel()
    model.take(LINES)
    assert column(model, 0) == ["gpu1.example.com", "(hashed)", "broken"]
    assert column(model, 1) == ["one", "two", ""]
    assert column(model, 3) == ["SHA256:abc", "SHA256:def", "the key is damaged"]
    assert column(model, 4) == ["trusted", "revoked", "broken line"]
    assert column(model, 5) == ["/k:1", "/k:2", "/k:3"]
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Host"


def test_a_filter_finds_words_of_every_column() -> None:
    model = HostKeyModel()
    model.take(LINES)
    for text, found in (
        ("TWO revoked", ["(hashed)"]),
        ("lab", ["(hashed)"]),
        ("k:1", ["gpu1.example.com"]),
        ("nothing", []),
    ):
        model.filter(text)
        assert column(model, 0) == found, text
    assert model.total == 3
    model.take(LINES[:1])
    assert model.rowCount() == 0, "the filter stays"


def test_a_line_is_read_aloud_by_its_node_where_its_names_are_hashed() -> None:
    assert spoken(LINES[1]) == "two, ssh-rsa 3072, revoked, /k:2"
    assert spoken(LINES[0]).startswith("gpu1.example.com, ")


def test_the_own_folder_is_written_short() -> None:
    line = HostKeyLine(str(Path.home() / ".ssh/known_hosts"), 7, "d")
    assert place_words(line) == "~/.ssh/known_hosts:7"
    assert place_words(LINES[0]) == "/k:1"


def test_a_pattern_that_speaks_of_the_whole_fleet_names_some_of_it_and_is_found_by_all() -> None:
    model = HostKeyModel()
    names = tuple(f"gpu{number:03}" for number in range(1000))
    model.take((HostKeyLine("/k", 1, "a", "*", marker="revoked", nodes=names),))
    assert column(model, 1) == ["gpu000, gpu001, gpu002, gpu003, gpu004, gpu005 … and 994 more"]
    model.filter("gpu777")
    assert model.rowCount() == 1
