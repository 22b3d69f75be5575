"""Acknowledges at once what a server sends, where the system lets us.

sshd holds a small answer back until the one before it is acknowledged (Nagle), and the kernel holds an
acknowledgement back for 40 ms in the hope that something will carry it. Both wait at each login and at each command.
"""

from __future__ import annotations

import asyncio
import socket

QUICK = getattr(socket, "TCP_QUICKACK", None)
"""Linux alone has it. It does not last: the kernel forgets it with what is sent next."""


def acknowledge_at_once(sock: socket.socket | None, protocol: asyncio.BaseProtocol) -> None:
    """Let what ``protocol`` receives over TCP from now on be acknowledged as soon as it has been read."""
    if QUICK is None or sock is None or not isinstance(protocol, asyncio.Protocol):
        return
    acknowledge_in_time(protocol)
    quick, take = QUICK, protocol.data_received

    def received(data: bytes) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, quick, 1)
        take(data)

    setattr(protocol, "data_received", received)  # noqa: B010 - a method cannot be assigned to


def acknowledge_in_time(protocol: asyncio.BaseProtocol) -> None:
    """Leave it to the kernel again when to acknowledge: where nobody waits, to ask it each time is work for nothing."""
    vars(protocol).pop("data_received", None)
