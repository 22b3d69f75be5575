"""Questions that the core puts to the person at the desk. No desk, no answer in time: a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count

from console.ssh.asking import Answer, HostKeyOffer, SecretRequest
from console.wire import messages as m

ANSWER_WITHIN_SECONDS = 120.0


class Questions:
    """The ``Asker`` of the SSH room: asks over the wire and waits."""

    def __init__(self, tell: Callable[[m.Event], None]) -> None:
        self._tell = tell
        self._ids = count(1)
        self._open: dict[int, tuple[m.Question, asyncio.Future[m.Answer | None]]] = {}

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        """Ask whether an unknown host key is the right one."""
        answer = await self._ask(
            m.Question(
                question_id=next(self._ids),
                kind=m.QuestionKind.TRUST_HOST_KEY,
                subject=offer.host,
                host=offer.host,
                port=offer.port,
                key_type=offer.key_type,
                fingerprint=offer.fingerprint_sha256,
                known_hosts=str(offer.known_hosts_path),
                warnings=offer.problems,
                timeout_seconds=ANSWER_WITHIN_SECONDS,
            )
        )
        return answer is not None and answer.trusted

    async def secret(self, request: SecretRequest) -> Answer | None:
        """Ask for a password, for the passphrase of a key, or what the server wants to know."""
        answer = await self._ask(
            m.Question(
                question_id=next(self._ids),
                kind=m.QuestionKind(request.kind.value),
                subject=request.subject,
                attempt=request.attempt,
                prompt=request.prompt,
                is_echoed=request.is_echoed,
                key_ring=request.key_ring,
                others=request.others,
                timeout_seconds=ANSWER_WITHIN_SECONDS,
            )
        )
        if answer is None or answer.secret is None:
            return None
        return Answer(answer.secret, remember=answer.remember, for_others=answer.for_others)

    async def _ask(self, question: m.Question) -> m.Answer | None:
        future: asyncio.Future[m.Answer | None] = asyncio.get_running_loop().create_future()
        self._open[question.question_id] = (question, future)
        self._tell(question)
        try:
            return await asyncio.wait_for(future, question.timeout_seconds)
        except TimeoutError:
            return None
        finally:
            del self._open[question.question_id]
            self._tell(m.QuestionGone(question.question_id))

    def answer(self, answer: m.Answer) -> None:
        """Take a person's answer; one that comes too late is dropped."""
        _, future = self._open.get(answer.question_id, (None, None))
        if future is not None and not future.done():
            future.set_result(answer)

    def repeat(self) -> None:
        """Put the open questions to a desk that has just attached."""
        for question, _ in self._open.values():
            self._tell(question)
