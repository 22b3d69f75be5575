"""Finds addresses, names of hosts and users, and numbers of devices in a line. Pure; patterns take linear time.

Lines come in small letters (``redaction.lowered``). Each pattern is tried only where a look for a few letters of what
it could find has found them: a screen has many lines, and most of them have nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.model import pseudonyms
from console.model.pseudonyms import MASK, Kind

Place = tuple[Kind, int, int]
"""What stands where in a line."""

MOST_NAME = 253
LEAST_WORD = 3
"""A shorter name is replaced only where its place says what it is."""
NOBODY = frozenset(
    ("root", "git", "admin", "administrator", "user", "users", "nobody", "daemon", "bin", "sys", "www-data", "ubuntu",
     "debian", "centos", "fedora", "rocky", "almalinux", "ec2-user", "azureuser", "opc", "core", "cloud-user", "cloud",
     "vagrant", "pi", "public", "shared", "guest", "default", "linuxbrew", "runner")
)  # fmt: skip
"""Users that are on every machine."""
NO_HOSTS = frozenset(("localhost", "local", "latest", "sha256", "sha512", "service", "socket", "timer", "example"))
UNITS = (".service", ".socket", ".timer", ".slice", ".scope", ".mount", ".target", ".device")
"""Where systemd has ``name@instance.service``."""

_HEX = "[0-9a-f]"
_WORD = r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?"
_UUID = re.compile(rf"(?<![0-9a-z]){_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}(?![0-9a-z])")
_MAC = re.compile(rf"(?<![\w:.-]){_HEX}{{2}}(?:(?::{_HEX}{{2}}){{5}}|(?:-{_HEX}{{2}}){{5}})(?![\w:-]|\.\w)", re.ASCII)
_DOTTED_MAC = re.compile(rf"\.{_HEX}{{4}}\.{_HEX}{{4}}(?![\w.-])", re.ASCII)
_IPV6 = re.compile(rf"(?<![\w:.]){_HEX}{{0,4}}:(?:{_HEX}{{0,4}}:){{1,7}}(?:{_HEX}{{1,4}})?(?![\w:]|\.\d)", re.ASCII)
_IPV4_END = re.compile(r"\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\w|\.\d)", re.ASCII)
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}", re.ASCII)
_AT = re.compile(rf"(?<![\w.%+-])([a-z0-9_][a-z0-9_.%+-]{{0,63}})@({_WORD})")
_URL = re.compile(rf"://(?:([^\s/:@*]{{1,64}})(?::[^\s/@]{{0,200}})?@)?({_WORD})?")
_DOMAIN = re.compile(
    r"\.(?:com|org|net|edu|gov|mil|biz|io|eu|de|ch|fr|nl|be|uk|ca|jp|cn|kr|au|se|fi|dk|cz|local|lan|internal|intranet|"
    r"corp|(ai|at|app|cloud|dev|es|home|info|it|no|us))(?![\w(\[-]|\.\w)"
)
"""Ends of names that are no ends of files; those of the group are words too, and count from the third part on."""
_NAME_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-_"
_AWS = re.compile(r"(?<![\w-])ip(?:-\d{1,3}){4}(?![\w-])")
_HOME = re.compile(r"(?:/home/|/users/|\\users\\)(\w(?:[\w.+-]{0,62}\w)?)")
_USER = re.compile(
    r"(?:\b(?:[ug]id|groups)=\d{1,10}\(|(?:\buser(?:name)?|(?<!last )\blogin)[\"']?[ \t]{0,4}[=:][ \t]{0,4}[\"']?|"
    r"\b(?:accepted|failed) [a-z/-]{1,30} for (?:invalid user )?|\bfor user )([a-z_][a-z0-9_.-]{0,31})"
)
_SERIAL = re.compile(
    r"\b(?:serial(?:[ _-]?(?:number|num|no))?|s/n|(?:node|port|system[_ ]image)[_ ]?guid)\.?[\"']?[ \t]{0,60}[:=]"
    r"[ \t]{0,8}[\"']?((?=[\w.:-]{0,41}\d)[a-z0-9][a-z0-9_.:-]{2,40}[a-z0-9])"
)
_HOME_HINTS = ("/home/", "users")
_USER_HINTS = ("id=", "groups=", "user", "login", " for ")
_SERIAL_HINTS = ("serial", "s/n", "guid")


def addresses(low: str) -> Iterator[Place]:
    """Yield addresses and UUIDs, whatever stands around them.

    Letters of other alphabets end them: a row of a terminal may run on into those without a blank.
    """
    dashes, dots, colons = low.count("-"), low.count("."), low.count(":")
    if dashes >= 4:
        yield from ((Kind.UUID, *match.span()) for match in _UUID.finditer(low) if not _is_no_uuid(match.group()))
    if dashes >= 5 or colons >= 5:
        for match in _MAC.finditer(low):
            if not pseudonyms.is_special_mac(match.group()):
                yield Kind.MAC, *match.span()
    if "::" in low or colons >= 7:
        for match in _IPV6.finditer(low):
            if _is_ipv6(match.group()):
                yield Kind.IPV6, *match.span()
    if dots >= 2:
        yield from _dotted(low)


def _dotted(low: str) -> Iterator[Place]:
    """Yield what is found by the dots in it: a search for one of them is fast."""
    for match in _IPV4_END.finditer(low):
        start = _start(low, match.start(), "0123456789")
        if match.start() - 3 <= start < match.start() and _stands_alone(low, start):
            value = low[start : match.end()]
            if _is_ipv4(value):
                yield Kind.IPV4, start, match.end()
    for match in _DOTTED_MAC.finditer(low):
        start = _start(low, match.start(), "0123456789abcdef")
        is_whole = start == match.start() - 4 and _stands_alone(low, start)
        if is_whole and not pseudonyms.is_special_mac(low[start : match.end()]):
            yield Kind.MAC, start, match.end()


def _start(low: str, at: int, letters: str) -> int:
    """Return where the run of ``letters`` begins that ends at ``at``, not too far from it."""
    least = max(0, at - MOST_NAME)
    while at > least and low[at - 1] in letters:
        at -= 1
    return at


def _stands_alone(low: str, at: int) -> bool:
    before = low[at - 1 : at]
    return not (before.isascii() and before.isalnum()) and before not in {"_", "."}


def names(low: str) -> Iterator[Place]:
    """Yield names of hosts and users, and numbers of devices, where their place says what they are."""
    if "@" in low:
        for match in _AT.finditer(low):
            is_ipv4 = _IPV4.fullmatch(match[2]) is not None
            if is_ipv4 or (is_host(match[2], 1) and not match[2].endswith(UNITS)):
                yield from _user_at_host(match)
    if "://" in low:
        for match in _URL.finditer(low):
            yield from _user_at_host(match)
    if "." in low:
        yield from _domains(low)
    if "ip-" in low:
        yield from ((Kind.HOST, *match.span()) for match in _AWS.finditer(low))
    for hints, pattern in ((_HOME_HINTS, _HOME), (_USER_HINTS, _USER)):
        if any(hint in low for hint in hints):
            yield from ((Kind.USER, *match.span(1)) for match in pattern.finditer(low) if is_user(match[1], 1))
    if any(hint in low for hint in _SERIAL_HINTS):
        yield from ((Kind.SERIAL, *match.span(1)) for match in _SERIAL.finditer(low))


def _domains(low: str) -> Iterator[Place]:
    for match in _DOMAIN.finditer(low):
        word = low[_start(low, match.start(), _NAME_LETTERS) : match.end()].lstrip(".-_")
        if word.count(".") > (match[1] is not None) and not pseudonyms.is_special_host(word):
            yield Kind.HOST, match.end() - len(word), match.end()


def _user_at_host(match: re.Match[str]) -> Iterator[Place]:
    if match[1] and is_user(match[1], 1):
        yield Kind.USER, *match.span(1)
    if match[2] and is_host(match[2], 1):
        yield Kind.HOST, *match.span(2)


def host_names(host: str) -> tuple[str, ...]:
    """Return what a host is called: its name, and the first part of it."""
    host = host.lower()
    first = host.partition(".")[0]
    return () if not is_host(host) else (host, first) if is_host(first) else (host,)


def is_host(name: str, least: int = LEAST_WORD) -> bool:
    """Return whether this can be the name of a host; a number is none, nor is an address."""
    name = name.lower()
    return (
        len(name) >= least
        and name not in NO_HOSTS
        and any(char.isalpha() for char in name)
        and not re.fullmatch(r"v?[\d.]+(?:[-.+][a-z]*\d*)*", name)
        and not pseudonyms.is_special_host(name)
        and ":" not in name
    )


def is_user(name: str, least: int = LEAST_WORD) -> bool:
    """Return whether this can be the name of a person."""
    return len(name) >= least and name.lower() not in NOBODY and not name.isdecimal() and MASK not in name


def _is_no_uuid(value: str) -> bool:
    return value.startswith("00000000-0000-")


def _is_ipv4(value: str) -> bool:
    return all(int(octet) < 256 for octet in value.split(".")) and not pseudonyms.is_special_ipv4(value)


def _is_ipv6(value: str) -> bool:
    """Return whether this is an address of IPv6 that belongs to somebody; a time of day is none."""
    if pseudonyms.is_special_ipv6(value) or not any(char.isdecimal() for char in value):
        return False
    short = value.count("::")
    groups = [group for group in value.split(":") if group]
    if value.startswith(":") != value.startswith("::") or value.endswith(":") != value.endswith("::"):
        return False
    return short == 1 and len(groups) < 8 if short else len(groups) == 8
