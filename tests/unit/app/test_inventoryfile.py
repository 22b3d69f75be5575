from __future__ import annotations

from pathlib import Path

import pytest

from console.app.inventoryfile import add_source, own_file, remove_source
from console.fleet.inventory_file import read
from console.fleet.sources import SourceSpec
from console.model.errors import ConsoleError
from console.model.node import Source


def test_sources_come_and_go_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "inventory.toml"
    path.write_text('# mine\n[[node]]\nname = "a" # the first\n\n[[source]]\nkind = "ansible"\nplace = "hosts"\n')
    before = path.read_text()
    spec = SourceSpec(Source.ANSIBLE, str(tmp_path / "more.yml"))
    add_source(path, spec)
    found = read(path)
    assert [source.place for source in found.sources] == [str(tmp_path / "hosts"), str(tmp_path / "more.yml")]
    assert path.read_text().startswith(before.rstrip())
    remove_source(path, spec.id)
    assert read(path).sources == found.sources[:1]
    remove_source(path, f"ansible:{tmp_path / 'hosts'}")
    assert "source" not in path.read_text()
    assert "# the first" in path.read_text()
    remove_source(path, "ansible:/nothing")


def test_a_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "config" / "inventory.toml"
    add_source(path, SourceSpec(Source.ANSIBLE, "/srv/hosts"))
    assert read(path).sources == [SourceSpec(Source.ANSIBLE, "/srv/hosts")]


def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "inventory.toml"
    path.write_text("[[node\n")
    with pytest.raises(ConsoleError, match="was not changed"):
        add_source(path, SourceSpec(Source.ANSIBLE, "/srv/hosts"))
    assert path.read_text() == "[[node\n"


def test_without_a_file_of_ones_own_nothing_is_added() -> None:
    with pytest.raises(ConsoleError) as caught:
        own_file([SourceSpec(Source.ANSIBLE, "/srv/hosts")])
    assert caught.value.code == "inventory.no_own_file"


def test_a_file_keeps_its_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "inventory.toml"
    path.write_bytes(b'[[node]]\r\nname = "a"\r\n')
    add_source(path, SourceSpec(Source.ANSIBLE, "/srv/hosts"))
    said = path.read_bytes()
    assert said.count(b"\n") == said.count(b"\r\n") > 2
