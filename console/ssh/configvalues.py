"""What ssh_config says about one host: the first value of each option counts (ssh_config(5), readconf.c).

The SSH library has a parser of its own, which knows neither forwards nor times like ``1m`` nor comments behind a
value, takes included files in the order of the disk, and reads every file anew for every connect.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from console.ssh.configlines import DEEPEST_INCLUDE, Line, included, read_lines
from console.ssh.configmatch import matches, matches_host, run_command

_LISTS = frozenset({"certificatefile", "dynamicforward", "identityfile", "localforward", "remoteforward", "sendenv"})
_PROXIES = frozenset({"proxycommand", "proxyjump"})
_TOKEN = re.compile(r"%(.)")
_VARIABLE = re.compile(r"\$\{(.*?)\}")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_TIME = re.compile(r"(\d+)([smhdw]?)", re.IGNORECASE)
_LARGEST_PORT = 65535


class Values(Struct):
    """The options of one host. Names are lower case; getters raise ValueError with ``file:line`` for nonsense."""

    host: str
    user: str | None = None
    port: int | None = None
    original: str = ""
    resolved: str = ""
    """The address once it is settled: a second reading of the files does not change it."""
    first: dict[str, Line] = field(default_factory=dict)
    lists: dict[str, list[Line]] = field(default_factory=dict)

    def text(self, option: str) -> str:
        """Return the value of an option, empty where it has none."""
        line = self.first.get(option)
        if line is None:
            return ""
        if not line.value:
            raise ValueError(f"{line.place}: {option} has no value")
        return line.value

    def words(self, option: str) -> tuple[str, ...]:
        """Return all arguments of an option."""
        line = self.first.get(option)
        return line.arguments if line else ()

    def flag(self, option: str) -> bool | None:
        """Return a yes or no; None where nothing is said or something else than that."""
        return {"yes": True, "true": True, "no": False, "false": False}.get(self.text(option).lower())

    def number(self, option: str) -> int | None:
        """Return a number."""
        text = self.text(option)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise ValueError(f"{self.first[option].place}: {option} {text} is not a number")
        return int(text[:9])

    def seconds(self, option: str) -> float | None:
        """Return a time such as ``30``, ``30s`` or ``1h30m``; None for nothing, ``none`` and 0."""
        text = self.text(option)
        if text.lower() in {"", "none"}:
            return None
        if not re.fullmatch(r"(?:\d+[smhdw]?)+", text, re.IGNORECASE):
            raise ValueError(f"{self.first[option].place}: {option} {text} is not a time")
        total = sum(int(number[:9]) * _UNITS[unit.lower()] for number, unit in _TIME.findall(text))
        return float(total) or None

    def chosen(self, option: str, choices: Mapping[str, int]) -> int | None:
        """Return what a word stands for."""
        text = self.text(option).lower()
        if text and text not in choices:
            raise ValueError(f"{self.first[option].place}: {option} {text} is not known")
        return choices.get(text)

    def every(self, option: str) -> list[Line]:
        """Return the lines of an option that adds up."""
        return self.lists.get(option, [])

    # -- what was typed, else what is configured --------------------------------------------------

    @property
    def hostname(self) -> str:
        """Return the address or name to connect to."""
        return self.resolved or _expand(self.text("hostname"), {"h": lambda: self.host}) or self.host

    @property
    def login(self) -> str:
        """Return the user to log in as."""
        return self.user or self.text("user") or local_user()

    def port_number(self) -> int:
        """Return the port to connect to."""
        if self.port is not None:
            return self.port
        port = self.number("port")
        if port is not None and not 1 <= port <= _LARGEST_PORT:
            raise ValueError(f"{self.first['port'].place}: Port {port} is not a number from 1 to 65535")
        return port or 22

    def expand(self, text: str) -> str:
        """Put in what ``%h`` and the like, ``${NAME}`` and a leading ``~`` stand for."""
        expanded = _VARIABLE.sub(_variable, _expand(text, self._tokens()))
        return str(Path(expanded).expanduser()) if expanded.startswith("~") else expanded

    def expand_command(self, text: str) -> str:
        """Put in what ``%h`` and the like stand for; the rest is the shell's."""
        return _expand(text, self._tokens())

    def _tokens(self) -> dict[str, Callable[[], str]]:
        local = socket.gethostname
        return {
            "C": self._hash,
            "d": lambda: str(Path.home()),
            "h": lambda: self.hostname,
            "i": lambda: str(os.getuid()) if hasattr(os, "getuid") else "",
            "j": lambda: self.text("proxyjump"),
            "k": lambda: self.text("hostkeyalias") or self.original,
            "L": lambda: local().partition(".")[0],
            "l": local,
            "n": lambda: self.original,
            "p": lambda: str(self.port_number()),
            "r": lambda: self.login,
            "u": local_user,
        }

    def _hash(self) -> str:
        parts = (socket.gethostname(), self.hostname, str(self.port_number()), self.login, self.text("proxyjump"))
        return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()


