"""Talks of a person with services, each kept while the window lives."""

from __future__ import annotations

from msgspec import Struct, field

from console.model.errors import Problem
from console.model.talking import Embedding, Said, Turn
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.formats import decimal, whole
from console.ui.services.words import seconds_text, tokens_text


class Exchange(Struct):
    """What was asked, and what has come of it so far."""

    question: str
    text: str = ""
    said: Said | None = None
    problem: Problem | None = None
    embedding: Embedding | None = None
    is_vector: bool = False
    """A vector was asked for, not an answer."""

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will come."""
        return self.said is not None or self.problem is not None or self.embedding is not None

    def facts(self) -> str:
        """Return how it went in one line."""
        if self.problem is not None:
            return f"{problem_text(self.problem)} {problem_advice(self.problem)}".strip()
        if self.embedding is not None:
            return self._vector(self.embedding)
        if self.said is None:
            return ""
        parts = [
            fill(_("First token after {time}"), {"time": seconds_text(self.said.first_seconds)}),
            tokens_text(self.said.tokens_per_second),
            fill(_("{count} tokens in {time}"), {
                "count": whole(self.said.tokens), "time": seconds_text(self.said.seconds)
            }),
        ]  # fmt: skip
        if self.said.is_cut:
            parts.append(_("cut off"))
        return " · ".join(parts)

    def _vector(self, found: Embedding) -> str:
        head = "  ".join(decimal(value, 4) for value in found.head)
        words = _("{count} dimensions · length {norm} · {time} · begins with {head} …")
        values = {"count": whole(found.dimensions), "norm": decimal(found.norm, 3), "head": head}
        return fill(words, values | {"time": seconds_text(found.seconds)})


class Talk(Struct):
    """All exchanges with one service."""

    exchanges: list[Exchange] = field(default_factory=list)
    request_id: int = 0
    """Of the answer that is being written; 0: none is."""

    @property
    def open(self) -> Exchange | None:
        """Return the exchange to which more will come."""
        last = self.exchanges[-1] if self.exchanges else None
        return last if last is not None and not last.is_over else None

    def turns(self, system: str, question: str) -> tuple[Turn, ...]:
        """Return what the model is told: what it is to be, what was said before, and the question."""
        found = [Turn("system", system)] if system else []
        for each in self.exchanges:
            if each.said is not None and each.said.text:
                found += [Turn("user", each.question), Turn("assistant", each.said.text)]
        return (*found, Turn("user", question))
