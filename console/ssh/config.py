"""What stands in ssh_config: the hosts that a person can choose from, and the lines that do nothing here.

What they say about one host is in console.ssh.configvalues; this module reads the same files for the list and for
what is worth telling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from console.model.errors import Problem
from console.model.text import N_
from console.ssh.configlines import Line, all_lines, wrong_line
from console.ssh.configmatch import criteria

_LARGEST_PORT = 65535
_IGNORED = "ssh.config_ignored"

# Options that are followed (lower case), those of the list included.
_FOLLOWED_TEXT = """addressfamily bindaddress canonicaldomains canonicalizefallbacklocal canonicalizehostname
    canonicalizemaxdots certificatefile challengeresponseauthentication ciphers
    clearallforwardings compression connecttimeout dynamicforward forwardagent gatewayports
    globalknownhostsfile hashknownhosts host hostkeyalgorithms hostkeyalias hostname
    identitiesonly identityagent identityfile include kbdinteractiveauthentication
    kexalgorithms localforward macs match passwordauthentication port
    preferredauthentications proxycommand proxyjump pubkeyauthentication rekeylimit
    remotecommand remoteforward sendenv serveralivecountmax serveraliveinterval setenv tag
    tcpkeepalive updatehostkeys user userknownhostsfile"""
_FOLLOWED = frozenset(_FOLLOWED_TEXT.split())

# Options without a meaning in this program: leaving them out changes nothing that anybody would miss.
_HARMLESS_TEXT = """addkeystoagent batchmode checkhostip controlmaster controlpath controlpersist escapechar
    exitonforwardfailure fingerprinthash forwardx11 forwardx11timeout forwardx11trusted gssapiauthentication
    gssapidelegatecredentials gssapikeyexchange ignoreunknown ipqos loglevel logverbose
    nohostauthenticationforlocalhost numberofpasswordprompts permitlocalcommand requesttty streamlocalbindmask
    streamlocalbindunlink usekeychain verifyhostkeydns visualhostkey xauthlocation"""
_HARMLESS = frozenset(_HARMLESS_TEXT.split())


class SshConfigHost(Struct, frozen=True):
    """A concrete ``Host`` of ssh_config; options that are None come from patterns or defaults."""

    alias: str
    path: Path
    line_no: int
    hostname: str | None = None
    user: str | None = None
    port: int | None = None


def hosts(paths: Sequence[Path]) -> list[SshConfigHost]:
    """Return the concrete host names (no patterns) in the order of the files, ``Include`` followed."""
    found: dict[str, SshConfigHost] = {}
    current: list[str] = []
    for line in all_lines(paths, []):
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
    """Return what is wrong in the files or does nothing here, each with ``file:line``.

    An option that is ignored is told once, with its first place and how many more there are: fifteen hundred hosts
    may all have it.
    """
    found: list[Problem] = []
    ignored: dict[tuple[str, str], list[Problem]] = {}
    for line in all_lines(paths, found):
        problem = _CHECKS.get(line.option, _check_known)(line)
        if problem is None:
            continue
        if problem.code == _IGNORED:
            ignored.setdefault((line.option, problem.params["reason"]), []).append(problem)
        else:
            found.append(problem)
    return [*found, *(_told_once(same) for same in ignored.values())]


def _told_once(same: list[Problem]) -> Problem:
    first, others = same[0], len(same) - 1
    if not others:
        return first
    return replace(first, params={**first.params, "place": f"{first.params['place']} (+{others})"})


def _with_option(host: SshConfigHost, line: Line) -> SshConfigHost:
    """Take over an option of the host's own section; as in OpenSSH the first value counts."""
    value = line.arguments[0] if line.arguments else ""
    if line.option == "hostname" and host.hostname is None and value:
        return replace(host, hostname=value.replace("%h", host.alias).replace("%%", "%"))
    if line.option == "user" and host.user is None and value:
        return replace(host, user=value)
    if line.option == "port" and host.port is None and value.isdigit():
        return replace(host, port=int(value))
    return host


def _check_port(line: Line) -> Problem | None:
    value = line.arguments[0] if line.arguments else ""
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value[:9]) <= _LARGEST_PORT:
        return wrong_line(line.place, f"Port {value} is not a number from 1 to 65535")
    return None


def _check_match(line: Line) -> Problem | None:
    try:
        keywords = [keyword for keyword, _negated, _argument in criteria(line)]
    except ValueError as error:
        return wrong_line(line.place, str(error).removeprefix(f"{line.place}: "))
    if "version" in keywords:
        return _ignored(line, "this program is no version of OpenSSH")
    return None


def _check_strict(line: Line) -> Problem | None:
    if line.arguments[:1] in {("yes",), ("ask",)}:
        return None
    return _ignored(line, "unknown host keys are always shown to a person, changed ones are always refused")


def _check_user_known_hosts(line: Line) -> Problem | None:
    if line.arguments and all(name in {"/dev/null", "none"} for name in line.arguments):
        return _ignored(line, "host keys are always verified; the default file is used")
    return None


def _check_known(line: Line) -> Problem | None:
    if line.option in _HARMLESS:
        return None
    if not line.arguments or line.arguments == ("",):
        return wrong_line(line.place, f"{line.option} has no value")
    return None if line.option in _FOLLOWED else _ignored(line, "this option is not known here")


_CHECKS: Mapping[str, Callable[[Line], Problem | None]] = {
    "port": _check_port,
    "match": _check_match,
    "stricthostkeychecking": _check_strict,
    "userknownhostsfile": _check_user_known_hosts,
}


def _ignored(line: Line, reason: str) -> Problem:
    return Problem(
        _IGNORED,
        N_("{place}: {option} is ignored: {reason}."),
        "",
        {"place": line.place, "option": line.option, "reason": reason},
    )
