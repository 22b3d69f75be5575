"""The wire without a window: a line to a core that was found or started, for commands that only ask."""

from __future__ import annotations

from console.app import launch
from console.app.profile import Profile
from console.model.clock import Clock
from console.wire import messages as m
from console.wire.transport import Kind, PacketReader, packet

PIECE_BYTES = 1 << 20


class Line:
    """Sends requests and gives what arrives; frames of terminals are passed over."""

    def __init__(self, profile: Profile, greeting: bytes, clock: Clock) -> None:
        self._core = launch.connect(profile, greeting)
        self._reader = PacketReader()
        self._clock = clock

    @property
    def is_own(self) -> bool:
        """Say whether the core was started for this line."""
        return bool(self._core.pid)

    def send(self, request: m.Request) -> None:
        """Send a request."""
        self._core.socket.sendall(packet(Kind.MESSAGE, m.encode(request)))

    def take(self, timeout_seconds: float | None = None) -> tuple[m.Event | m.Reply, ...] | None:
        """Wait for what arrives next; empty where nothing came in time, None when the core has ended."""
        self._core.socket.settimeout(timeout_seconds)
        try:
            data = self._core.socket.recv(PIECE_BYTES)
        except TimeoutError:
            return ()
        except ConnectionError:
            return None
        if not data:
            return None
        packets = self._reader.feed(data)
        return tuple(m.decode_event(payload) for kind, _, payload in packets if kind is Kind.MESSAGE)

    def close(self, within_seconds: float = 0.0) -> None:
        """Let go; of a core that is to end, wait so long until it has closed its end and is gone."""
        deadline = self._clock.monotonic() + within_seconds
        has_ended = False
        while not has_ended and self._clock.monotonic() < deadline:
            has_ended = self.take(1.0) is None
        self._core.socket.close()
        if has_ended:
            self._core.wait()
