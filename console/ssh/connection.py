"""A connection to a host, shared by everybody who works there."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import asyncssh
from msgspec import Struct

from console.model.errors import Problem
from console.ssh.acknowledging import acknowledge_at_once, acknowledge_in_time
from console.ssh.carrying import Carried
from console.ssh.channels import Channel, ChannelSink, ShellSink
from console.ssh.dial import Dialled, Limits
from console.ssh.errors import ChannelLimit, CommandTimedOut, ForwardRefused, SshError
from console.ssh.explain import connection_lost, is_gone
from console.ssh.held import HeldCommand, Lines
from console.ssh.hostkeys import fingerprint
from console.ssh.target import Target
from console.ssh.transfer import Progress, upload
from console.ssh.tunnel import TunnelReader, TunnelWriter
from console.wire.beats import may_wait

log = logging.getLogger("leitstand.ssh")

_TCPI_RTT_OFFSET = 68  # struct tcp_info of Linux: tcpi_rtt, microseconds
_MOST_OUTPUT_BYTES = 16 << 20
_WINDOW_BYTES = 2 << 20
_TERMINAL_WINDOW_BYTES = 256 << 10
"""What is under way when a person has had enough of a flood is still shown; 100 ms away it makes 2.5 MB/s."""
_NEAR_WINDOW_BYTES = 512 << 10
"""A host in the same building fills this in milliseconds and is not to wait for a core that looks elsewhere."""
_NEAR_SECONDS = 0.003


class Completed(Struct, frozen=True):
    """A command that has ended. ``rc`` is None when it was killed by a signal."""

    rc: int | None
    stdout: bytes
    stderr: bytes
    is_truncated: bool = False


class ByteReader(Protocol):
    """The reading side of a tunnel, like asyncio's StreamReader."""

    async def read(self, n: int = -1) -> bytes:
        """Return up to ``n`` bytes; empty at the end."""
        ...

    async def readexactly(self, n: int) -> bytes:
        """Return exactly ``n`` bytes or raise IncompleteReadError."""
        ...

    async def readline(self) -> bytes:
        """Return one line."""
        ...


class ByteWriter(Protocol):
    """The writing side of a tunnel, like asyncio's StreamWriter."""

    def write(self, data: bytes) -> None:
        """Send ``data``."""
        ...

    def write_eof(self) -> None:
        """Say that nothing more follows."""
        ...

    async def drain(self) -> None:
        """Wait until more can be sent."""
        ...

    def close(self) -> None:
        """Close the tunnel."""
        ...

    async def wait_closed(self) -> None:
        """Wait until it is closed."""
        ...


