from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.fleet.inventory_file import InventoryFile, read
from console.model.node import Environment, Source

EXAMPLE = Path(__file__).parents[2] / "data" / "inventory" / "example.toml"


def written(folder: Path, text: str | bytes) -> InventoryFile:
    path = folder / "inventory.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def texts(found: InventoryFile) -> list[str]:
    """Return what is said, without the folder."""
    return [problem.text().removeprefix(f"{found.path.parent}{os.sep}") for problem in found.problems]


def test_the_example_reads_without_a_word() -> None:
    found = read(EXAMPLE)
    assert (found.problems, found.is_readable) == ([], True)
    assert [node.id for node in found.nodes] == [
        "fra1/rack-a/gpu-a01", "fra1/rack-a/gpu-a02", "fra1/rack-a/gpu-a03", "fra1/rack-a/gpu-a04",
        "fra1/rack-a/gpu-a05", "fra1/rack-b/gpu-b01",
        "muc2/hall-1/row-1/gpu-m01", "muc2/hall-1/row-2/gpu-m02", "build",
    ]  # fmt: skip
    first, fifth, b01, m01 = (found.nodes[n] for n in (0, 4, 5, 6))
    assert (first.path, first.host, first.source) == (("FRA1", "Rack A"), "gpu-a01.fra1.example.com", Source.INVENTORY)
    assert (first.user, first.environment, first.tags) == ("ops", Environment.PRODUCTION, ("h100",))
    assert first.identity_files == ("~/.ssh/id_ed25519",)
    assert (fifth.port, fifth.tags) == (2222, ("h100", "burn-in"))
    assert (b01.alias, b01.user) == ("b01-via-jump", "root")
    assert (m01.environment, m01.known_hosts) == (Environment.STAGING, "~/.ssh/known_hosts_muc2")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[defaults]\nusr = "x"',
            "2:1: usr is not known here and is ignored; known are color, environment, identity_files",
        ),
        ('[defaults]\nusr = "x"', "known_hosts, port, rack, tags, user. Nearest: user."),
        ("[defaults]\n  port = 0", "2:3: port must be a number from 1 to 65535; it is left out."),
        ('[[node]]\nname = "a"\nport = "22"', "3:1: port must be a number from 1 to 65535; it is left out."),
        ("[[datacenter]]\n[[datacenter.group]]", "1:1: name is missing; the table is left out."),
        ('[[node]]\nhost = "x"', "1:1: name is missing; the table is left out."),
        ('[node]\nname = "x"', "1:1: node must be a list of tables: [[node]] with two brackets; it is left out."),
        ('[[node]]\nname = "x"\nhost = "a b"', "3:1: host must be a host name or an address; it is left out."),
        ('[[node]]\nname = "x"\nhost = "-oProxy=x"', "3:1: host must be a host name or an address; it is left out."),
        ('[[node]]\nname = "x[9-1]"', "2:1: name must be a name or one range such as gpu-a[01-08]; it is left out."),
        ('[[node]]\nname = "x"\nenvironment = "prod"', "3:1: environment must be production or staging or develop"),
        ('[[node]]\nname = "x"\ntags = "a"', '3:1: tags must be a list of texts such as ["a", "b"]; it is left out.'),
        (
            '[[node]]\nname = "x"\n\n[[node]]\nname = "x"',
            "4:1: the node x stands twice in its group; it is first named",
        ),
        ("node = [1]", "1:1: node must be a table; it is left out."),
    ],
)
def test_mistakes_have_their_place(tmp_path: Path, text: str, said: str) -> None:
    found = written(tmp_path, text)
    assert any(said in text and text.startswith("inventory.toml:") for text in texts(found)), texts(found)
    assert found.is_readable


def test_a_mistake_costs_only_what_it_concerns(tmp_path: Path) -> None:
    found = written(tmp_path, '[[node]]\nname = "a"\nport = 99999\n[[node]]\nhost = "x"\n[[node]]\nname = "c"')
    assert [(node.name, node.port) for node in found.nodes] == [("a", None), ("c", None)]
    assert len(found.problems) == 2


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[defaults]\nuser = "x\nport = 1', ":2:10: the inventory cannot be read: "),
        ("a = [", ":1:"),
        (b"\xff\xfe", ":1:1: the inventory cannot be read: this is not UTF-8 text."),
        (b"# ok\nname = '\xff'", ":2:1: the inventory cannot be read: this is not UTF-8 text."),
        ("a = " + "[" * 2000, "nested too deeply"),
    ],
)
def test_a_broken_file_says_where(tmp_path: Path, text: str | bytes, place: str) -> None:
    found = written(tmp_path, text)
    assert not found.is_readable
    assert place in texts(found)[0]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "Is a directory" in texts(read(tmp_path))[0]


def test_no_file_has_no_nodes(tmp_path: Path) -> None:
    found = read(tmp_path / "absent.toml")
    assert (found.nodes, found.problems, found.is_readable) == ([], [], True)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["a[1-3]", "example.com"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "host", "port", "node", "group", "tags", "user", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def toml(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case _:
            return '"' + "".join(f"\\U{ord(c):08x}" for c in str(value)) + '"'


@given(st.dictionaries(st.sampled_from(["defaults", "datacenter", "group", "node", "y"]), VALUES, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_toml_is_read_without_an_exception(tmp_path: Path, table: dict[str, object]) -> None:
    found = written(tmp_path, "".join(f"{key} = {toml(value)}\n" for key, value in table.items()))
    assert all(node.name and node.host for node in found.nodes)


def test_marks_notes_and_the_way(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        '[[datacenter]]\nname = "F"\ncolor = "#AABBCC"\nrack = "R1"\njumps = ["bastion"]\n[[datacenter.node]]\n'
        'name = "a"\nnotes = """fan replaced\n2026-01-02\\u001b"""\n[[datacenter.node]]\nname = "b"\ncolor = "red"\n',
    )
    a, b = found.nodes
    assert (a.color, a.rack, a.jumps, a.notes) == ("#aabbcc", "R1", ("bastion",), "fan replaced\n2026-01-02")
    assert (b.color, b.rack, b.notes) == ("#aabbcc", "R1", "")
    assert texts(found) == ["inventory.toml:12:1: color must be a colour such as #2fa48c; it is left out."]


def test_other_sources(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        '[[source]]\nkind = "ansible"\nplace = "infra/hosts.ini"\n'
        '[[source]]\nkind = "slurm"\nplace = "login01"\ninterval_seconds = 1\npartition = "gpu"\n'
        '[[source]]\nkind = "excel"\nplace = "x"\n[[source]]\nkind = "slurm"\n',
    )
    ansible, slurm = found.sources
    assert (ansible.kind, ansible.place) == (Source.ANSIBLE, str(tmp_path / "infra/hosts.ini"))
    assert (slurm.place, slurm.interval_seconds, slurm.options) == ("login01", 5.0, {"partition": "gpu"})
    said = texts(found)
    assert said[0].startswith("inventory.toml:10:1: kind must be ssh_config or ansible or slurm or kubernetes")
    assert said[1] == "inventory.toml:12:1: place is missing; the table is left out."
