"""The files a node is born with."""

from __future__ import annotations

from tests.sim import node


def test_every_command_has_its_program_and_the_node_its_files() -> None:
    files = node().files
    assert files.stat("/usr/bin/nvidia-smi").mode & 0o111
    assert "ID=ubuntu" in files.text("/etc/os-release")
    assert "192.0.2.11" in files.text("/etc/hosts") or files.text("/etc/hosts")
    assert "DGX" in node("gpu-a03").files.text("/etc/dgx-release")
    assert not [entry.name for entry in files.list("/usr/bin") if entry.name.startswith("__")]
