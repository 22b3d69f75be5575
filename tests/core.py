"""A core in a thread, and a client that speaks to it as a desk does."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import msgspec

from console.app.core import Core
from console.app.desk import hello
from console.app.loop import LoopThread
from console.app.profile import Profile
from console.model.ids import LOCAL_NODE, NodeId, TerminalId
from console.wire import messages as m
from console.wire.frames import Frame, Glyph, ascii_glyphs, decode_frame, decode_glyphs
from console.wire.transport import Kind, PacketReader, packet

E = TypeVar("E", bound=m.Event)


class Client:
    """A desk without a window. Blocking, with time-outs; keeps every event and the newest screens."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.events: list[m.Event] = []
        self.replies: dict[int, m.Reply] = {}
        self.screens: dict[int, dict[int, str]] = {}
        self.glyphs: list[Glyph] = ascii_glyphs()
        self.frames: list[Frame] = []
        self._reader = PacketReader()
        self._ids = iter(range(2, 10_000))
        self.ended = False

    def send(self, request: m.Request) -> None:
        self.socket.sendall(packet(Kind.MESSAGE, m.encode(request)))

    def ask(self, request: m.Request, within: float = 20.0) -> m.Value:
        number = next(self._ids)
        self.send(msgspec.structs.replace(request, id=number))
        self.until(lambda: number in self.replies, within)
        reply = self.replies[number]
        assert reply.problem is None, reply.problem
        return reply.value

    def refused(self, request: m.Request) -> str:
        number = next(self._ids)
        self.send(msgspec.structs.replace(request, id=number))
        self.until(lambda: number in self.replies)
        problem = self.replies[number].problem
        assert problem is not None
        return problem.code

    def until(self, condition: Callable[[], bool], within: float = 20.0) -> None:
        deadline = time.monotonic() + within
        while not condition():
            assert time.monotonic() < deadline, f"not within {within} s; last events: {self.events[-3:]}"
            assert not self.ended, "the core ended"
            self.read(0.2)

    def read(self, timeout: float) -> None:
        self.socket.settimeout(timeout)
        try:
            data = self.socket.recv(1 << 20)
        except TimeoutError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self.ended = True
        for kind, terminal_id, payload in self._reader.feed(data):
            self._take(kind, terminal_id, payload)

    def _take(self, kind: Kind, terminal_id: int, payload: bytes) -> None:
        if kind is Kind.MESSAGE:
            message = m.decode_event(payload)
            if isinstance(message, m.Reply):
                self.replies[message.id] = message
            else:
                self.events.append(message)
        elif kind is Kind.GLYPHS:
            _, first, glyphs = decode_glyphs(payload)
            self.glyphs[first:] = glyphs
        else:
            frame = decode_frame(payload)
            self.frames.append(frame)
            self._show(frame)
            with suppress(ConnectionError):  # a core that ends does not wait for it
                self.send(m.FrameAck(terminal_id=TerminalId(terminal_id), sequence=frame.sequence, paint_seconds=0.001))

    def _show(self, frame: Frame) -> None:
        before = self.screens.get(frame.terminal_id, {})
        rows = {y - frame.scroll: text for y, text in before.items()}
        for y, keys in zip(frame.row_numbers, frame.keys, strict=True):
            rows[int(y)] = "".join(self.glyphs[int(key) >> 48].text for key in keys).rstrip()
        self.screens[frame.terminal_id] = {y: rows.get(y, "") for y in range(frame.rows)}

    def screen(self, terminal_id: TerminalId) -> str:
        rows = self.screens.get(terminal_id, {})
        return "\n".join(rows[y] for y in sorted(rows))

    def wait_ended(self, within: float = 20.0) -> None:
        deadline = time.monotonic() + within
        while not self.ended:
            assert time.monotonic() < deadline, f"the core goes on after {within} s"
            self.read(0.2)

    def welcome(self) -> m.Welcome:
        self.until(lambda: 1 in self.replies)
        value = self.replies[1].value
        assert isinstance(value, m.Welcome), self.replies[1]
        return value

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def tab(self, terminal_id: TerminalId) -> m.Tab | None:
        tabs = [event.tab for event in self.of(m.TabChanged) if event.tab.terminal_id == terminal_id]
        return tabs[-1] if tabs else None

    def open(self, node_id: NodeId = LOCAL_NODE, cols: int = 80, rows: int = 24) -> TerminalId:
        number = self.ask(m.OpenTerminal(node_id=node_id, cols=cols, rows=rows))
        assert isinstance(number, int)
        terminal_id = TerminalId(number)
        self.send(m.ShowTerminal(terminal_id=terminal_id, visible=True, focused=True))
        return terminal_id

    def type(self, terminal_id: TerminalId, text: str) -> None:
        for char in text:
            key = "Enter" if char == "\n" else char
            self.send(m.KeyPress(terminal_id=terminal_id, key=key, text="" if char == "\n" else char))


def attach(path: str, *, watch: bool = False) -> Client:
    """Attach to a core that listens at ``path``, as a second desk does, to take over or to watch."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.connect(path)
    sock.sendall(hello(watch=watch))
    return Client(sock)


@contextmanager
def core_in_thread(profile: Profile | None = None) -> Iterator[Client]:
    """Run a core in a thread over the same wire; it must end by itself when it is told to."""
    ours, theirs = socket.socketpair()
    thread = LoopThread(lambda: Core(profile or Profile()).run(theirs))
    thread.start()
    ours.sendall(hello())
    client = Client(ours)
    try:
        yield client
        if not client.ended:
            client.send(m.Leave(force=True))
            client.wait_ended()
        assert thread.join(), "the core does not come to its end"
    finally:
        thread.stop()
        ours.close()
