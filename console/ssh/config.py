"""What stands in ssh_config: the hosts that a person can choose from, and the lines that do nothing here.

The values of a host are resolved by the SSH library when it is connected to; this module reads the
same files for the list and for what is worth telling.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from console.model.errors import Problem
from console.model.text import N_

_DEEPEST_INCLUDE = 16
_LARGEST_PORT = 65535

# Options that the library follows (lower case), those of the list included.
_FOLLOWED_TEXT = """addressfamily bindaddress canonicaldomains canonicalizefallbacklocal canonicalizehostname
    canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms certificatefile
    challengeresponseauthentication ciphers compression connecttimeout enablesshkeysign forwardagent
    globalknownhostsfile hashknownhosts host hostbasedauthentication hostkeyalgorithms hostkeyalias
    hostname identitiesonly identityagent identityfile include kbdinteractiveauthentication kexalgorithms
    macs match passwordauthentication port preferredauthentications proxycommand proxyjump
    pubkeyauthentication rekeylimit remotecommand requesttty sendenv serveralivecountmax
    serveraliveinterval setenv tag tcpkeepalive user userknownhostsfile"""
_FOLLOWED = frozenset(_FOLLOWED_TEXT.split())

# Options without a meaning in this program: leaving them out changes nothing that anybody would miss.
_HARMLESS_TEXT = """addkeystoagent batchmode checkhostip controlmaster controlpath controlpersist escapechar
    exitonforwardfailure fingerprinthash forwardx11 forwardx11timeout forwardx11trusted gssapiauthentication
    gssapidelegatecredentials gssapikeyexchange ignoreunknown ipqos loglevel logverbose
    nohostauthenticationforlocalhost numberofpasswordprompts permitlocalcommand streamlocalbindmask
    streamlocalbindunlink updatehostkeys usekeychain verifyhostkeydns visualhostkey xauthlocation"""
_HARMLESS = frozenset(_HARMLESS_TEXT.split())

_MATCH_WITH_PATTERN = frozenset({"exec", "host", "localnetwork", "localuser", "originalhost", "tagged", "user"})
_MATCH_ALONE = frozenset({"all", "canonical", "final"})


@dataclass(frozen=True, slots=True)
class SshConfigHost:
    """A concrete ``Host`` of ssh_config; options that are None come from patterns or defaults."""

    alias: str
    path: Path
    line_no: int
    hostname: str | None = None
    user: str | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    path: Path
    line_no: int
    option: str
    arguments: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line_no}"


def hosts(paths: Sequence[Path]) -> list[SshConfigHost]:
    """Return the concrete host names (no patterns) in the order of the files, ``Include`` followed."""
    found: dict[str, SshConfigHost] = {}
    current: list[str] = []
    for line in _lines(paths, []):
        if line.option == "host":
            current = [name for name in line.arguments if not any(c in name for c in "*?!")]
            for name in current:
                found.setdefault(name, SshConfigHost(name, line.path, line.line_no))
        elif line.option == "match":
            current = []
        else:
            for name in current:
                found[name] = _with_option(found[name], line)
    return list(found.values())


def problems(paths: Sequence[Path]) -> list[Problem]:
    """Return what is wrong in the files or does nothing here, each with ``file:line``."""
    found: list[Problem] = []
    for line in _lines(paths, found):
        problem = _CHECKS.get(line.option, _check_known)(line)
        if problem is not None:
            found.append(problem)
    return found


def hashes_known_hosts(paths: Sequence[Path]) -> bool:
    """Return whether the files ask for hashed names in known_hosts (for any host: it only hides more)."""
    return any(line.option == "hashknownhosts" and line.arguments[:1] == ("yes",) for line in _lines(paths, []))


def _with_option(host: SshConfigHost, line: _Line) -> SshConfigHost:
    """Take over an option of the host's own section; as in OpenSSH the first value counts."""
    value = line.arguments[0] if line.arguments else ""
    if line.option == "hostname" and host.hostname is None and value:
        return replace(host, hostname=value.replace("%h", host.alias).replace("%%", "%"))
    if line.option == "user" and host.user is None and value:
        return replace(host, user=value)
    if line.option == "port" and host.port is None and value.isdigit():
        return replace(host, port=int(value))
    return host


def _lines(paths: Sequence[Path], found: list[Problem]) -> Iterator[_Line]:
    for path in paths:
        yield from _file_lines(path, (), found)


