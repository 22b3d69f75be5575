"""The connections of this program: one per endpoint, opened once and shared."""

from __future__ import annotations

import asyncio
import logging

import asyncssh
from msgspec import Struct
from msgspec.structs import replace

from console.model.clock import Clock
from console.ssh.asking import Answer, Asker, HostKeyOffer, SecretKind, SecretRequest
from console.ssh.connection import Completed, Connection
from console.ssh.dial import Dialler, Limits
from console.ssh.endpoint import Endpoint, parse_destination
from console.ssh.errors import ConfigBroken
from console.ssh.secrets import SecretStore
from console.ssh.target import Target, resolve
from console.wire.tasks import TaskSet

__all__ = [
    "Answer",
    "Asker",
    "Completed",
    "Connection",
    "Connector",
    "HostKeyOffer",
    "Limits",
    "SecretKind",
    "SecretRequest",
]

log = logging.getLogger("leitstand.ssh")


class _Key(Struct, frozen=True):
    """What is shared: the endpoint, the way to it, and which of several parallel connections."""

    endpoint: Endpoint
    jumps: tuple[str, ...] | None = None
    lane: int = 0


class _Attempt(Struct):
    """A connect in flight and how many wait for it."""

    task: asyncio.Task[Connection]
    waiting: int = 0


class Connector:
    """Opens connections and keeps those that are in use."""

    def __init__(
        self,
        asker: Asker,
        tasks: TaskSet,
        clock: Clock,
        limits: Limits | None = None,
        secrets: SecretStore | None = None,
    ) -> None:
        # The library writes commands and names into its log at INFO; ours says what matters.
        asyncssh.set_log_level(logging.WARNING)
        self._tasks = tasks
        self._clock = clock
        self._limits = limits or Limits()
        self._dialler = Dialler(asker, self._limits, secrets or SecretStore())
        self._open: dict[_Key, Connection] = {}
        self._attempts: dict[_Key, _Attempt] = {}
        self._through: dict[_Key, _Key] = {}
        """Which attempt waits for which jump host."""
        self._is_closed = False

    async def connect(self, endpoint: Endpoint, *, lane: int = 0) -> Connection:
        """Return the connection to ``endpoint``, the one that stands or a new one; give it back with ``release``.

        Callers that come together share one attempt; it is given up when the last of them is.
        A connection has six places for sessions: who needs more opens another ``lane``.
        Raises the errors of console.ssh.errors.
        """
        return await self._connect(_Key(endpoint, lane=lane))

    async def close(self) -> None:
        """Give up what is being opened and close what is open."""
        self._is_closed = True
        attempts = [attempt.task for attempt in self._attempts.values()]
        for task in attempts:
            task.cancel()
        await asyncio.gather(*attempts, return_exceptions=True)
        # Those behind a jump host first: they need it to say goodbye.
        for connection in sorted(self._open.values(), key=lambda c: c.jump is None):
            await connection.close()

    async def _connect(self, key: _Key) -> Connection:
        connection = self._open.get(key)
        if connection is None or not connection.is_usable:
            connection = await self._share_attempt(key)
        connection.take()
        return connection

    async def _share_attempt(self, key: _Key) -> Connection:
        attempt = self._attempts.get(key)
        if attempt is None:
            attempt = self._attempts[key] = _Attempt(self._tasks.start(self._establish(key), f"connect {key.endpoint}"))
            attempt.task.add_done_callback(lambda _: self._forget(key, attempt))
        attempt.waiting += 1
        try:
            return await asyncio.shield(attempt.task)
        finally:
            attempt.waiting -= 1
            if attempt.waiting == 0:
                # It takes its time to end: who comes meanwhile must not share that.
                self._forget(key, attempt)
                attempt.task.cancel()  # nothing happens to a task that is done

    def _forget(self, key: _Key, attempt: _Attempt) -> None:
        if self._attempts.get(key) is attempt:
            del self._attempts[key]

    async def _establish(self, key: _Key) -> Connection:
        target = await resolve(key.endpoint)
        jump = await self._jump(key, target)
        started = self._clock.monotonic()
        try:
            dialled = await self._dialler.dial(target, jump)
        except BaseException:
            if jump is not None:
                await jump.release()
            raise
        connection = Connection(target, dialled, self._limits, self._clock.monotonic() - started, jump)
        self._keep(key, connection)
        log.info("connected to %s in %.3f s", target.login, connection.connect_seconds)
        return connection

    async def _jump(self, key: _Key, target: Target) -> Connection | None:
        """Return the connection to the last host on the way; each host on it is connected to once for all."""
        jumps = target.jumps if key.jumps is None else key.jumps
        if not jumps or jumps == ("none",):
            return None
        *before, last = jumps
        endpoint = replace(
            parse_destination(last), config_paths=key.endpoint.config_paths, known_hosts=key.endpoint.known_hosts
        )
        through = _Key(endpoint, tuple(before) or None)
        self._refuse_circle(key, through)
        self._through[key] = through
        try:
            return await self._connect(through)
        finally:
            del self._through[key]

    def _refuse_circle(self, key: _Key, through: _Key) -> None:
        """Two attempts that wait for each other would wait for ever."""
        step: _Key | None = through
        while step is not None:
            if step == key:
                raise ConfigBroken(host=key.endpoint.lookup, reason="the jump hosts lead in a circle")
            step = self._through.get(step)

    def _keep(self, key: _Key, connection: Connection) -> None:
        self._open[key] = connection

        def forget(_problem: object) -> None:
            if self._open.get(key) is connection:
                del self._open[key]
            if connection.jump is not None and not self._is_closed:
                self._tasks.start(connection.jump.release(), "release the jump host")

        connection.on_lost.append(forget)