def local_user() -> str:
    """Return who runs this program."""
    return getpass.getuser()


def values_for(
    paths: Sequence[Path],
    host: str,
    user: str | None = None,
    port: int | None = None,
    *,
    runs_commands: bool = True,
) -> Values:
    """Return what the files say about ``host``; what was typed (``user``, ``port``) wins.

    ``Match exec`` may run programs; where it may not, it holds for no host. Raises ValueError with ``file:line``, and
    OSError for files that cannot be read.
    """
    values = Values(host, user, port, original=host)
    reader = _Reader(values, runs_commands=runs_commands)
    reader.read(paths)
    canonical = values.text("canonicalizehostname").lower() in {"yes", "true", "always"}
    if reader.wants_final or canonical:
        # From here on patterns speak of the host's full name.
        values.host = _canonical(values, values.hostname) if canonical else values.hostname
        values.resolved = values.host
        reader.is_final = True
        reader.read(paths)
    return values


class _Reader:
    """Goes through the files and takes what speaks of the host."""

    def __init__(self, values: Values, *, runs_commands: bool) -> None:
        self._runs_commands = runs_commands
        self.is_final = False
        self.wants_final = False
        self._values = values
        self._compared: dict[str, Callable[[], str]] = {
            "host": lambda: values.hostname,
            "originalhost": lambda: values.original,
            "user": lambda: values.login,
            "localuser": local_user,
            "tagged": lambda: values.text("tag"),
            "command": str,
            "sessiontype": lambda: "shell",
        }

    def read(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self._file(path, 0)

    def _file(self, path: Path, depth: int) -> None:
        if depth > DEEPEST_INCLUDE:
            raise ValueError(f"{path}: files include each other without end")
        is_active = True
        for line in read_lines(path):
            if line.option == "host":
                is_active = matches_host(line, self._values.host)
            elif line.option == "match":
                is_active = self._matches(line)
            elif not is_active:
                continue
            elif line.wrong:
                raise ValueError(f"{line.place}: {line.wrong}")
            elif line.option == "include":
                for inner in included(line):
                    self._file(inner, depth + 1)
            else:
                self._take(line)

    def _matches(self, line: Line) -> bool:
        words = {word.lower().removeprefix("!") for word in line.arguments}
        self.wants_final = self.wants_final or "final" in words
        return matches(
            line,
            self._compared,
            is_final=self.is_final,
            run=lambda command: self._runs_commands and run_command(self._values.expand_command(command)),
        )

    def _take(self, line: Line) -> None:
        values = self._values
        if line.option in _LISTS:
            held = values.lists.setdefault(line.option, [])
            if line.arguments not in [other.arguments for other in held]:
                held.append(line)
        elif line.option in _PROXIES and _PROXIES & values.first.keys():
            return  # whichever stands first counts, the other is not looked at
        else:
            values.first.setdefault(line.option, line)


def _canonical(values: Values, host: str) -> str:
    """Return the first of ``host`` with each of CanonicalDomains that has an address."""
    most_dots = values.number("canonicalizemaxdots")
    is_proxied = bool(_PROXIES & values.first.keys()) and values.text("canonicalizehostname").lower() != "always"
    if is_proxied or ":" in host or host.count(".") > (1 if most_dots is None else most_dots):
        return host
    for domain in values.words("canonicaldomains"):
        try:
            socket.getaddrinfo(f"{host}.{domain}", None)
        except OSError:
            continue
        return f"{host}.{domain}"
    if values.flag("canonicalizefallbacklocal") is False:
        raise ValueError(f"{host} has an address in none of the CanonicalDomains")
    return host


def _expand(text: str, tokens: Mapping[str, Callable[[], str]]) -> str:
    def replaced(found: re.Match[str]) -> str:
        token = found.group(1)
        if token == "%":
            return "%"
        if token not in tokens:
            raise ValueError(f"%{token} is not known in {text}")
        return tokens[token]()

    return _TOKEN.sub(replaced, text)


def _variable(found: re.Match[str]) -> str:
    name = found.group(1)
    if name not in os.environ:
        raise ValueError(f"the environment has no {name}")
    return os.environ[name]
