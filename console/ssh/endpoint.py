"""Where to connect to, as a value, and how a person writes it."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct, field
from msgspec.structs import replace

from console.ssh.errors import DestinationInvalid

_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_.])?\Z")
_LONGEST_NAME = 253
_LARGEST_PORT = 65535
_OPTIONS = ("-J", "-p", "-l")


SYSTEM_CONFIG = Path("/etc/ssh/ssh_config")


def default_config_paths() -> tuple[Path, ...]:
    """Return the person's own ssh_config and the system's, as far as there are any; the first value counts."""
    return tuple(path for path in (Path("~/.ssh/config").expanduser(), SYSTEM_CONFIG) if path.is_file())


class Endpoint(Struct, frozen=True):
    """A host to connect to; what is None or empty comes from ssh_config or from OpenSSH's defaults.

    ``alias`` is the ``Host`` of ssh_config to look up where it differs from ``host``.
    """

    host: str
    port: int | None = None
    user: str | None = None
    config_paths: tuple[Path, ...] = field(default_factory=default_config_paths)
    known_hosts: Path | None = None
    client_keys: tuple[Path, ...] = ()
    alias: str = ""
    jumps: tuple[str, ...] = ()
    """The hosts on the way, first one first, each as a person writes it; empty: as ssh_config says."""

    @property
    def lookup(self) -> str:
        """Return the name that ssh_config is asked for."""
        return self.alias or self.host

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        user = f"{self.user}@" if self.user else ""
        way = f" -J {','.join(self.jumps)}" if self.jumps else ""
        return f"{user}{host}" + (f":{self.port}" if self.port else "") + way


def parse_destination(text: str) -> Endpoint:
    """Read ``user@host:port``, ``[IPv6]:port`` or ``ssh://user@host:port``.

    Raises DestinationInvalid, which names the part that is wrong.
    """
    plain = text.strip()
    is_url = plain.lower().startswith("ssh://")
    if is_url:
        plain = plain[len("ssh://") :].removesuffix("/")
    elif "://" in plain:
        raise DestinationInvalid(text=text, part=plain.split("://")[0] + "://", reason="only ssh:// is understood")
    user, at, rest = plain.rpartition("@")
    if is_url:
        user = unquote(user.partition(";")[0])
    host, port = _split_port(text, rest)
    return Endpoint(host=_checked_host(text, host), port=port, user=_checked_user(text, user) if at else None)


def parse_command(text: str) -> Endpoint:
    """Read a destination with the options of ssh that say where it is: ``[ssh] user@host:port -J hop -p 22 -l user``.

    Raises DestinationInvalid, which names the part that is wrong.
    """
    words = text.split()
    if words[:1] == ["ssh"] and len(words) > 1:
        del words[0]
    options, plain = _options(text, words)
    if len(plain) > 1:
        raise DestinationInvalid(text=text, part=plain[1], reason="one host is enough")
    found = parse_destination("".join(plain))
    jumps = tuple(part for part in options.get("-J", "").split(",") if part)
    for jump in jumps:
        parse_destination(jump)
    return replace(
        found,
        port=_checked_port(text, options["-p"]) if "-p" in options else found.port,
        user=_checked_user(text, options["-l"]) if "-l" in options else found.user,
        jumps=jumps,
    )


def _options(text: str, words: list[str]) -> tuple[dict[str, str], list[str]]:
    """Part the options from the rest; their values stand with them or behind them."""
    options: dict[str, str] = {}
    plain: list[str] = []
    waiting = ""
    for word in words:
        name, value = word[:2], word[2:]
        if waiting:
            options[waiting], waiting = word, ""
        elif name in _OPTIONS and value:
            options[name] = value
        elif name in _OPTIONS:
            waiting = name
        elif word.startswith("-"):
            raise DestinationInvalid(text=text, part=word, reason="this option is not understood")
        else:
            plain.append(word)
    if waiting:
        raise DestinationInvalid(text=text, part=waiting, reason="nothing follows it")
    return options, plain


def _split_port(text: str, rest: str) -> tuple[str, int | None]:
    if rest.startswith("["):
        host, bracket, tail = rest[1:].partition("]")
        if not bracket:
            raise DestinationInvalid(text=text, part=rest, reason="the closing bracket is missing")
        if tail and not tail.startswith(":"):
            raise DestinationInvalid(text=text, part=tail, reason="a port is written :22")
        return host, _checked_port(text, tail[1:]) if tail else None
    if rest.count(":") > 1:  # a bare IPv6 address; with a port it needs brackets
        return rest, None
    host, colon, port = rest.partition(":")
    return host, _checked_port(text, port) if colon else None


def _checked_port(text: str, port: str) -> int:
    if not (port.isascii() and port.isdigit()) or not 1 <= int(port[:9]) <= _LARGEST_PORT:
        raise DestinationInvalid(text=text, part=f":{port}", reason="a port is a number from 1 to 65535")
    return int(port)


def _checked_user(text: str, user: str) -> str:
    # A leading dash would be an option wherever the name is handed to a command line.
    if not user or user.startswith("-") or any(c.isspace() or not c.isprintable() for c in user):
        raise DestinationInvalid(text=text, part=f"{user}@", reason="this is not a user name")
    return user


def _checked_host(text: str, host: str) -> str:
    if not host:
        raise DestinationInvalid(text=text, part="host", reason="it is missing")
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError as error:
            raise DestinationInvalid(text=text, part=host, reason="this is not an IPv6 address") from error
        return host
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise DestinationInvalid(text=text, part=host, reason="this is not a host name") from error
    if len(name) > _LONGEST_NAME or not _NAME.match(name):
        raise DestinationInvalid(text=text, part=host, reason="this is not a host name")
    return name
