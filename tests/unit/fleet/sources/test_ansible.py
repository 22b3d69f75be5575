from __future__ import annotations

from pathlib import Path

from console.fleet.inventory import file_kind
from console.fleet.sources.ansible import AnsibleInventory
from console.model.node import Source


async def test_nodes_problems_and_the_files_to_look_at(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text("[gpu]\na\nn[2:1]\n")
    loaded = await AnsibleInventory(path).load()
    assert [node.name for node in loaded.nodes] == ["a"]
    assert (len(loaded.problems), loaded.failed) == (1, False)
    assert {path, tmp_path / "group_vars"} <= set(loaded.files)


async def test_a_file_that_cannot_be_read_fails_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "hosts.yml"
    path.write_text("a:\n  b: [\n")
    loaded = await AnsibleInventory(path).load()
    assert (loaded.failed, loaded.nodes, loaded.files) == (True, (), (path,))
    assert loaded.problems[0].text().startswith(f"{path}:3: the inventory cannot be read: ")


def test_other_files_than_toml_are_ansibles() -> None:
    assert {file_kind(Path(name)) for name in ("hosts", "hosts.ini", "hosts.yml", "inv.json")} == {Source.ANSIBLE}
