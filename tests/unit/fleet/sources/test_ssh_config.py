from __future__ import annotations

from pathlib import Path

from console.fleet.sources.ssh_config import SshConfig
from console.model.ids import NodeId


async def test_hosts_and_what_their_sections_say(tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.write_text("Host b\n  HostName b.example.com\n  User ops\n  Port 2222\n")
    path = tmp_path / "config"
    path.write_text(f"Host a *.example.com\nInclude {more}\nHost *\n  User everybody\n")
    loaded = await SshConfig(path).load()
    assert [(node.id, node.host, node.alias, node.user) for node in loaded.nodes] == [
        ("ssh:a", "a", "a", None),
        ("ssh:b", "b", "b", None),  # SSH asks the file for the user: patterns may say more
    ]
    assert loaded.also == {NodeId("ssh:b"): (("host", "b.example.com"), ("user", "ops"), ("port", "2222"))}
    assert set(loaded.files) == {path, more}


async def test_without_a_file_there_are_no_hosts(tmp_path: Path) -> None:
    loaded = await SshConfig(tmp_path / "config").load()
    assert (loaded.nodes, loaded.problems, loaded.failed) == ((), (), False)
