"""Whether somebody else has the port of a service: their server would answer in its place and be taken for it."""

from __future__ import annotations

# Loopback and every address, of both protocols, as a little-endian node prints them in proc_net(5).
_ADDRESSES = "0100007F|0{8}|0{32}|0{16}FFFF00000100007F"
_LISTENS = "0A"
_TABLES = "/proc/net/tcp /proc/net/tcp6"


def refused_where_taken(port: int) -> str:
    """Return POSIX sh that ends with 98 where something listens on the port, and says so.

    Where there are no such tables the server itself finds out.
    """
    line = f"^ *[0-9]+: ({_ADDRESSES}):{port:04X} [0-9A-F]+:0000 {_LISTENS} "
    return f"if grep -qsE '{line}' {_TABLES}; then\n  echo \"Address already in use: port {port}\" >&2\n  exit 98\nfi\n"
