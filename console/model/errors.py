"""Typed errors: a code for programs, a message and a hint for people, a cause for the log."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from console.model.text import fill


class Problem(Struct, frozen=True):
    """What happened and what to do, as a value that crosses the wire.

    ``code`` is stable and dotted (``ssh.host_key_changed``). ``message`` and ``hint`` are English
    gettext templates whose ``{fields}`` are filled from ``params``.
    """

    code: str
    message: str
    hint: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return what happened, in English."""
        return fill(self.message, self.params)

    def advice(self) -> str:
        """Return what to do, in English; empty when there is nothing to do."""
        return fill(self.hint, self.params)


class ConsoleError(Exception):
    """An expected failure. Everything else that is raised is a bug.

    Rooms derive from it where a caller tells failures apart by type. Raise it with the cause
    (``raise ... from error``): people see message and hint, the log gets the cause.
    """

    def __init__(self, code: str, message: str, hint: str = "", **params: object) -> None:
        self.problem = Problem(code, message, hint, {name: str(v) for name, v in params.items()})
        super().__init__(self.problem.text())

    @property
    def code(self) -> str:
        """Return the stable code of the problem."""
        return self.problem.code
