"""The token for a hub of models: it is in the key ring, under the name of the hub's host."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import cache
from typing import TYPE_CHECKING, Any

from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.ssh.secrets import SecretStore


@cache
def _store() -> SecretStore:
    """Return the one store: without a key ring only its memory has what was answered."""
    from console.ssh.secrets import SecretStore

    return SecretStore()


async def token(host: str) -> str:
    """Return the token for a hub; empty where there is none."""
    from console.ssh.asking import SecretKind, SecretRequest

    return await _store().load(SecretRequest(SecretKind.HUB, host)) or ""


class HubRoom:
    """Asks for tokens and keeps them."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.AskHubToken: self._ask,
        }

    async def _ask(self, request: m.AskHubToken) -> bool:
        from console.ssh.asking import SecretKind, SecretRequest

        wanted = SecretRequest(SecretKind.HUB, request.host, key_ring=await _store().ring_name())
        answer = await self._core.questions.secret(wanted)
        if answer is None:
            return bool(await token(request.host))
        await _store().save(wanted, answer.secret)
        return True
