"""Port forwards of a connection, as ssh_config asks for them and as they are."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from console.model.errors import Problem
from console.model.ids import NodeId


class ForwardKind(StrEnum):
    """Who listens, and where it leads."""

    LOCAL = "local"
    """This computer listens; it leads to where the node can connect to."""
    REMOTE = "remote"
    """The node listens; it leads to where this computer can connect to."""
    DYNAMIC = "dynamic"
    """This computer listens as a SOCKS proxy; each client says where it leads."""


class Forward(Struct, frozen=True):
    """One forward as it was asked for. A port without a path, or a path of a socket without a port, on either side."""

    kind: ForwardKind
    listen_host: str = ""
    """Empty: every address."""
    listen_port: int = 0
    listen_path: str = ""
    target_host: str = ""
    target_port: int = 0
    target_path: str = ""
    place: str = ""
    """``file:line`` of the configuration."""

    @property
    def listens(self) -> str:
        """Return where it listens, ``127.0.0.1:8080``."""
        return self.listen_path or _address(self.listen_host or "*", self.listen_port)

    @property
    def leads(self) -> str:
        """Return where it leads; empty for a SOCKS proxy."""
        if self.kind is ForwardKind.DYNAMIC:
            return ""
        return self.target_path or _address(self.target_host, self.target_port)

    @property
    def is_open_to_others(self) -> bool:
        """Return whether other computers can connect to it."""
        return not self.listen_path and self.listen_host not in {"127.0.0.1", "::1", "localhost"}


class ForwardView(Struct, frozen=True):
    """A forward as it is: open, or not with the reason why."""

    number: int
    """Which one; it stays the same as long as the core lives."""
    node_id: NodeId
    node_name: str
    forward: Forward
    is_open: bool = False
    problem: Problem | None = None


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