def _file_lines(path: Path, opened: tuple[Path, ...], found: list[Problem]) -> Iterator[_Line]:
    try:
        text = path.read_bytes().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return
    except OSError as error:
        found.append(_wrong(str(path), error.strerror or str(error)))
        return
    for line_no, raw in enumerate(text.split("\n"), start=1):
        plain = raw.strip()
        if not plain or plain.startswith("#"):
            continue
        try:
            line = _split(path, line_no, plain)
        except ValueError as error:
            found.append(_wrong(f"{path}:{line_no}", str(error)))
            continue
        yield line
        if line.option == "include":
            yield from _included(line, (*opened, path), found)


def _included(line: _Line, opened: tuple[Path, ...], found: list[Problem]) -> Iterator[_Line]:
    for pattern in line.arguments:
        expanded = Path(pattern).expanduser()
        absolute = expanded if expanded.is_absolute() else Path("~/.ssh").expanduser() / expanded
        root = Path(absolute.anchor)
        for path in sorted(root.glob(str(absolute.relative_to(root)))):
            if path in opened or len(opened) >= _DEEPEST_INCLUDE:
                found.append(_wrong(line.place, f"{path} includes itself"))
            elif path.is_file():
                yield from _file_lines(path, opened, found)


def _split(path: Path, line_no: int, plain: str) -> _Line:
    """Split ``Option value``, ``Option=value`` and quotes as OpenSSH does."""
    word, _, rest = plain.replace("\t", " ").partition(" ")
    if "=" in word:
        word, _, tail = plain.partition("=")
        rest = tail
    else:
        rest = rest.lstrip().removeprefix("=")
    option = word.strip().lower()
    if option in {"proxycommand", "remotecommand", "localcommand"}:
        return _Line(path, line_no, option, (rest.strip(),))
    return _Line(path, line_no, option, tuple(shlex.split(rest, comments=True)))


def _check_port(line: _Line) -> Problem | None:
    value = line.arguments[0] if line.arguments else ""
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value[:9]) <= _LARGEST_PORT:
        return _wrong(line.place, f"Port {value} is not a number from 1 to 65535")
    return None


def _check_match(line: _Line) -> Problem | None:
    words = iter(line.arguments)
    for word in words:
        keyword = word.lower().removeprefix("!")
        if keyword in _MATCH_WITH_PATTERN:
            if next(words, None) is None:
                return _wrong(line.place, f"Match {keyword} needs a pattern")
        elif keyword not in _MATCH_ALONE:
            return _wrong(line.place, f"Match {keyword} is not known")
    return None


def _check_strict(line: _Line) -> Problem | None:
    if line.arguments[:1] in {("yes",), ("ask",)}:
        return None
    return _ignored(line, "unknown host keys are always shown to a person, changed ones are always refused")


def _check_user_known_hosts(line: _Line) -> Problem | None:
    if line.arguments and all(name in {"/dev/null", "none"} for name in line.arguments):
        return _ignored(line, "host keys are always verified; the default file is used")
    return None


def _check_known(line: _Line) -> Problem | None:
    if line.option in _HARMLESS:
        return None
    if not line.arguments or line.arguments == ("",):
        return _wrong(line.place, f"{line.option} has no value")
    return None if line.option in _FOLLOWED else _ignored(line, "this option is not known here")


def _check_forward(line: _Line) -> Problem | None:
    return _ignored(line, "tunnels are not opened from the configuration")


_CHECKS: Mapping[str, Callable[[_Line], Problem | None]] = {
    "port": _check_port,
    "match": _check_match,
    "stricthostkeychecking": _check_strict,
    "userknownhostsfile": _check_user_known_hosts,
    "localforward": _check_forward,
    "remoteforward": _check_forward,
    "dynamicforward": _check_forward,
}


def _wrong(place: str, reason: str) -> Problem:
    return Problem(
        "ssh.config_line",
        N_("{place}: {reason}."),
        N_("Correct the line; a host that it concerns cannot be connected to before."),
        {"place": place, "reason": reason},
    )


def _ignored(line: _Line, reason: str) -> Problem:
    return Problem(
        "ssh.config_ignored",
        N_("{place}: {option} is ignored: {reason}."),
        "",
        {"place": line.place, "option": line.option, "reason": reason},
    )
