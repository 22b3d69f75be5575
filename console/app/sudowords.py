"""The passwords for sudo on nodes: from the key ring, else from the person at the desk or at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from console.deploy.rootwords import Word
from console.ssh.asking import Answer, SecretKind, SecretRequest
from console.ssh.secrets import NoSecretStore, SecretStore

if TYPE_CHECKING:
    from console.model.ids import NodeId
    from console.model.node import Node
    from console.ssh.asking import Asker


class SudoKeeper:
    """Asks once; what works goes into the key ring where the person ticks that. ``Keeper`` of the deploys."""

    def __init__(
        self, asker: Asker, node_for: Callable[[NodeId], Node | None], store: SecretStore | None = None
    ) -> None:
        self._asker, self._node_for = asker, node_for
        self._real = store or SecretStore()

    def _store(self, node_id: NodeId) -> SecretStore:
        node = self._node_for(node_id)
        return NoSecretStore() if node is not None and node.simulated else self._real

    def _subject(self, node_id: NodeId) -> str:
        node = self._node_for(node_id)
        if node is None:
            return str(node_id)
        host = node.host or node.name
        return f"{node.user}@{host}" if node.user else host

    def _request(
        self, node_id: NodeId, attempt: int = 1, ring: str = "", others: tuple[NodeId, ...] = ()
    ) -> SecretRequest:
        return SecretRequest(
            SecretKind.SUDO,
            self._subject(node_id),
            attempt=attempt,
            previous_failed=attempt > 1,
            key_ring=ring,
            others=tuple(self._subject(each) for each in others),
        )

    def alike(self, node_id: NodeId, others: tuple[NodeId, ...]) -> tuple[NodeId, ...]:
        """Return those of the others where the same user logs in, as far as is written down."""
        node = self._node_for(node_id)
        found = {each: self._node_for(each) for each in others}
        return tuple(each for each, other in found.items() if node is not None and other and other.user == node.user)

    async def remembered(self, node_id: NodeId) -> str:
        """Return what the key ring has; empty where it has nothing."""
        return await self._store(node_id).load(self._request(node_id)) or ""

    async def ask(self, node_id: NodeId, attempt: int, others: tuple[NodeId, ...]) -> Word | None:
        """Ask whoever is there; None for a refusal and for no answer in time."""
        ring = await self._store(node_id).ring_name()
        answer = await self._asker.secret(self._request(node_id, attempt, ring, others))
        if isinstance(answer, str):
            return Word(answer)
        if not isinstance(answer, Answer):
            return None
        return Word(answer.secret, remember=answer.remember, for_others=answer.for_others)

    async def keep(self, node_id: NodeId, secret: str) -> None:
        """Put a password that works into the key ring."""
        await self._store(node_id).save(self._request(node_id), secret)

    async def forget(self, node_id: NodeId) -> None:
        """Take a password that does not work out of the key ring."""
        await self._store(node_id).forget(self._request(node_id))
