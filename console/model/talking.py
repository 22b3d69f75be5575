"""What a service that runs says and does: talks, measurements of its load, figures of its own."""

from __future__ import annotations

from msgspec import Struct


class Turn(Struct, frozen=True):
    """What somebody said in a talk with a model."""

    role: str
    """``system``, ``user`` or ``assistant``."""
    text: str


class Said(Struct, frozen=True):
    """A whole answer and how long it took."""

    text: str
    tokens: int
    """Of the answer, as the server counts them; where it does not, the pieces that came."""
    first_seconds: float | None
    """Until the first piece; None where none came."""
    seconds: float
    prompt_tokens: int | None = None
    is_cut: bool = False
    """It ended at the limit of tokens, or was stopped by a person."""

    @property
    def tokens_per_second(self) -> float | None:
        """Return how fast it was written, from the first piece on; None where that cannot be told."""
        if self.first_seconds is None or self.tokens < 2 or self.seconds <= self.first_seconds:
            return None
        return (self.tokens - 1) / (self.seconds - self.first_seconds)


class Embedding(Struct, frozen=True):
    """A text as a vector."""

    dimensions: int
    norm: float
    head: tuple[float, ...]
    """Its first values."""
    seconds: float


class LoadLevel(Struct, frozen=True):
    """How a service did with so many asking at once."""

    concurrency: int
    answers: int
    failures: int
    first_p50_seconds: float | None
    """Half of the answers began within that; None where none came."""
    first_p99_seconds: float | None
    whole_p50_seconds: float | None
    whole_p99_seconds: float | None
    tokens_per_second: float
    """Of all together."""
    each_tokens_per_second: float | None
    """Of one, in the middle."""
    seconds: float
    problem: str = ""
    """Why the first that failed did."""


class ServiceFigures(Struct, frozen=True):
    """What a server tells of itself (Prometheus text). ``None`` is: it does not say."""

    running: int | None = None
    """Requests that are worked on."""
    waiting: int | None = None
    cache_used: float | None = None
    """The part of its KV cache that is taken, 0 to 1."""
    tokens_total: float | None = None
    """Tokens written since it began."""
    prompt_tokens_total: float | None = None
    tokens_per_second: float | None = None
    """Written between the last two looks."""
    prompt_tokens_per_second: float | None = None
