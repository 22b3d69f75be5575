"""What known_hosts says about the key of a host: trusted, unknown, changed or revoked.

The files are read and matched here, line by line, and not by the SSH library: the library refuses a
whole file for one broken line, forgets a revocation on another port than 22, and cannot say on which
line a key stands.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from console.model.errors import Problem
from console.model.text import N_

DEFAULT_PORT = 22
_Stamp = tuple[Path, int, int]
"""A file, when it was changed (ns) and how large it is."""
_SHA1_BYTES = 20

# The order for hosts that nobody knows yet; hosts with an entry get the types of their entries first.
PREFERRED_KEY_TYPES = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
)
_RSA_SIGNATURES = ("rsa-sha2-512", "rsa-sha2-256")
_CERTIFICATE_ALGORITHMS = (
    "ssh-ed25519-cert-v01@openssh.com",
    "ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "ecdsa-sha2-nistp384-cert-v01@openssh.com",
    "ecdsa-sha2-nistp521-cert-v01@openssh.com",
    "rsa-sha2-512-cert-v01@openssh.com",
    "rsa-sha2-256-cert-v01@openssh.com",
)


class Standing(Enum):
    """What a key is to us."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    REVOKED = "revoked"


class KnownHost(Struct, frozen=True):
    """One good line of a known_hosts file."""

    path: Path
    line_no: int
    marker: str
    names: str
    key_type: str
    blob: bytes
    comment: str = ""

    @property
    def place(self) -> str:
        """Return ``file:line`` for a person."""
        return f"{self.path}:{self.line_no}"

    def describe(self) -> str:
        """Return type, fingerprint and place of the key."""
        return f"{self.key_type} {fingerprint(self.blob)} ({self.place})"

    def matches(self, name: str) -> bool:
        """Return whether this line is about ``name`` (already lower case, ``[host]:port`` off port 22)."""
        if self.names.startswith("|"):
            return _matches_hashed(self.names, name)
        is_match = False
        for pattern in self.names.lower().split(","):
            if pattern.startswith("!"):
                if _pattern(pattern[1:]).match(name):
                    return False
            elif pattern == name or _pattern(pattern).match(name):
                is_match = True
        return is_match


class HostName(Struct, frozen=True):
    """Under which names a host stands in known_hosts."""

    host: str
    port: int
    alias: str = ""

    @property
    def written(self) -> str:
        """Return the name that a new line gets, as OpenSSH writes it."""
        if self.alias:
            return self.alias.lower()
        host = self.host.lower()
        return host if self.port == DEFAULT_PORT else f"[{host}]:{self.port}"

    @property
    def bare(self) -> str:
        """Return the name without a port, which OpenSSH tries as well."""
        return (self.alias or self.host).lower()

    def of_address(self, address: str) -> tuple[str, ...]:
        """Return the names of a numeric address on this port; only revocations are looked up by it."""
        return (address, f"[{address}]:{self.port}") if address else ()


class Verdict(Struct, frozen=True):
    """What is known about an offered key, and which lines say so."""

    standing: Standing
    entries: tuple[KnownHost, ...] = ()


