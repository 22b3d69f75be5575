"""A trusted key is written so that OpenSSH reads it and nothing else in the file changes."""

from __future__ import annotations

import resource
import stat
from pathlib import Path

import pytest

from console.ssh.errors import KnownHostsUnwritable
from console.ssh.hostkeys import HostName, Standing, read_known_hosts
from console.ssh.pinning import pin
from tests.unit.ssh.test_hostkeys import blob, hashed, line

NODE = HostName("node.example.com", 2222)


def test_a_new_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / ".ssh" / "known_hosts"
    pin(path, NODE, "ssh-ed25519", blob())
    assert path.read_text() == line("[node.example.com]:2222").removesuffix(" comment") + "\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_other_lines_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    before = b"# \xff comment\r\nbroken"
    path.write_bytes(before)
    path.chmod(0o644)
    pin(path, NODE, "ssh-ed25519", blob())
    assert path.read_bytes().startswith(before + b"\n[node.example.com]:2222 ssh-ed25519 ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("asked", [True, False])
def test_names_are_hashed_where_they_are_already(tmp_path: Path, asked: bool) -> None:
    path = tmp_path / "known_hosts"
    path.write_text("" if asked else line(hashed("other")) + "\n")
    pin(path, NODE, "ssh-ed25519", blob(), hashed=asked)
    assert "node.example.com" not in path.read_text()
    assert read_known_hosts([path]).judge(NODE, "", blob()).standing is Standing.TRUSTED


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    pin(tmp_path / "link", NODE, "ssh-ed25519", blob())
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").is_file()


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "known_hosts"):
        with pytest.raises(KnownHostsUnwritable):
            pin(path, NODE, "ssh-ed25519", blob())


def test_a_write_that_is_cut_short_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_text("before\n")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, limits[1]))
    try:
        with pytest.raises(KnownHostsUnwritable):
            pin(path, NODE, "ssh-ed25519", blob())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_text() == "before\n"
