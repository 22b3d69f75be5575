"""The keys of the simulated data centre: made once per folder, readable by their owner alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import asyncssh

ALGORITHM = "ssh-ed25519"


def private_folder(folder: Path) -> Path:
    """Make sure ``folder`` is there and belongs to us alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def keep(folder: Path, name: str, comment: str) -> asyncssh.SSHKey:
    """Return the key of that name, made when it is not there yet."""
    path = folder / name
    if path.exists():
        return asyncssh.read_private_key(path)
    key = asyncssh.generate_private_key(ALGORITHM, comment=comment)
    path.touch(mode=0o600)
    key.write_private_key(path)
    return key


def public_line(key: asyncssh.SSHKey) -> str:
    """Return algorithm and key as known_hosts writes them."""
    algorithm, data = key.export_public_key("openssh").decode().split()[:2]
    return f"{algorithm} {data}"


def write_known_hosts(path: Path, keys: Mapping[int, asyncssh.SSHKey]) -> None:
    """Write which key stands behind which port of loopback."""
    path.touch(mode=0o600)
    path.write_text("".join(f"[127.0.0.1]:{port} {public_line(key)}\n" for port, key in keys.items()))
