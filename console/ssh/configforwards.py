"""The port forwards that ssh_config asks for (LocalForward, RemoteForward, DynamicForward)."""

from __future__ import annotations

from console.model.forward import Forward, ForwardKind
from console.ssh.configlines import Line
from console.ssh.configvalues import Values

_KINDS = {
    "localforward": ForwardKind.LOCAL,
    "remoteforward": ForwardKind.REMOTE,
    "dynamicforward": ForwardKind.DYNAMIC,
}
_LARGEST_PORT = 65535
_LOOPBACK = "127.0.0.1"


def configured(values: Values) -> tuple[Forward, ...]:
    """Return the forwards that ssh_config asks for. Raises ValueError with ``file:line``."""
    if values.flag("clearallforwardings"):
        return ()
    is_gateway = bool(values.flag("gatewayports"))
    return tuple(
        _forward(kind, line, values, is_gateway=is_gateway)
        for option, kind in _KINDS.items()
        for line in values.every(option)
    )


def _forward(kind: ForwardKind, line: Line, values: Values, *, is_gateway: bool) -> Forward:
    arguments = [values.expand(argument) if "/" in argument else argument for argument in line.arguments]
    wanted = 1 if kind is ForwardKind.DYNAMIC else 2
    if len(arguments) != wanted:
        what = "one address" if wanted == 1 else "an address to listen at and one that it leads to"
        raise ValueError(f"{line.place}: {line.option} needs {what}")
    host, port, path = _listening(line, arguments[0])
    if host is None:
        # The node decides for itself which of its addresses GatewayPorts are.
        host = "localhost" if kind is ForwardKind.REMOTE else "" if is_gateway else _LOOPBACK
    elif host == "localhost" and kind is not ForwardKind.REMOTE:
        host = _LOOPBACK
    if kind is ForwardKind.DYNAMIC:
        return Forward(kind, host, port, path, place=line.place)
    if arguments[1].startswith("/"):
        return Forward(kind, host, port, path, target_path=arguments[1], place=line.place)
    target_host, target_port = _split(line, arguments[1])
    if not target_host:
        raise ValueError(f"{line.place}: {arguments[1]} names no host")
    return Forward(kind, host, port, path, target_host, _port(line, target_port, lowest=1), place=line.place)


def _listening(line: Line, text: str) -> tuple[str | None, int, str]:
    """Return host, port and path to listen at; the host is None where nothing is said, empty for every address."""
    if text.startswith("/"):
        return "", 0, text
    host, port = _split(line, text)
    return ("" if host in {"", "*"} else host) if host is not None else None, _port(line, port, lowest=0), ""


def _split(line: Line, text: str) -> tuple[str | None, str]:
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]:")
        if not bracket:
            raise ValueError(f"{line.place}: {text} is no address")
        return host, port
    host, colon, port = text.rpartition(":")
    if ":" in host:
        raise ValueError(f"{line.place}: {text}: an IPv6 address needs brackets")
    return (host, port) if colon else (None, port)


def _port(line: Line, text: str, *, lowest: int) -> int:
    if not (text.isascii() and text.isdigit()) or not lowest <= int(text[:9]) <= _LARGEST_PORT:
        raise ValueError(f"{line.place}: {text} is no port")
    return int(text)
