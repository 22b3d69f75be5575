"""What the core needs from a person, and the answers."""

from __future__ import annotations

from enum import StrEnum

from console.wire.messages.base import Event, Request


class QuestionKind(StrEnum):
    """What the core needs from a person."""

    TRUST_HOST_KEY = "trust_host_key"
    PASSWORD = "password"
    PASSPHRASE = "passphrase"
    PROMPT = "prompt"
    """A question of the server in its own words, such as a one-time code."""
    SUDO = "sudo"
    """The password that sudo on a node wants, by ``user@host``."""
    HUB = "hub"
    """The token for a hub of models, by the name of its host."""


class Question(Event, frozen=True, kw_only=True):
    """The core waits for an answer, until ``timeout_seconds`` have passed; no answer is a refusal."""

    question_id: int
    kind: QuestionKind
    subject: str
    """``user@host`` or the path of a key."""
    host: str = ""
    port: int = 22
    key_type: str = ""
    fingerprint: str = ""
    """``SHA256:...`` of an unknown host key, in full."""
    known_hosts: str = ""
    """The file that a trusted key is added to."""
    warnings: tuple[str, ...] = ()
    """Lines of known_hosts that were skipped: one of them may have been the entry of this host."""
    attempt: int = 1
    prompt: str = ""
    """The server's own words; shown as text from that server, never as text of this program."""
    is_echoed: bool = False
    key_ring: str = ""
    """What the key ring of this computer calls itself; empty: there is none, or nothing worth remembering is asked."""
    others: tuple[str, ...] = ()
    """More nodes of the same deploy where the same user needs a password too, as ``subject``; it may be used there."""
    timeout_seconds: float = 120.0


class QuestionGone(Event, frozen=True):
    """A question needs no answer any more."""

    question_id: int


class Answer(Request, frozen=True, kw_only=True):
    """The answer to a question. ``secret`` None refuses; it is never logged."""

    question_id: int
    trusted: bool = False
    secret: str | None = None
    remember: bool = False
    for_others: bool = False
    """The secret may be used on ``Question.others`` too."""

    def __repr__(self) -> str:
        return f"Answer(question_id={self.question_id})"
