"""What ``ansible_ssh_common_args`` says about the way: jump hosts, keys and files, out of options of ssh."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from msgspec import Struct

_WITH_VALUE = frozenset("BbcDEeFIiJLlmOopQRSWw")
"""Options of ssh that are followed by a value (ssh(1))."""


class SshArguments(Struct, frozen=True):
    """The options that mean something here."""

    jumps: tuple[str, ...] = ()
    user: str = ""
    port: str = ""
    identity_file: str = ""
    known_hosts: str = ""


def parse_arguments(text: str) -> SshArguments:
    """Read options of ssh; raises ValueError for quotes that are not closed. ``ProxyCommand ssh -W`` is a jump."""
    found: dict[str, str] = {}
    for name, value in _options(shlex.split(text)):
        key, separator, rest = value.partition("=") if name == "o" else (name, "=", value)
        if name == "o" and not separator:
            key, _, rest = value.partition(" ")
        found.setdefault(key.strip().lower(), rest.strip())
    jumps = found.get("j") or found.get("proxyjump") or _jump_of_command(found.get("proxycommand", ""))
    known_hosts = found.get("userknownhostsfile", "").split(" ")[0]
    return SshArguments(
        tuple(jump.strip() for jump in jumps.split(",") if jump.strip() and jump.lower() != "none"),
        found.get("l") or found.get("user", ""),
        found.get("p") or found.get("port", ""),
        found.get("i") or found.get("identityfile", ""),
        "" if known_hosts in {"/dev/null", "none"} else known_hosts,
    )


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each option with its value, empty where it takes none."""
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if len(word) < 2 or word[0] != "-":
            continue
        name, value = word[1], word[2:]
        if name in _WITH_VALUE:
            if not value and at < len(words):
                value, at = words[at], at + 1
            yield name, value


def _jump_of_command(command: str) -> str:
    """Return the jump host of ``ssh -W %h:%p -q user@bastion``; empty for any other command."""
    words = shlex.split(command)
    if not words or not re.search(r"(?:^|/)ssh$", words[0]) or not any("%h" in word for word in words):
        return ""
    options = dict(_options(words[1:]))
    plain, at = [], 1
    while at < len(words):
        word = words[at]
        at += 1
        if word[0:1] == "-":
            at += int(word[1:2] in _WITH_VALUE and len(word) == 2)
        else:
            plain.append(word)
    # ``ssh bastion nc %h %p`` goes over the same host.
    host = plain[0] if plain else ""
    if host and "l" in options and "@" not in host:
        host = f"{options['l']}@{host}"
    return f"{host}:{options['p']}" if host and "p" in options else host
