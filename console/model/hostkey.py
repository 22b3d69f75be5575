"""The keys of hosts as known_hosts has them, and the picture that OpenSSH draws of a key."""

from __future__ import annotations

import base64
import binascii

from msgspec import Struct

_WIDTH, _HEIGHT = 17, 9
_LETTERS = " .o+=*BOX@%&#/^SE"
_START, _END = len(_LETTERS) - 2, len(_LETTERS) - 1


class HostKeyLine(Struct, frozen=True):
    """One line of a known_hosts file, a broken one included (``wrong`` says why it counts for nothing)."""

    path: str
    line_no: int
    digest: str
    """SHA-256 of the line, in hex: a line that has changed since is not the one that a person chose."""
    names: str = ""
    """The host patterns as they stand there; empty where they are hashed."""
    is_hashed: bool = False
    key_type: str = ""
    bits: int | None = None
    fingerprint: str = ""
    """``SHA256:...`` in full."""
    marker: str = ""
    """``cert-authority``, ``revoked`` or empty."""
    comment: str = ""
    nodes: tuple[str, ...] = ()
    """The names of the nodes of the fleet that it speaks of."""
    is_writable: bool = True
    wrong: str = ""

    @property
    def place(self) -> str:
        """Return ``file:line`` for a person."""
        return f"{self.path}:{self.line_no}"


def randomart(line: HostKeyLine) -> str:
    """Return the picture that ``ssh-keygen -lv`` draws of a key; empty where there is no key.

    The drunken bishop of OpenSSH (sshkey.c): he walks over a board by the bits of the digest, two at a time, and
    leaves a heavier letter each time that he comes to a field.
    """
    try:
        text = line.fingerprint.removeprefix("SHA256:")
        digest = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not digest:
        return ""
    board = [[0] * _WIDTH for _ in range(_HEIGHT)]
    x, y = _WIDTH // 2, _HEIGHT // 2
    for byte in digest:
        for step in range(4):
            move = byte >> (2 * step)
            x = min(max(x + (1 if move & 1 else -1), 0), _WIDTH - 1)
            y = min(max(y + (1 if move & 2 else -1), 0), _HEIGHT - 1)
            board[y][x] = min(board[y][x] + 1, _START - 1)
    board[_HEIGHT // 2][_WIDTH // 2] = _START
    board[y][x] = _END
    rows = ["|" + "".join(_LETTERS[value] for value in row) + "|" for row in board]
    kind = _kind(line.key_type)
    title = f"[{kind} {line.bits}]" if line.bits and len(f"[{kind} {line.bits}]") <= _WIDTH else f"[{kind}]"
    return "\n".join((_border(title), *rows, _border("[SHA256]")))


def _kind(key_type: str) -> str:
    for word, kind in (("ed25519", "ED25519"), ("ecdsa", "ECDSA"), ("rsa", "RSA"), ("dss", "DSA")):
        if word in key_type:
            return kind if not key_type.startswith("sk-") else f"{kind}-SK"
    return key_type[: _WIDTH - 2]


def _border(title: str) -> str:
    left = (_WIDTH - len(title)) // 2
    return "+" + "-" * left + title + "-" * (_WIDTH - left - len(title)) + "+"
