from __future__ import annotations

from pathlib import Path

from console.fleet.inventory import file_kind
from console.fleet.sources.own_file import OwnFile
from console.model.node import Source


async def test_nodes_problems_and_other_sources(tmp_path: Path) -> None:
    path = tmp_path / "inventory.toml"
    path.write_text('[[node]]\nname = "a"\nport = 0\n[[source]]\nkind = "ansible"\nplace = "hosts.yml"\n')
    loaded = await OwnFile(path).load()
    assert [node.name for node in loaded.nodes] == ["a"]
    assert (len(loaded.problems), loaded.failed, loaded.files) == (1, False, (path,))
    assert [wanted.id for wanted in loaded.wanted] == [f"ansible:{tmp_path / 'hosts.yml'}"]


async def test_a_file_that_is_not_there_has_no_nodes_and_a_broken_one_fails(tmp_path: Path) -> None:
    path = tmp_path / "inventory.toml"
    loaded = await OwnFile(path).load()
    assert (loaded.nodes, loaded.problems, loaded.failed, loaded.files) == ((), (), False, (path,))
    path.write_text("[[")
    assert (await OwnFile(path).load()).failed


def test_a_toml_file_is_ones_own() -> None:
    assert file_kind(Path("/srv/fleet.TOML")) is Source.INVENTORY
