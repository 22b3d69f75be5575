"""New host keys that a host announces over a connection that is trusted (``UpdateHostKeys``).

The server sends its keys once a login stands (hostkeys-00@openssh.com, OpenSSH's PROTOCOL 2.5); the library makes it
sign with each of them that it has them (hostkeys-prove-00@openssh.com) and hands over those that it proved.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Sequence
from pathlib import Path

import asyncssh

from console.ssh.hostkeys import PREFERRED_KEY_TYPES, HostName, KnownHost, KnownHosts, read_known_hosts
from console.ssh.knownhostsfile import rewrite
from console.ssh.pinning import pin

log = logging.getLogger("leitstand.ssh.rotation")


def follow(
    paths: Sequence[Path], name: HostName, used: bytes, proven: Sequence[asyncssh.SSHKey], *, hashed: bool
) -> tuple[int, int]:
    """Write down the keys that a host proved to have and take out those that it has no more; return how many of each.

    As OpenSSH does it, nothing happens unless the key that the connection stands on (``used``) is in the person's own
    file under this very name, and is among those that the host proved. Raises KnownHostsUnwritable.
    """
    known = read_known_hosts(paths)
    path = paths[0]
    own = [entry for entry in known.trusted(name) if entry.path == path and _speaks_only_of(entry, name)]
    blobs = {key.public_data for key in proven}
    if used not in blobs or used not in {entry.blob for entry in own}:
        return 0, 0
    new = [key for key in proven if _is_new(key, known, name)]
    for key in new:
        pin(path, name, key.get_algorithm(), key.public_data, hashed=hashed)
    gone = [e for e in own if e.blob not in blobs and e.key_type in PREFERRED_KEY_TYPES]
    if gone:
        _take_out(path, gone)
    if new or gone:
        log.info("keys of %s: %d added, %d removed", name.written, len(new), len(gone))
    return len(new), len(gone)


def _speaks_only_of(entry: KnownHost, name: HostName) -> bool:
    """Return whether a line names this host and no other: patterns and lists are the person's own business."""
    if entry.names.startswith("|"):
        return entry.matches(name.written)
    return entry.names.lower() == name.written


def _is_new(key: asyncssh.SSHKey, known: KnownHosts, name: HostName) -> bool:
    """Return whether nothing is known about the key under this name; a revoked one is known."""
    about = [*known.trusted(name), *known.revoked(name, "")]
    return key.get_algorithm() in PREFERRED_KEY_TYPES and key.public_data not in {entry.blob for entry in about}


def _take_out(path: Path, gone: Sequence[KnownHost]) -> None:
    wanted = {entry.line_no: entry for entry in gone}

    def change(lines: list[bytes]) -> list[bytes]:
        return [line for number, line in enumerate(lines, start=1) if not _is_line(wanted.get(number), line)]

    rewrite(path, change)


def _is_line(entry: KnownHost | None, line: bytes) -> bool:
    """Return whether a line is still the entry: keys were added behind it, others may have written too."""
    if entry is None:
        return False
    return line.split()[:3] == [entry.names.encode(), entry.key_type.encode(), base64.b64encode(entry.blob)]
