"""The questions that only a person can answer, and who passes them on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from msgspec import Struct


class HostKeyOffer(Struct, frozen=True):
    """A host showed a key that nobody has vouched for yet."""

    host: str
    port: int
    key_type: str
    fingerprint_sha256: str
    known_hosts_path: Path
    problems: tuple[str, ...] = ()
    """Lines of known_hosts that were skipped: one of them may have been the entry of this host."""


class SecretKind(Enum):
    """What is asked for."""

    PASSWORD = "password"
    PASSPHRASE = "passphrase"
    PROMPT = "prompt"
    """A question of the server in its own words, such as a one-time code."""
    WEBHOOK = "webhook"
    """What a receiver of alerts wants in a header; nobody is asked for it, it is put into the key ring."""
    SUDO = "sudo"
    """The password that sudo on a node wants, by ``user@host``."""
    HUB = "hub"
    """The token for a hub of models, by the name of its host."""


class SecretRequest(Struct, frozen=True):
    """A secret that is needed: a password, the passphrase of a key, or the answer to the server's question."""

    kind: SecretKind
    subject: str
    """``user@host`` for a password, the path of the key for a passphrase."""
    attempt: int = 1
    previous_failed: bool = False
    prompt: str = ""
    """The server's own words; shown as text from that server, never as text of this program."""
    is_echoed: bool = False
    key_ring: str = ""
    """Where a person may have it remembered; empty: nowhere but in memory."""
    others: tuple[str, ...] = ()
    """Where else the same secret may be used, as ``subject``."""


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """A secret and whether the person ticked "remember"; its repr never shows the secret."""

    secret: str
    remember: bool = False
    for_others: bool = False
    """It may be used on ``SecretRequest.others`` too."""

    def __repr__(self) -> str:
        return f"Answer(secret=…, remember={self.remember}, for_others={self.for_others})"


class Asker(Protocol):
    """Asks the person at the desk. Nobody there, or no answer in time: False and None."""

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        """Return True only when the person vouches for this key."""
        ...

    async def secret(self, request: SecretRequest) -> str | Answer | None:
        """Return the secret; None gives the login up."""
        ...
