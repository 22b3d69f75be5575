"""Port forwards opened on a connection, each failure with a name of its own."""

from __future__ import annotations

import errno
from collections.abc import Awaitable, Callable
from typing import Protocol

import asyncssh

from console.model.forward import Forward, ForwardKind
from console.ssh.errors import ForwardNotAllowed, ForwardNotOpened, ForwardPortInUse, SshError
from console.ssh.explain import connection_lost


class Listener(Protocol):
    """What listens for a forward."""

    def close(self) -> None:
        """Stop listening; what is connected stays."""
        ...

    def get_port(self) -> int:
        """Return the port that it listens on."""
        ...


async def open_forward(raw: asyncssh.SSHClientConnection, host: str, forward: Forward) -> Listener:
    """Start to listen for a forward on the connection to ``host``; raises what ``ssh.forward_…`` errors there are."""
    try:
        return await _opening(raw, forward)
    except asyncssh.ChannelListenError as error:
        raise ForwardNotAllowed(host=host, listens=forward.listens, reason=error) from error
    except (asyncssh.DisconnectError, asyncssh.ChannelOpenError) as error:
        raise connection_lost(host, error) from error
    except OSError as error:
        raise _not_opened(host, forward, error) from error


def _opening(raw: asyncssh.SSHClientConnection, forward: Forward) -> Awaitable[Listener]:
    here = (forward.listen_path,) if forward.listen_path else (forward.listen_host, forward.listen_port)
    there = (forward.target_path,) if forward.target_path else (forward.target_host, forward.target_port)
    if forward.kind is ForwardKind.DYNAMIC:
        return raw.forward_socks(forward.listen_host, forward.listen_port)
    is_local = forward.kind is ForwardKind.LOCAL
    calls: dict[tuple[bool, bool, bool], Callable[..., Awaitable[Listener]]] = {
        (True, False, False): raw.forward_local_port,
        (True, False, True): raw.forward_local_port_to_path,
        (True, True, False): raw.forward_local_path_to_port,
        (True, True, True): raw.forward_local_path,
        (False, False, False): raw.forward_remote_port,
        (False, False, True): raw.forward_remote_port_to_path,
        (False, True, False): raw.forward_remote_path_to_port,
        (False, True, True): raw.forward_remote_path,
    }
    return calls[is_local, bool(forward.listen_path), bool(forward.target_path)](*here, *there)


def _not_opened(host: str, forward: Forward, error: OSError) -> SshError:
    if error.errno == errno.EADDRINUSE:
        return ForwardPortInUse(host=host, listens=forward.listens)
    reason = (error.strerror or str(error)).rpartition(": ")[2]
    return ForwardNotOpened(host=host, listens=forward.listens, reason=reason)
