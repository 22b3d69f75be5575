"""Secrets of one login: from the key ring first, then from the person, at most three times each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec.structs import replace

from console.ssh.asking import Answer, Asker, SecretKind, SecretRequest
from console.ssh.patience import Patience
from console.ssh.secrets import SecretStore, is_rememberable

ATTEMPTS = 3

T = TypeVar("T")


class Questions:
    """Asks for secrets and keeps those that turned out right and that the person wants remembered."""

    def __init__(self, asker: Asker, store: SecretStore, patience: Patience) -> None:
        self._asker = asker
        self._store = store
        self._patience = patience

    async def ask(self, request: SecretRequest) -> Answer | None:
        """Ask the person; the deadline of the attempt waits."""
        async with self._patience.person():
            if is_rememberable(request):
                request = replace(request, key_ring=await self._store.ring_name())
            answer = await self._asker.secret(request)
        return Answer(answer) if isinstance(answer, str) else answer

    async def remembered(self, request: SecretRequest) -> str | None:
        """Return what the key ring has; a locked one may ask the person to open it."""
        async with self._patience.person():
            return await self._store.load(request)

    async def keep(self, request: SecretRequest, answer: Answer) -> None:
        """Remember a secret that works, if the person ticked it."""
        if answer.remember:
            await self._store.save(request, answer.secret)

    async def forget(self, request: SecretRequest) -> None:
        """Drop a remembered secret that does not work any more."""
        await self._store.forget(request)

    async def passphrase(self, path: str, opens: Callable[[str], Awaitable[T | None]]) -> tuple[T | None, int]:
        """Ask for the passphrase of a key until it opens; return what it opens and how many were wrong."""
        request = SecretRequest(SecretKind.PASSPHRASE, path)
        stored = await self.remembered(request)
        if stored is not None:
            opened = await opens(stored)
            if opened is not None:
                return opened, 0
            await self.forget(request)
        for attempt in range(1, ATTEMPTS + 1):
            answer = await self.ask(replace(request, attempt=attempt, previous_failed=attempt > 1))
            if answer is None:
                return None, 0
            opened = await opens(answer.secret)
            if opened is not None:
                await self.keep(request, answer)
                return opened, attempt - 1
        return None, ATTEMPTS


class Passwords:
    """The password of one login, for the method "password" and for keyboard-interactive alike.

    The server is the judge: being asked again means that the last one was wrong. Both methods share the
    three attempts, so a server that repeats itself can never make the login spin.
    """

    def __init__(self, questions: Questions, login: str) -> None:
        self._questions = questions
        self._request = SecretRequest(SecretKind.PASSWORD, login)
        self._asked = 0
        self._is_stored_tried = False
        self._stored: str | None = None
        self._last: Answer | None = None
        self.is_given_up = False

    async def next(self, prompt: str = "") -> str | None:
        """Return the password to try next; None when there is none left to try."""
        if self.is_given_up or self._asked >= ATTEMPTS:
            return None
        if not self._is_stored_tried:
            self._is_stored_tried = True
            self._stored = await self._questions.remembered(self._request)
            if self._stored is not None:
                return self._stored
        elif self._stored is not None:
            self._stored = None
            await self._questions.forget(self._request)
        self._asked += 1
        request = replace(self._request, attempt=self._asked, previous_failed=self._asked > 1, prompt=prompt)
        self._last = await self._questions.ask(request)
        self.is_given_up = self._last is None
        return None if self._last is None else self._last.secret

    async def accepted(self) -> None:
        """Remember the password that the server took, if the person ticked it."""
        if self._last is not None:
            await self._questions.keep(self._request, self._last)
