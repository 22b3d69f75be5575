"""Finds what can be followed in a line of text: addresses of the web, paths, files with a line, hosts. No Qt here.

A line comes from a program and may be hostile, so every step is linear: the text is cut into tokens that share no
character, and each token is judged with literal searches and single character classes.
"""

from __future__ import annotations

import re
from collections.abc import Container
from enum import Enum
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from msgspec import Struct

MOST_TARGET = 2083
"""As for hyperlinks of the terminal: what cannot be shown in full is no link."""


class LinkKind(Enum):
    """What a link leads to."""

    URL = "url"
    PATH = "path"
    HOST = "host"
    GPU = "gpu"
    PROCESS = "process"
    XID = "xid"
    WORK = "work"
    """A Slurm job, a pod, a container."""


class Found(Struct, frozen=True):
    """Something that can be followed: the characters ``[start, end)``."""

    start: int
    end: int
    kind: LinkKind
    target: str
    """An address with its scheme, a path as it stands there, a host name or address.

    Of a GPU its index, identity or place on the bus; of a process its number; of an XID its code and the place;
    of work what it is and its name.
    """
    line: int | None = None
    """Of a file, from 1."""
    column: int | None = None
    user: str = ""
    """Of a host."""
    port: int | None = None


TOKEN = re.compile(
    r"(?:\\ |[^\s\"'`<>|\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\uff0c\u3002\uff1b\uff01\uff1f\uff08\uff09"
    r"\u3010\u3011\u300c\u300d\u2500-\u259f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff])+"
)
"""What stands between blanks, quotation marks, brackets of any script, frames, and characters that cannot be seen."""
QUOTED_PATH = re.compile(r"""(?P<quote>["'])(?P<path>(?:~|\.{1,2})?/[^"'\n]*)(?P=quote)""")
SCHEME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-")
LONGEST_SCHEME = 16
PAIRS = {")": "(", "]": "[", "}": "{"}
TRAILING = frozenset(".,;:!?*")
BRACKETED_ADDRESS = re.compile(r"\[[0-9A-Fa-f:.]{2,45}\]")
LINE_SUFFIX = re.compile(r"(?::(\d{1,7})(?::(\d{1,7}))?|\((\d{1,7})(?:,\s?(\d{1,7}))?\))$")
PYTHON_LINE = re.compile(r"""["'],? line (\d{1,7})""")
EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9_+]{0,9}|[A-Za-z0-9]{1,4}[A-Za-z])$")
PATH_START = re.compile(r"(?:~[A-Za-z0-9_-]{0,32}|\.{1,2})?/(?!/)")
NAME = re.compile(r"[A-Za-z0-9_@%+=.-]{1,255}")
LABELS = re.compile(r"(?=.{4,253}$)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z]{2,24}\.?")
USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}")
SOURCE_ENDINGS = """
    asm awk bash bat c cc cfg cjs clj conf cpp cs css csv cu cuh cxx d dart env erl ex f90 go gradle h hh hpp hs
    html hxx ini ipynb java jinja jl js json jsonl jsx kt lean log lua m md mjs ml mm nix nim out pas php pl pm
    proto ps1 py pyi pyx r rb rs rst s scala scss service sh slurm sql sv svg swift t tcl tex tf toml ts tsx txt
    v vhdl vue xml yaml yml zig zsh
"""
SOURCES = frozenset(SOURCE_ENDINGS.split())
"""Endings of files that messages name with a line."""
TOP_LEVEL_DOMAINS = """
    ai ch cloud cluster co com de dev edu eu example fr gov int internal intranet invalid io lan local
    localdomain localhost mil net nl org svc uk
"""
TOP_LEVEL = frozenset(TOP_LEVEL_DOMAINS.split())
"""Ends of host names that are taken for such without more: ``module.attribute`` looks just like one."""


def recognise(text: str, hosts: Container[str] = ()) -> list[Found]:
    """Return what can be followed in ``text``, from left to right, without overlaps.

    ``hosts`` are names that are known: they are found as they stand.
    """
    quoted = [_quoted(match) for match in QUOTED_PATH.finditer(text) if " " in match["path"]]
    found = [link for link in quoted if link is not None]
    spans = iter([*((link.start, link.end) for link in found), (len(text), len(text))])
    inside = next(spans)
    for token in TOKEN.finditer(text):
        while token.start() >= inside[1] < len(text):
            inside = next(spans)
        if token.start() < inside[0] or token.start() >= inside[1]:
            found += _judge(text, token.start(), token.end(), hosts)
    return sorted(found, key=lambda link: link.start)


def _quoted(match: re.Match[str]) -> Found | None:
    start, end = match.span("path")
    return Found(start, end, LinkKind.PATH, match["path"]) if end - start <= MOST_TARGET else None