class Connection:
    """One SSH connection; ``Connector.connect`` hands it out, ``release`` gives it back."""

    def __init__(
        self, target: Target, dialled: Dialled, limits: Limits, connect_seconds: float, jump: Connection | None = None
    ) -> None:
        self.target = target
        self.raw = dialled.raw
        self.problems: tuple[Problem, ...] = dialled.problems
        """What was skipped on the way in: lines of known_hosts, key files."""
        self.closed = asyncio.Event()
        self.on_lost: list[Callable[[Problem | None], None]] = []
        """Called once when the connection has ended; None when it was closed from here."""
        self.connect_seconds = connect_seconds
        self.jump = jump
        self.jump_gate = asyncio.Semaphore(limits.connects_per_jump_host)
        self._users = 0
        self._may_wait = False
        self._client = dialled.client
        self._channels = asyncio.Semaphore(limits.channels)
        self._limits = limits
        self._is_closing = False
        self._client.on_lost = self._lost

    # -- who uses it ------------------------------------------------------------------------------

    def take(self) -> None:
        """Count one more who uses it."""
        self._users += 1
        self._follow_users()

    def rest(self) -> None:
        """Let what comes wait for a moment, as long as nobody else uses the connection: a probe is in no hurry."""
        self._may_wait = True
        self._follow_users()

    def _follow_users(self) -> None:
        # Behind a jump host the socket is that host's.
        sock = self.raw.get_extra_info("socket") if self._may_wait and self.jump is None else None
        if sock is None or self.is_closed or sock.fileno() < 0:
            return
        waits = self._users == 1
        may_wait(sock.fileno(), waits=waits)
        if waits:
            acknowledge_in_time(self.raw)
        else:
            acknowledge_at_once(sock, self.raw)

    # -- what it is -------------------------------------------------------------------------------

    @property
    def host(self) -> str:
        """Return the name of the host as messages use it."""
        return self.target.host

    @property
    def username(self) -> str:
        """Return the login name."""
        return self.target.user

    @property
    def peer(self) -> str:
        """Return the address at the other end, ``192.0.2.7:22``; empty behind a ProxyCommand."""
        name = self.raw.get_extra_info("peername")
        if not isinstance(name, tuple) or len(name) < 2:
            return ""
        return f"[{name[0]}]:{name[1]}" if ":" in str(name[0]) else f"{name[0]}:{name[1]}"

    @property
    def server_version(self) -> str:
        """Return what the server calls itself."""
        return str(self.raw.get_extra_info("server_version") or "")

    @property
    def host_key_fingerprint(self) -> str:
        """Return the SHA256 fingerprint of the host key; empty where a certificate stood for it."""
        key = self.raw.get_server_host_key()
        return "" if key is None else fingerprint(key.public_data)

    @property
    def banner(self) -> str:
        """Return what the server said before the login."""
        return self._client.banner

    @property
    def is_closed(self) -> bool:
        """Return whether the connection has ended."""
        return self.closed.is_set()

    @property
    def is_usable(self) -> bool:
        """Return whether new sessions can be opened: it stands, and nobody is closing it."""
        return not (self._is_closing or self.is_closed)

    def round_trip_seconds(self) -> float | None:
        """Return the round trip time that the kernel measured; None where it does not tell."""
        sock = self.raw.get_extra_info("socket")
        if sock is None or self.is_closed or not hasattr(socket, "TCP_INFO"):
            return None
        try:
            info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCPI_RTT_OFFSET + 4)
        except OSError:
            return None
        (microseconds,) = struct.unpack_from("=I", info, _TCPI_RTT_OFFSET)
        return float(microseconds) / 1e6 or None

    # -- sessions ---------------------------------------------------------------------------------

    async def open_shell(
        self, sink: ShellSink, *, term: str, cols: int, rows: int, env: Mapping[str, str] | None = None
    ) -> Channel:
        """Open a login shell in a terminal. Raises ChannelLimit when all places are taken."""
        environment = {**self.target.environment, **(env or {})}
        request = _Request(term=term, size=(cols, rows), environment=tuple(environment.items()), is_terminal=True)
        return await self._open_limited(Channel(self.host, sink), request)

    async def open_exec(self, command: str, sink: ChannelSink) -> Channel:
        """Run ``command`` in the login shell of the user without a terminal; standard input stays open."""
        return await self._open_limited(Channel(self.host, sink), _Request(command))

    async def open_probe(self, command: str, sink: ChannelSink) -> Channel:
        """Run the probe: it has a place of its own beside the others."""
        return await self._open(Channel(self.host, sink), _Request(command))

    async def run(
        self,
        command: str,
        *,
        stdin: bytes = b"",
        timeout: float,
        max_output_bytes: int = _MOST_OUTPUT_BYTES,
        on_output: Callable[[bytes], None] | None = None,
    ) -> Completed:
        """Run ``command`` to its end; output beyond the limit is dropped. Raises CommandTimedOut.

        ``on_output`` is also handed what comes, of both streams, while the command runs.
        """
        sink = _Collector(max_output_bytes, on_output)
        try:
            async with asyncio.timeout(timeout), self._place():
                channel = await self._open(Channel(self.host, sink), _Request(command))
                try:
                    channel.write(stdin)
                    channel.eof()
                    status = await channel.wait_closed()
                finally:
                    channel.close()
        except TimeoutError as error:
            raise CommandTimedOut(host=self.host, seconds=f"{timeout:g}") from error
        if sink.reason is not None:
            raise connection_lost(self.host, None)
        return Completed(status.code, bytes(sink.stdout), bytes(sink.stderr), sink.is_truncated)

    async def hold(self, command: str, *, stdin: bytes = b"") -> HeldCommand:
        """Run ``command`` as long as it is held; ``stdin`` is followed by silence, and by its end when it is let go."""
        lines = Lines()
        channel = await self.open_exec(command, lines)
        channel.write(stdin)
        return HeldCommand(channel, lines)

    async def run_script(self, script: str, *, timeout: float, max_output_bytes: int = _MOST_OUTPUT_BYTES) -> Completed:
        """Run a POSIX sh script, whatever the login shell is: it goes over standard input, nothing is quoted."""
        return await self.run(
            "exec /bin/sh -s", stdin=script.encode("utf-8"), timeout=timeout, max_output_bytes=max_output_bytes
        )

    async def upload(
        self, source: Path | bytes, target: str, progress: Progress | None = None, *, mode: int = 0o644
    ) -> None:
        """Write a file on the host, whole or not at all; see console.ssh.transfer."""
        async with self._place():
            self._check_open()
            await upload(self.raw, self.host, source, target, progress, mode=mode)

    async def carry(
        self, source: Path, target: str, sha256: str = "", progress: Progress | None = None, *, mode: int = 0o644
    ) -> Carried:
        """Bring a large file to the host, gone on with and checked at both ends; see console.ssh.carrying."""
        from console.ssh.carrier import carry

        self._check_open()
        return await carry(self, source, target, sha256, mode, progress)

    async def forward_local(self, host: str, port: int) -> tuple[ByteReader, ByteWriter]:
        """Open a stream to ``host:port`` as seen from the node. Nothing listens on this computer."""
        self._check_open()
        try:
            reader, writer = await self.raw.open_connection(host, port, encoding=None)
        except asyncssh.ChannelOpenError as error:
            if self.is_closed or is_gone(error):
                raise connection_lost(self.host, None) from error
            raise ForwardRefused(host=self.host, target=f"{host}:{port}", reason=error.reason) from error
        except (asyncssh.DisconnectError, OSError) as error:
            raise connection_lost(self.host, error) from error
        return TunnelReader(self.host, reader), TunnelWriter(self.host, writer)

    # -- the end ----------------------------------------------------------------------------------

    async def release(self) -> None:
        """Give the connection back; the last one who does closes it."""
        self._users -= 1
        self._follow_users()
        if self._users <= 0:
            await self.close()

    async def close(self) -> None:
        """Close the connection for everybody."""
        self._is_closing = True
        self.raw.close()
        try:
            # A frozen host never confirms the end.
            async with asyncio.timeout(1.0):
                await self.raw.wait_closed()
        except TimeoutError:
            self.raw.abort()
            await self.raw.wait_closed()

    def _lost(self, error: Exception | None) -> None:
        if self.closed.is_set():
            return
        self.closed.set()
        problem = None if self._is_closing else connection_lost(self.host, error).problem
        if problem is not None:
            log.info("%s: %s", self.target.login, problem.text())
        for callback in tuple(self.on_lost):
            callback(problem)

    def _check_open(self) -> None:
        if self.is_closed:
            raise connection_lost(self.host, None)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """Wait for a place: for sessions that end by themselves."""
        async with self._channels:
            yield

    async def _open_limited(self, channel: Channel, request: _Request) -> Channel:
        """Take a place for a session that may last for ever: when there is none, say so at once."""
        if self._channels.locked():
            raise ChannelLimit(host=self.host, reason=f"all {self._limits.channels} are in use")
        await self._channels.acquire()
        channel.on_ended = self._channels.release
        try:
            return await self._open(channel, request)
        except BaseException:
            channel.give_up()
            raise

    async def _open(self, channel: Channel, request: _Request) -> Channel:
        self._check_open()
        try:
            # Not cut off in the middle: the library would forget a session that the far side opens all the same,
            # and one that is closed before its request was answered makes sshd end the connection.
            failure = await asyncio.shield(self._create(channel, request))
        except asyncio.CancelledError:
            channel.close()
            raise
        if failure is not None:
            raise failure
        return channel

    def _window(self, request: _Request) -> int:
        """Return how many bytes the far side may send before they are taken."""
        if not request.is_terminal:
            return _WINDOW_BYTES
        away = self.round_trip_seconds()
        return _TERMINAL_WINDOW_BYTES if away is None or away > _NEAR_SECONDS else _NEAR_WINDOW_BYTES

    async def _create(self, channel: Channel, request: _Request) -> SshError | None:
        """Open a session and return why it cannot be, for whoever still wants to know."""
        failure: SshError
        try:
            await self.raw.create_session(
                lambda: channel.session,
                request.command,
                env=request.environment,
                request_pty=request.is_terminal,
                term_type=request.term,
                term_size=request.size,
                # Always bytes: with a text encoding one bad byte closes the whole connection without a word.
                encoding=None,
                window=self._window(request),
            )
        except asyncssh.ChannelOpenError as error:
            failure = ChannelLimit(host=self.host, reason=error.reason)
            if self.is_closed or is_gone(error):
                failure = connection_lost(self.host, None)
            failure.__cause__ = error
        except (asyncssh.DisconnectError, OSError) as error:  # it was lost in this very moment
            failure = connection_lost(self.host, error)
            failure.__cause__ = error
        else:
            return None
        return failure


class _Request(Struct, frozen=True):
    """What a session is to run; without a command it is the login shell (or ssh_config's RemoteCommand)."""

    command: str | tuple[()] = ()
    term: str | None = None
    size: tuple[int, int] | None = None
    environment: tuple[tuple[str, str], ...] = ()
    is_terminal: bool = False


class _Collector:
    """Keeps the output of a command up to a limit."""

    def __init__(self, max_bytes: int, on_output: Callable[[bytes], None] | None) -> None:
        self.stdout = bytearray()
        self.stderr = bytearray()
        self.is_truncated = False
        self.reason: Problem | None = None
        self._max_bytes = max_bytes
        self._on_output = on_output

    def data_received(self, data: bytes) -> None:
        self._add(self.stdout, data)

    def stderr_received(self, data: bytes) -> None:
        self._add(self.stderr, data)

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        del exit_status
        self.reason = reason

    def _add(self, buffer: bytearray, data: bytes) -> None:
        room = self._max_bytes - len(self.stdout) - len(self.stderr)
        self.is_truncated = self.is_truncated or len(data) > room
        buffer += data[: max(room, 0)]
        if self._on_output is not None:
            self._on_output(data)
