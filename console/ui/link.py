"""The desk's end of the wire: a socket that the Qt loop watches, with an out-queue.

Not Qt's own local socket: a notifier on the plain socket is five times quicker for a frame.
``PipeLink`` is for Windows, which has no socket pair to hand to another process.
"""

from __future__ import annotations

import contextlib
import socket

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

READ_BYTES = 1 << 20

PIPE_TRIES, PIPE_WAIT_MS = 200, 50


class Link(QObject):
    """A byte stream to the core. An abstract base without ABCMeta, which cannot be a QObject's metaclass too."""

    received = Signal(bytes)
    lost = Signal()
    """The other end is gone; sent once."""

    def send(self, data: bytes) -> None:
        """Send ``data`` without waiting."""
        raise NotImplementedError  # each kind has its own; Qt's classes bear no abstract ones

    def close(self) -> None:
        """Close without telling ``lost``."""
        raise NotImplementedError  # each kind has its own; Qt's classes bear no abstract ones


class SocketLink(Link):
    """The link on Linux and macOS."""

    def __init__(self, sock: socket.socket, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sock.settimeout(0)
        self._socket: socket.socket | None = sock
        self._unsent = bytearray()
        self._read = QSocketNotifier(sock.fileno(), QSocketNotifier.Type.Read, self)
        self._read.activated.connect(self._readable)
        self._write = QSocketNotifier(sock.fileno(), QSocketNotifier.Type.Write, self)
        self._write.setEnabled(False)
        self._write.activated.connect(self._flush)

    def send(self, data: bytes) -> None:
        """Send ``data``; what the socket does not take waits in the out-queue."""
        if self._socket is None:
            return
        self._unsent += data
        self._flush()

    def _flush(self) -> None:
        if self._socket is None:
            return
        try:
            while self._unsent:
                del self._unsent[: self._socket.send(self._unsent)]
        except BlockingIOError:
            self._write.setEnabled(True)
            return
        except OSError:
            # The other end takes nothing any more, but it may have said why: that is read first, then its end.
            self._unsent.clear()
        self._write.setEnabled(False)

    def _readable(self) -> None:
        if self._socket is None:
            return
        try:
            data = self._socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.received.emit(data)
        else:
            self._fail()

    def _fail(self) -> None:
        if self._socket is not None:
            self.close()
            self.lost.emit()

    def close(self) -> None:
        """Close without telling ``lost``."""
        self._read.setEnabled(False)
        self._write.setEnabled(False)
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket = None


class PipeLink(Link):
    """The link on Windows: a named pipe. Written against the same interface, not tested yet."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        from PySide6.QtNetwork import QLocalSocket

        super().__init__(parent)
        self._name = name
        self._tries = PIPE_TRIES
        self._unsent = b""
        self._socket = QLocalSocket(self)
        self._socket.readyRead.connect(self._readable)
        self._socket.connected.connect(self._connected)
        self._socket.errorOccurred.connect(self._failed)
        self._socket.disconnected.connect(self.lost)
        self._socket.connectToServer(name)

    def _connected(self) -> None:
        self._socket.write(self._unsent)
        self._unsent = b""

    def _failed(self, _error: object) -> None:
        # A core that has just been started does not listen yet.
        self._tries -= 1
        if self._tries > 0 and self._socket.state() is self._socket.LocalSocketState.UnconnectedState:
            QTimer.singleShot(PIPE_WAIT_MS, lambda: self._socket.connectToServer(self._name))

    def send(self, data: bytes) -> None:
        """Send ``data``; Qt queues what the pipe does not take."""
        if self._socket.state() is self._socket.LocalSocketState.ConnectedState:
            self._socket.write(data)
        else:
            self._unsent += data

    def _readable(self) -> None:
        self.received.emit(self._socket.readAll().data())

    def close(self) -> None:
        """Close without telling ``lost``."""
        self._socket.disconnected.disconnect(self.lost)
        self._socket.abort()
