"""Whether a ``Host`` or ``Match`` line of ssh_config speaks of a host (ssh_config(5), readconf.c)."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from console.ssh.configlines import Line

EXEC_SECONDS = 10.0
"""How long a ``Match exec`` may run: a connect waits for it."""

WITH_PATTERN = frozenset(
    {"command", "exec", "host", "localnetwork", "localuser", "originalhost", "sessiontype", "tagged", "user", "version"}
)
ALONE = frozenset({"all", "canonical", "final"})


def matches_host(line: Line, host: str) -> bool:
    """Return whether a ``Host`` line speaks of ``host``: one pattern does, and no negated one."""
    return _matches_list(line.arguments, host)


def matches_pattern_list(patterns: str, text: str) -> bool:
    """Return whether a comma-separated list with ``!`` negations matches ``text``."""
    return _matches_list(tuple(part.strip() for part in patterns.split(",")), text)


def criteria(line: Line) -> Iterator[tuple[str, bool, str]]:
    """Yield keyword, whether it is negated and argument of a ``Match`` line.

    Raises ValueError for what is not known.
    """
    words = iter(line.arguments)
    for word in words:
        keyword, equals, argument = word.partition("=")
        is_negated = keyword.startswith("!")
        keyword = keyword.removeprefix("!").lower()
        if keyword in ALONE:
            yield keyword, is_negated, ""
            continue
        if keyword not in WITH_PATTERN:
            raise ValueError(f"{line.place}: Match {keyword} is not known")
        following = argument if equals else next(words, None)
        if following is None:
            raise ValueError(f"{line.place}: Match {keyword} needs a pattern")
        yield keyword, is_negated, following


def matches(line: Line, known: Mapping[str, Callable[[], str]], *, is_final: bool, run: Callable[[str], bool]) -> bool:
    """Return whether a ``Match`` line holds.

    ``known`` returns what a keyword is compared with; ``run`` runs the command of ``exec``, which happens only when
    all that stands before it holds. Keywords without a value here hold for no host.
    """
    holds = True
    for keyword, is_negated, argument in criteria(line):
        if keyword in ALONE:
            is_met = keyword == "all" or is_final
        elif not holds:
            continue
        elif keyword == "exec":
            is_met = run(argument)
        elif keyword == "localnetwork":
            is_met = _is_on_network(argument)
        else:
            value = known.get(keyword)
            is_met = value is not None and matches_pattern_list(argument, value())
        holds = holds and is_met is not is_negated
    return holds


def run_command(command: str) -> bool:
    """Run a command of ``Match exec`` in the person's shell, its output dropped; True for exit status 0.

    Raises ValueError when it does not end in time.
    """
    shell = None if sys.platform == "win32" else os.environ.get("SHELL") or "/bin/sh"
    try:
        done = subprocess.run(
            command if shell is None else [shell, "-c", command],
            shell=shell is None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=EXEC_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"the command of Match exec did not end within {EXEC_SECONDS:g} s: {command}") from error
    return done.returncode == 0


def _matches_list(patterns: tuple[str, ...], text: str) -> bool:
    is_match = False
    for pattern in patterns:
        if pattern.startswith("!"):
            if _pattern(pattern[1:]).match(text):
                return False
        elif pattern == text or _pattern(pattern).match(text):
            is_match = True
    return is_match


@lru_cache(maxsize=16384)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".") + r"\Z")


def _is_on_network(networks: str) -> bool:
    """Return whether this computer has an address in one of the networks; the system's routes know, nothing is sent."""
    for text in networks.split(","):
        try:
            network = ipaddress.ip_network(text.strip(), strict=False)
        except ValueError as error:
            raise ValueError(f"Match localnetwork: {error}") from error
        family = socket.AF_INET if network.version == 4 else socket.AF_INET6
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((str(network[min(1, network.num_addresses - 1)]), 9))
                own = ipaddress.ip_address(str(probe.getsockname()[0]).partition("%")[0])
            except OSError:
                continue
        if own in network:
            return True
    return False
