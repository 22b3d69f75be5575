"""The lines of known_hosts files for a person to look at, each with the nodes that it speaks of."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field

from console.model.errors import Problem
from console.model.hostkey import HostKeyLine
from console.ssh.configvalues import values_for
from console.ssh.endpoint import Endpoint
from console.ssh.hostkeys import HostName, KnownHost, fingerprint, line_problem, parse_line, wire_parts
from console.ssh.knownhostsfile import line_digest, split_lines
from console.ssh.target import known_hosts_paths

_CURVE_BITS = {"nistp256": 256, "nistp384": 384, "nistp521": 521}


class KnownNode(Struct, frozen=True):
    """A node, the files where its keys are looked for, and the names that it has there."""

    name: str
    paths: tuple[Path, ...]
    spellings: tuple[str, ...]


class Files(Struct):
    """Which files there are to list, and who is looked for in each."""

    by_path: dict[Path, dict[str, list[str]]] = field(default_factory=dict)

    def add(self, node: KnownNode) -> None:
        """Look for a node in its files."""
        for path in node.paths:
            owners = self.by_path.setdefault(path, {})
            for spelling in node.spellings:
                owners.setdefault(spelling, []).append(node.name)


def known_node(name: str, endpoint: Endpoint) -> KnownNode:
    """Return how a node stands in known_hosts. ``Match exec`` runs nothing here. Raises ValueError and OSError."""
    values = values_for(endpoint.config_paths, endpoint.lookup, endpoint.user, endpoint.port, runs_commands=False)
    host = values.hostname if "hostname" in values.first or not endpoint.alias else endpoint.host
    alias = values.text("hostkeyalias")
    known = HostName(host, values.port_number(), "" if alias.lower() == "none" else alias)
    spellings = tuple(dict.fromkeys((known.written, known.bare)))
    return KnownNode(name, known_hosts_paths(endpoint, values), spellings)


def host_key_lines(files: Files) -> tuple[list[HostKeyLine], list[Problem]]:
    """Read the files. What is no key is listed as well; comments and empty lines are not."""
    found: list[HostKeyLine] = []
    problems: list[Problem] = []
    for path, owners in files.by_path.items():
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(line_problem(path, None, error.strerror or str(error)))
            continue
        is_writable = os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
        for line_no, raw in enumerate(split_lines(data), start=1):
            plain = raw.decode("utf-8", errors="replace").strip()
            if plain and not plain.startswith("#"):
                found.append(_line(path, line_no, raw, plain, owners, is_writable=is_writable))
    return found, problems


def _line(
    path: Path, line_no: int, raw: bytes, plain: str, owners: dict[str, list[str]], *, is_writable: bool
) -> HostKeyLine:
    digest = line_digest(raw)
    try:
        known = parse_line(path, line_no, plain)
    except ValueError as error:
        return HostKeyLine(
            str(path), line_no, digest, plain.split(maxsplit=1)[0], wrong=str(error), is_writable=is_writable
        )
    is_hashed = known.names.startswith("|")
    return HostKeyLine(
        path=str(path),
        line_no=line_no,
        digest=digest,
        names="" if is_hashed else known.names,
        is_hashed=is_hashed,
        key_type=known.key_type,
        bits=key_bits(known),
        fingerprint=fingerprint(known.blob),
        marker=known.marker,
        comment=known.comment,
        nodes=tuple(sorted(set(_owners(known, owners)))),
        is_writable=is_writable,
    )


def _owners(known: KnownHost, owners: dict[str, list[str]]) -> Iterable[str]:
    if any(c in known.names for c in "*?!|"):
        spoken_of = [spelling for spelling in owners if known.matches(spelling)]
    else:
        spoken_of = [name for name in known.names.lower().split(",") if name in owners]
    return (name for spelling in spoken_of for name in owners[spelling])


def key_bits(known: KnownHost) -> int | None:
    """Return the size of a key; None where its type does not tell."""
    if "ed25519" in known.key_type:
        return 256
    parts = wire_parts(known.blob)
    if known.key_type == "ssh-rsa" and len(parts) == 3:
        return int.from_bytes(parts[2], "big").bit_length()
    return next((bits for curve, bits in _CURVE_BITS.items() if curve in known.key_type), None)