def _judge(text: str, start: int, end: int, hosts: Container[str]) -> list[Found]:
    """Return the links in one token."""
    start, end = _trimmed(text, start, end)
    if end - start < 2:
        return []
    url = _url(text, start, end)
    if url is not None:
        return [url] if url.end - url.start <= MOST_TARGET else []
    if end - start > MOST_TARGET:
        return []
    host = _host(text[start:end], start, hosts)
    return [host] if host is not None else _paths(text, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out brackets that are not closed inside and the punctuation of the sentence."""
    while start < end and text[start] in "([{,;" and not BRACKETED_ADDRESS.match(text, start, end):
        start += 1
    balance = {close: text.count(opens, start, end) - text.count(close, start, end) for close, opens in PAIRS.items()}
    while end > start:
        last = text[end - 1]
        if last in PAIRS:
            if balance[last] >= 0:
                break
            balance[last] += 1
        elif last not in TRAILING:
            break
        end -= 1
    return start, end


def _url(text: str, start: int, end: int) -> Found | None:
    at = text.find("://", start, end)
    if at < 0:
        return _without_slashes(text, start, end)
    first = at
    while first > start and at - first < LONGEST_SCHEME and text[first - 1] in SCHEME_CHARACTERS:
        first -= 1
    while first < at and not (text[first].isascii() and text[first].isalpha()):
        first += 1
    after = text[at + 3 : at + 4]
    if at - first < 2 or not (after.isalnum() or after in {"[", "/", "~"}) or at + 3 >= end:
        return None
    return Found(first, end, LinkKind.URL, text[first:end])


def _without_slashes(text: str, start: int, end: int) -> Found | None:
    if text.startswith("mailto:", start, end) and text.find("@", start, end) > start + 7:
        return Found(start, end, LinkKind.URL, text[start:end])
    if text.startswith("www.", start, end):
        host_end = min((at for sign in "/:?#" if (at := text.find(sign, start, end)) >= 0), default=end)
        if LABELS.fullmatch(text, start, host_end) and text.count(".", start, host_end) > 1:
            return Found(start, end, LinkKind.URL, "https://" + text[start:end])
    return None


# ---- hosts -----------------------------------------------------------------------------------------


def _host(token: str, start: int, hosts: Container[str]) -> Found | None:
    if "/" in token or len(token) > 340:
        return None
    user, at, rest = token.rpartition("@")
    if at and not USER.fullmatch(user):
        return None
    name, port = _port_of(rest)
    if _is_source(name) and port is not None:
        return None
    certain = bool(at) or port is not None
    if name in hosts or _is_address(name) or (LABELS.fullmatch(name) and (certain or _top_level(name) in TOP_LEVEL)):
        bare = name.strip("[]").removesuffix(".")
        return Found(start, start + len(token), LinkKind.HOST, bare, user=user, port=port)
    return None


def _port_of(text: str) -> tuple[str, int | None]:
    name, colon, port = text.rpartition(":")
    single = ":" not in name or name.endswith("]")
    if colon and single and port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536:
        return name, int(port[:6])
    return text, None


@lru_cache(maxsize=1024)
def _is_address(name: str) -> bool:
    if len(name) > 50 or not (name.count(".") == 3 or name.count(":") > 1):
        return False
    try:
        if "." in name and ":" not in name:
            IPv4Address(name)
        else:
            IPv6Address(name.removeprefix("[").removesuffix("]"))
    except AddressValueError:
        return False
    return True


def _top_level(name: str) -> str:
    return name.removesuffix(".").rpartition(".")[2].lower()


def _is_source(name: str) -> bool:
    return name.rpartition(".")[2].lower() in SOURCES


# ---- paths -----------------------------------------------------------------------------------------


def _paths(text: str, start: int, end: int) -> list[Found]:
    """Return the paths of a token: ``NAME=/a:/b`` and ``host:/a`` hold some."""
    found: list[Found] = []
    while start < end:
        border = end
        at = start
        while (at := _next_border(text, at, end)) < end:
            if PATH_START.match(text, at + 1, end):
                border = at
                break
            at += 1
        path = _path(text, start, border)
        if path is not None:
            found.append(path)
        start = border + 1
    return found


def _next_border(text: str, start: int, end: int) -> int:
    """Return the next ``:``, ``=`` or ``,``, behind which a path may begin."""
    for at in range(start, end):
        if text[at] in ":=,":
            return at
    return end


def _path(text: str, start: int, end: int) -> Found | None:
    suffix = LINE_SUFFIX.search(text[max(start, end - 20) : end])
    name_end = end if suffix is None else end - len(suffix[0])
    name = text[start:name_end]
    if not _is_path(name, numbered=suffix is not None):
        return None
    line, column = (None, None) if suffix is None else (suffix[1] or suffix[3], suffix[2] or suffix[4])
    if line is None and (python := PYTHON_LINE.match(text, end)) is not None:
        line = python[1]
    return Found(
        start, end, LinkKind.PATH, name.replace("\\ ", " "),
        line=None if line is None else int(line), column=None if column is None else int(column),
    )  # fmt: skip


def _is_path(name: str, *, numbered: bool) -> bool:
    rooted = PATH_START.match(name)
    if rooted is not None:
        return any(char.isalnum() for char in name[rooted.end() : rooted.end() + 64])
    if name.startswith(("-", "/")) or not name:
        return False
    if "/" in name:
        if ":" in name or "//" in name:
            return False
        ends = EXTENSION.search(name[-12:])
        return ends is not None and (numbered or not name[0].isdigit())
    return numbered and NAME.fullmatch(name) is not None and _is_source(name)
