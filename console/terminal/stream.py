"""A terminal as the C library reads it: many small pieces in one call, during which the interpreter does other work."""

from __future__ import annotations

import ctypes
import errno
import os

GO_ON = (errno.EAGAIN, errno.EINTR)
"""There is nothing more yet."""


class Stream:
    """A terminal as a stream of the C library, whose ``fread`` reads on until its buffer is full or nothing is left."""

    def __init__(self, fd: int, size: int) -> None:
        self._libc = libc = ctypes.CDLL(None, use_errno=True)
        libc.fdopen.restype = ctypes.c_void_p
        libc.fread.restype = ctypes.c_size_t
        libc.fread.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p]
        self._buffer = ctypes.create_string_buffer(size)
        own = os.dup(fd)
        opened = libc.fdopen(own, b"r")
        if not opened:
            os.close(own)
            raise OSError(ctypes.get_errno(), "fdopen")
        self._file = ctypes.c_void_p(opened)
        libc.setbuf(self._file, None)

    def read(self) -> tuple[bytes, bool]:
        """Return what the terminal hands out by now, and whether its other side is closed."""
        room = len(self._buffer)
        size = self._libc.fread(self._buffer, 1, room, self._file)
        is_closed = False
        if size < room:
            is_closed = bool(self._libc.feof(self._file)) or ctypes.get_errno() not in GO_ON
            self._libc.clearerr(self._file)
        return ctypes.string_at(self._buffer, size), is_closed

    def close(self) -> None:
        """Close it; the descriptor that it was made of stays open."""
        self._libc.fclose(self._file)
