"""The picture of a key is the one that OpenSSH draws."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from console.model.hostkey import HostKeyLine, randomart
from tests.sshd import make_key, requires_sshd


@requires_sshd
@pytest.mark.parametrize(("kind", "key_type"), [("ed25519", "ssh-ed25519"), ("rsa", "ssh-rsa")])
def test_openssh_draws_the_same(tmp_path: Path, kind: str, key_type: str) -> None:
    for number in range(5):
        key = make_key(tmp_path / str(number), kind)
        said = subprocess.run(
            ["ssh-keygen", "-lv", "-f", f"{key}.pub"], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        bits, fingerprint = said[0].split()[:2]
        line = HostKeyLine("known_hosts", 1, "", key_type=key_type, bits=int(bits), fingerprint=fingerprint)
        assert randomart(line).splitlines() == said[1:]


def test_a_broken_line_has_no_picture() -> None:
    assert randomart(HostKeyLine("known_hosts", 3, "", wrong="damaged")) == ""
    assert randomart(HostKeyLine("known_hosts", 3, "", fingerprint="SHA256:?")) == ""
    assert HostKeyLine("known_hosts", 3, "").place == "known_hosts:3"
