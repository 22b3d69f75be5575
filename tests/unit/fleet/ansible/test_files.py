from __future__ import annotations

from pathlib import Path

import pytest

from console.fleet.ansible.book import Unreadable
from console.fleet.ansible.files import read_inventory
from console.fleet.ansible.nodes import nodes_of


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_variables_beside_the_inventory(tmp_path: Path) -> None:
    write(tmp_path, {
        "hosts": "[gpu]\na\nb ansible_user=line\n[gpu:vars]\nansible_user=section\nrack=R1\n",
        "group_vars/all.yml": "ansible_user: all\nansible_port: 2200\n",
        "group_vars/gpu/main.yml": "ansible_port: 2201\n",
        "group_vars/gpu/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n6162\n",
        "group_vars/other.yml": "ansible_user: nobody\n",
        "host_vars/b": "ansible_port: 2202\n",
        "host_vars/a.yml": "ansible_port: [\n",
        "group_vars/gpu/notes.md": "# for people\n",
    })  # fmt: skip
    book = read_inventory(tmp_path / "hosts")
    nodes = {node.name: node for node in nodes_of(book)}
    # A file for all counts more than a section for a group: so it stands in Ansible's documentation.
    assert [(n.user, n.port, n.rack) for n in (nodes["a"], nodes["b"])] == [("all", 2201, "R1"), ("line", 2202, "R1")]
    assert "other" not in book.groups
    assert [problem.code for problem in book.problems] == ["inventory.vault", "inventory.left_out"]
    assert book.problems[0].text().endswith("vault.yml:1: vault.yml is encrypted by Ansible Vault and is not read.")
    assert "host_vars/a.yml:2" in book.problems[1].text()


def test_a_folder_of_files(tmp_path: Path) -> None:
    folder = write(tmp_path / "inv", {
        "one.yml": "gpu:\n  hosts:\n    a:\n", "two": "[gpu]\nb\n", "notes.md": "[x]\ny\n", ".hidden": "z\n",
        "cloud.sh": "#!/bin/sh\necho\n", "group_vars/gpu.yml": "rack: R9\n",
    })  # fmt: skip
    (folder / "cloud.sh").chmod(0o755)
    book = read_inventory(folder)
    assert [(node.name, node.rack) for node in nodes_of(book)] == [("a", "R9"), ("b", "R9")]
    assert [problem.text().partition(": ")[2][:17] for problem in book.problems] == ["this is a program"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("h", "---\ngpu:\n  hosts:\n    a:\n"), ("h", "# c\nall:\n  hosts:\n    a:\n"),
     ("h.json", '{"all": {"hosts": {"a": {}}}}'),
     ("h", "a\n"), ("h.ini", "a\n"), ("h.cfg", "[x]\na:22\n")],
)  # fmt: skip
def test_the_form_is_seen(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert [node.name for node in nodes_of(read_inventory(tmp_path / name))] == ["a"]


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        read_inventory(tmp_path / "hosts")
    (tmp_path / "hosts").write_bytes(b"a\nb\n\xff")
    with pytest.raises(Unreadable, match="UTF-8") as caught:
        read_inventory(tmp_path / "hosts")
    assert caught.value.line == 3


def test_a_whole_inventory_in_a_vault_is_told(tmp_path: Path) -> None:
    (tmp_path / "hosts.yml").write_text("$ANSIBLE_VAULT;1.1;AES256\n6162\n")
    book = read_inventory(tmp_path / "hosts.yml")
    assert (book.hosts, [problem.code for problem in book.problems]) == ({}, ["inventory.vault"])