class KnownHosts:
    """The good lines of some known_hosts files, and what was wrong with the others."""

    def __init__(self, entries: Iterable[KnownHost] = (), problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        self._by_name: dict[str, list[KnownHost]] = {}
        self._patterns: list[KnownHost] = []
        self._found: dict[str, list[KnownHost]] = {}
        for entry in entries:
            if any(c in entry.names for c in "*?!|"):
                self._patterns.append(entry)
            else:
                for name in set(entry.names.lower().split(",")):
                    self._by_name.setdefault(name, []).append(entry)

    def find(self, name: str) -> list[KnownHost]:
        """Return the lines about ``name``; who asks first pays for the hashes of all lines that are hashed."""
        if name not in self._found:
            patterns = [entry for entry in self._patterns if entry.matches(name)]
            self._found[name] = self._by_name.get(name, []) + patterns
        return self._found[name]

    def also(self, problems: Iterable[Problem]) -> KnownHosts:
        """Return the same lines with more that was wrong."""
        more = KnownHosts((), (*self.problems, *problems))
        more._by_name, more._patterns, more._found = self._by_name, self._patterns, self._found
        return more

    def judge(self, name: HostName, address: str, blob: bytes) -> Verdict:
        """Return what the key ``blob`` is to us when ``name`` shows it."""
        own = self.find(name.written)
        bare = self.find(name.bare) if name.bare != name.written else []
        by_address = [entry for spelling in name.of_address(address) for entry in self.find(spelling)]
        same = [e for e in [*own, *bare, *by_address] if e.blob == blob]
        revoked = tuple(dict.fromkeys(e for e in same if e.marker == "revoked"))
        if revoked:
            return Verdict(Standing.REVOKED, revoked)
        # An address alone does not vouch for a name, as in OpenSSH since 8.5.
        trusted = tuple(dict.fromkeys(e for e in [*own, *bare] if e.marker == "" and e.blob == blob))
        if trusted:
            return Verdict(Standing.TRUSTED, trusted)
        plain = tuple(e for e in own if e.marker == "")
        return Verdict(Standing.CHANGED, plain) if plain else Verdict(Standing.UNKNOWN)

    def authorities(self, name: HostName) -> list[KnownHost]:
        """Return the certificate authorities that may vouch for ``name``."""
        found = [*self.find(name.written), *self.find(name.bare)]
        return list(dict.fromkeys(e for e in found if e.marker == "cert-authority"))

    def revoked(self, name: HostName, address: str) -> list[KnownHost]:
        """Return the keys that ``name`` must never show again."""
        names = {name.written, name.bare, *name.of_address(address)}
        found = [e for spelling in sorted(names) for e in self.find(spelling) if e.marker == "revoked"]
        return list(dict.fromkeys(found))

    def trusted(self, name: HostName) -> list[KnownHost]:
        """Return the keys that ``name`` may show."""
        return [e for e in self.find(name.written) if e.marker == ""]

    def algorithms(self, name: HostName) -> list[str]:
        """Return the host key algorithms to ask ``name`` for, those of its known keys first.

        All are asked for, so that a host that changed to another type shows its new key instead of
        failing before it has shown anything.
        """
        known = [e.key_type for e in [*self.trusted(name), *self.find(name.bare)] if e.marker == ""]
        ordered = [t for t in PREFERRED_KEY_TYPES if t in known] + [t for t in PREFERRED_KEY_TYPES if t not in known]
        plain = [a for t in ordered for a in (_RSA_SIGNATURES if t == "ssh-rsa" else (t,))]
        return [*(_CERTIFICATE_ALGORITHMS if self.authorities(name) else ()), *plain]


def read_known_hosts(paths: Sequence[Path]) -> KnownHosts:
    """Read files that exist; a line that makes no sense is skipped and reported with its place.

    As long as they stay as they are everybody gets the same value: a thousand connections would keep a thousand
    copies of a thousand lines.
    """
    stamps: list[_Stamp] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            stat = path.stat()
            _read_file(path, stat.st_mtime_ns, stat.st_size)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(line_problem(path, None, error.strerror or str(error)))
            continue
        stamps.append((path, stat.st_mtime_ns, stat.st_size))
    known = _known(tuple(stamps))
    return known.also(problems) if problems else known


@lru_cache(maxsize=16)
def _known(stamps: tuple[_Stamp, ...]) -> KnownHosts:
    entries: list[KnownHost] = []
    problems: list[Problem] = []
    for stamp in stamps:
        good, bad = _read_file(*stamp)
        entries.extend(good)
        problems.extend(bad)
    return KnownHosts(entries, problems)


def fingerprint(blob: bytes) -> str:
    """Return the SHA256 fingerprint as OpenSSH prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii").rstrip("=")


@lru_cache(maxsize=16)
def _read_file(path: Path, _mtime_ns: int, _size: int) -> tuple[tuple[KnownHost, ...], tuple[Problem, ...]]:
    """Parse a file once per change: a fleet of a thousand nodes shares one known_hosts."""
    entries: list[KnownHost] = []
    problems: list[Problem] = []
    text = path.read_bytes().decode("utf-8", errors="replace")
    for line_no, line in enumerate(text.split("\n"), start=1):
        plain = line.strip()
        if not plain or plain.startswith("#"):
            continue
        try:
            entries.append(parse_line(path, line_no, plain))
        except ValueError as error:
            problems.append(line_problem(path, line_no, str(error)))
    return tuple(entries), tuple(problems)


def parse_line(path: Path, line_no: int, line: str) -> KnownHost:
    """Read one line, stripped. Raises ValueError with the reason where it makes no sense."""
    fields = line.split()
    marker = fields.pop(0)[1:] if fields[0].startswith("@") else ""
    if marker not in {"", "cert-authority", "revoked"}:
        raise ValueError(f"unknown marker @{marker}")
    if len(fields) < 3:
        raise ValueError("host names, key type and key are expected")
    names, key_type, text = fields[:3]
    if names.startswith("|"):
        _split_hashed(names)
    if key_type.isdigit():
        raise ValueError("keys of SSH version 1 are not used any more")
    try:
        blob = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("the key is damaged") from error
    parts = wire_parts(blob)
    if not parts or parts[0] != key_type.encode("utf-8"):
        raise ValueError(f"the key is not a {key_type} key")
    if len(parts) < 2:
        raise ValueError("the key is damaged")
    return KnownHost(path, line_no, marker, names, key_type, blob, " ".join(fields[3:]))


def wire_parts(blob: bytes) -> list[bytes]:
    """Split a public key into its length-prefixed parts; a key that was cut short is damaged."""
    parts: list[bytes] = []
    at = 0
    while at < len(blob):
        length = int.from_bytes(blob[at : at + 4], "big")
        parts.append(blob[at + 4 : at + 4 + length])
        at += 4 + length
    if at != len(blob):
        raise ValueError("the key is damaged")
    return parts


def _split_hashed(names: str) -> tuple[bytes, bytes]:
    try:
        _, magic, salt_text, digest_text = names.split("|")
        salt, digest = base64.b64decode(salt_text, validate=True), base64.b64decode(digest_text, validate=True)
    except ValueError as error:  # binascii.Error is one
        raise ValueError("the hashed host name is damaged") from error
    if magic != "1" or len(digest) != _SHA1_BYTES:
        raise ValueError("the hashed host name is damaged")
    return salt, digest


def _matches_hashed(names: str, name: str) -> bool:
    salt, digest = _hashed(names)
    return hmac.digest(salt, name.encode("utf-8"), "sha1") == digest


@lru_cache(maxsize=65536)
def _hashed(names: str) -> tuple[bytes, bytes]:
    return _split_hashed(names)


@lru_cache(maxsize=4096)
def _pattern(pattern: str) -> re.Pattern[str]:
    text = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(text + r"\Z")


def line_problem(path: Path, line_no: int | None, reason: str) -> Problem:
    """Return the problem of a line, or of a whole file, that was passed over."""
    place = f"{path}:{line_no}" if line_no else str(path)
    return Problem(
        "ssh.known_hosts_line",
        N_("{place} was skipped: {reason}."),
        N_("Correct or remove the line. Until then it neither trusts nor revokes a key."),
        {"place": place, "reason": reason},
    )
