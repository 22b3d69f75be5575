"""The core's end of the wire: the socket where desks attach, the one that leads and those that watch.

Any number of desks may come; the newest takes over and the one before is told, or it only watches. A desk
may vanish at any byte, so nothing that must last is kept here.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

import msgspec

from console.app import windows
from console.model.errors import ConsoleError, Problem
from console.model.text import N_
from console.wire import messages as m
from console.wire.transport import Kind, PacketReader, packet

log = logging.getLogger("leitstand.desks")

MAX_UNSENT_BYTES = 32 * 1024 * 1024
"""A desk that lets this much pile up is stopped or gone; it is dropped and attaches again."""

FINISH_WITHIN_SECONDS = 2.0
"""How long a desk that is sent away may take to read its last messages."""


class Front(Protocol):
    """What the rooms of the core do with a desk's requests."""

    def request(self, desk: Desk, request: m.Request) -> None:
        """Carry out ``request`` and reply to ``desk`` where it has an id."""

    def desk_left(self) -> None:
        """Note that no desk leads any more."""

    def watcher_left(self, desk: Desk) -> None:
        """Note that a desk watches no more, or that a hand has gone."""


class Desk(asyncio.Protocol):
    """One attached desk process."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks
        self._reader = PacketReader()
        self._transport: asyncio.Transport | None = None
        self._farewell: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, if it is the same person's."""
        sock = transport.get_extra_info("socket")
        if sock is not None and peer_uid(sock) not in {None, os.getuid()}:
            log.warning("A process of another user tried to attach and was refused")
            cast(asyncio.Transport, transport).abort()
            return
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=MAX_UNSENT_BYTES)

    def data_received(self, data: bytes) -> None:
        """Hand each whole request to the front."""
        try:
            for kind, _, payload in self._reader.feed(data):
                if kind is Kind.MESSAGE:
                    self._desks.received(self, m.decode_request(payload))
        except (msgspec.DecodeError, ConsoleError, ValueError) as error:
            log.info("A desk sent what is no request: %s", type(error).__name__)
            self.drop()

    def connection_lost(self, _: Exception | None) -> None:
        """Note that the desk is gone; what it watched goes on."""
        self._transport = None
        if self._farewell is not None:
            self._farewell.cancel()
        self._desks.lost(self)

    def send(self, message: m.Message) -> None:
        """Send a message."""
        self.send_packet(Kind.MESSAGE, m.encode(self._desks.outgoing(message)))

    def send_packet(self, kind: Kind, payload: bytes, terminal_id: int = 0) -> None:
        """Send a packet; a desk that does not read is dropped."""
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(packet(kind, payload, terminal_id))
        if self._transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            self.drop()

    def reply(self, request: m.Request, value: m.Value = None) -> None:
        """Answer a request with a value."""
        if request.id:
            self.send(m.Reply(request.id, value))

    def refuse(self, request: m.Request, problem: Problem) -> None:
        """Answer a request with the problem why it was not carried out."""
        if request.id:
            self.send(m.Reply(request.id, problem=problem))
        else:
            self.send(m.Notice(problem))

    def finish(self) -> None:
        """Close the connection once everything is sent; a desk that does not read it in time is dropped."""
        if self._transport is not None and self._farewell is None:
            self._transport.close()
            self._farewell = asyncio.get_running_loop().call_later(FINISH_WITHIN_SECONDS, self.drop)

    def drop(self) -> None:
        """End the connection now."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None


class Desks:
    """Listens for desks and knows the one that leads, those that watch, and the hands."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self.outgoing: Callable[[m.Message], m.Message] = lambda message: message
        """What every message goes through before it is sent: it may hide what others are not to see."""
        self.incoming: Callable[[m.Request], m.Request] = lambda request: request
        """What every request goes through before it is carried out: what was hidden comes back."""
        self._server: asyncio.Server | None = None
        self._path: Path | None = None
        self._all: set[Desk] = set()
        self.attached: Desk | None = None
        self.watching: set[Desk] = set()
        self.hands: set[Desk] = set()

    @property
    def is_alone(self) -> bool:
        """Tell that nobody is attached."""
        return self.attached is None and not self.watching and not self.hands

    async def adopt(self, sock: socket.socket) -> None:
        """Serve the desk that started this core, over the socket that it left us."""
        sock.settimeout(0)
        await asyncio.get_running_loop().connect_accepted_socket(self._desk, sock)

    async def listen(self, path: Path, pipe: str = "") -> None:
        """Serve later desks at ``path`` (0600, in a folder that is 0700), on Windows at the named ``pipe``."""
        if sys.platform == "win32":
            await windows.listen(pipe, path.with_suffix(".pipe"), self._desk)
            return
        path.unlink(missing_ok=True)
        self._path = path
        old = os.umask(0o177)
        try:
            self._server = await asyncio.get_running_loop().create_unix_server(self._desk, str(path))
        finally:
            os.umask(old)

    def _desk(self) -> Desk:
        desk = Desk(self)
        self._all.add(desk)
        return desk

    def received(self, desk: Desk, request: m.Request) -> None:
        """Let a desk in with its Hello, then pass on what it asks."""
        if isinstance(request, m.Hello):
            self._greet(desk, request)
        elif desk in self.hands and not self._may(desk, request):
            desk.refuse(request, m.NOT_BY_HAND)
        elif desk is self.attached or desk in self.watching or desk in self.hands:
            self._front.request(desk, self.incoming(request))

    def _may(self, hand: Desk, request: m.Request) -> bool:
        """Tell whether a hand may ask for that: it ends the core only where nobody else uses it."""
        others = self.attached is not None or self.watching or self.hands != {hand}
        return isinstance(request, m.COMMANDED) or (isinstance(request, m.Leave) and not request.force and not others)

    def _greet(self, desk: Desk, hello: m.Hello) -> None:
        if hello.protocol != m.PROTOCOL_VERSION:
            problem = Problem(
                "wire.version",
                N_("The running core speaks protocol {core}, this window speaks {desk}."),
                N_("Quit the older window first; its sessions end with it."),
                {"core": str(m.PROTOCOL_VERSION), "desk": str(hello.protocol)},
            )
            desk.refuse(hello, problem)
            desk.finish()
            return
        if hello.hand:
            self.hands.add(desk)
            desk.reply(hello)
            return
        if hello.watch:
            if desk is self.attached:
                self.attached = None
                self._front.desk_left()
            self.watching.add(desk)
        else:
            self.watching.discard(desk)
            before, self.attached = self.attached, desk
            if before is not None and before is not desk:
                before.send(m.TakenOver())
                before.finish()
        self._front.request(desk, hello)

    def lost(self, desk: Desk) -> None:
        """Forget a desk that is gone."""
        self._all.discard(desk)
        if desk is self.attached:
            self.attached = None
            self._front.desk_left()
        elif desk in self.watching:
            self.watching.discard(desk)
            self._front.watcher_left(desk)
        elif desk in self.hands:
            self.hands.discard(desk)
            self._front.watcher_left(desk)

    def tell(self, event: m.Event) -> None:
        """Send an event to the desk that leads, and to those that watch where it is for them."""
        self.tell_leader(event)
        if isinstance(event, m.SHOWN):
            self.tell_watchers(event)
        if isinstance(event, m.HEARD) and self._is_for_hands(event):
            for hand in tuple(self.hands):
                hand.send(event)

    def _is_for_hands(self, event: m.Event) -> bool:
        is_sudo = isinstance(event, m.Question) and event.kind is m.QuestionKind.SUDO
        return self.attached is None or is_sudo or not isinstance(event, m.Question)

    def tell_leader(self, event: m.Event) -> None:
        """Send an event to the desk that leads, if one does."""
        if self.attached is not None:
            self.attached.send(event)

    def tell_watchers(self, event: m.Event) -> None:
        """Send an event to every desk that watches."""
        for desk in tuple(self.watching):
            desk.send(event)

    def send_packet(self, kind: Kind, payload: bytes, terminal_id: int = 0) -> None:
        """Send binary data to the desk that leads, if one does."""
        if self.attached is not None:
            self.attached.send_packet(kind, payload, terminal_id)

    def stop_listening(self) -> None:
        """Take in no further desks: whoever starts one from now on gets a core of its own."""
        if self._server is not None:
            self._server.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    async def close(self) -> None:
        """Stop listening and let go of every desk once it has what was sent."""
        self.stop_listening()
        for desk in list(self._all):
            desk.finish()
        for _ in range(50):
            if not self._all:
                return
            await asyncio.sleep(0.01)
        for desk in list(self._all):
            desk.drop()


def peer_uid(sock: socket.socket) -> int | None:
    """Return the user id of the process at the other end, None where the system does not tell."""
    if hasattr(socket, "SO_PEERCRED"):
        _, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        return int(uid)
    if sys.platform == "darwin":
        # struct xucred of <sys/ucred.h>: version, uid, groups; SOL_LOCAL is 0, LOCAL_PEERCRED is 1.
        _, uid = struct.unpack_from("II", sock.getsockopt(0, 1, 76))
        return int(uid)
    return None
