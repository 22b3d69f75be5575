"""A node whose every command, file and request is seen in the mirror."""

from __future__ import annotations

from pathlib import Path

from console.deploy import diagnosis, http
from console.deploy.link import Held, LinkFor, OnOutput, Progress
from console.deploy.mirror import Mirror
from console.deploy.node import CommandFailed, DeployNode
from console.deploy.rootwords import RootWords
from console.deploy.weights.resolve import TokenFor, no_token
from console.model.ids import NodeId
from console.model.mirror import Crossing
from console.model.service import Step

MOST_BODY = 400


class MirroredNode(DeployNode):
    """Does what a node does, before a mirror. Secrets go beside what is shown: the mirror gets the command alone."""

    def __init__(
        self,
        node_id: NodeId,
        link_for: LinkFor,
        directory: str,
        mirror: Mirror,
        *,
        token_for: TokenFor = no_token,
        words: RootWords | None = None,
    ) -> None:
        super().__init__(node_id, link_for, directory, token_for=token_for, words=words)
        self._mirror = mirror

    async def shell(
        self, command: str, timeout: float, lines: int = diagnosis.LAST_LINES, on_output: OnOutput | None = None
    ) -> str:
        """Run POSIX sh; what it prints is seen while it runs."""
        with self._mirror.shows(self.node_id, Crossing.COMMAND, command) as glass:

            def heard(data: bytes) -> None:
                glass.said(data)
                if on_output is not None:
                    on_output(data)

            try:
                return await super().shell(command, timeout, lines, heard)
            except CommandFailed as error:
                glass.shows(glass.now.output or error.output)
                raise

    async def upload(self, source: Path, target: str, progress: Progress, timeout: float) -> None:
        """Carry a file; how far it is is seen."""
        with self._mirror.shows(self.node_id, Crossing.FILE, f"{source} → {target}") as glass:
            await super().upload(source, target, glass.counting(progress), timeout)

    async def carry(self, step: Step, progress: Progress) -> None:
        """Carry a large file; how far it is is seen."""
        with self._mirror.shows(self.node_id, Crossing.FILE, f"{step.source} → {step.target}") as glass:
            await super().carry(step, glass.counting(progress))

    async def secret(self, step: Step) -> None:
        """Hand a secret over; that is seen, it is not."""
        with self._mirror.shows(self.node_id, Crossing.COMMAND, step.command):
            await super().secret(step)

    async def hold(self, command: str) -> Held:
        """Start what leads to a service; how it began is seen."""
        with self._mirror.shows(self.node_id, Crossing.COMMAND, command):
            return await super().hold(command)

    async def request(
        self, host: str, port: int, path: str, body: bytes | None = None, *, timeout: float
    ) -> http.Reply:
        """Ask the service; the same question again and again is one."""
        asked = f"{'GET' if body is None else 'POST'} http://{host}:{port}{path}"
        if body is not None:
            asked += f"\n{body[:MOST_BODY].decode(errors='replace')}"
        with self._mirror.shows(self.node_id, Crossing.REQUEST, asked) as glass:
            reply = await super().request(host, port, path, body, timeout=timeout)
            glass.shows(f"{reply.status} {reply.body[:MOST_BODY].decode(errors='replace')}")
            return reply
