"""Takes what is most likely a secret out of text before it is kept. Pure; each pattern takes linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MASK = "********"

_VALUE = r"""(?:"[^"\n]{1,400}"|'[^'\n]{1,400}'|[^\s"'&;,|)]{1,400})"""
_NAMES = (
    r"(?:password|passwd|secret|token|(?<![a-z0-9])(?:pass(?:phrase|code)?|pwd|credentials?|auth|"
    r"(?:api|access|secret|private|session)[_-]?key))"
)
"""The first ones count within longer names too: ``PGPASSWORD``, ``mytoken``."""

_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----")
_KEY_ENDS = re.compile(r"-----END [A-Z ]{0,40}PRIVATE KEY-----")
_ASSIGNED = re.compile(rf"(?i)({_NAMES}[\"']?\s{{0,4}}[=:]\s{{0,4}}){_VALUE}")
_OPTION = re.compile(rf"(?i)(-{_NAMES}[= ]\s{{0,4}})(?!-){_VALUE}")
_HEADER = re.compile(r"(?i)\b((?:bearer|basic|digest)\s{1,4})[a-z0-9+/=._~-]{8,2000}")
_URL = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,100}:)[^\s/@]{1,200}@")
_KNOWN = re.compile(
    r"\b(?:"
    r"gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{16,100}|"
    r"xox[abeoprs]-[A-Za-z0-9-]{8,255}|hf_[A-Za-z0-9]{20,100}|nvapi-[A-Za-z0-9_-]{20,200}|"
    r"sk-[A-Za-z0-9_-]{16,255}|AIza[A-Za-z0-9_-]{30,50}|(?:AKIA|ASIA)[A-Z0-9]{16}|"
    r"eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{0,2000}"
    r")"
)


_HINT = re.compile(
    r"(?i)pass|pwd|secret|token|credential|auth|key|bearer|basic|digest|://|_|gl|xox|nvapi|sk-|aiza|akia|asia|eyj"
)
"""What a line has in it that any of the patterns would find; the others are left alone at once."""


def redact(text: str) -> str:
    """Return ``text`` with passwords, tokens and keys masked, as far as they can be told from other words."""
    return "\n".join(redact_lines(text.split("\n")))


def redact_lines(lines: Iterable[str]) -> Iterator[str]:
    """Return the same line by line; a private key is masked over all of its lines."""
    in_key = False
    for line in lines:
        begins, ends = _KEY_BEGINS.search(line), _KEY_ENDS.search(line)
        if in_key or begins is not None:
            start = line[: begins.start()] if begins is not None and not in_key else ""
            rest = line[ends.end() :] if ends is not None else ""
            in_key = ends is None
            yield _line(start) + MASK + _line(rest)
        else:
            yield _line(line)


def _line(line: str) -> str:
    if not _HINT.search(line):
        return line
    line = _KNOWN.sub(MASK, line)
    line = _URL.sub(rf"\1{MASK}@", line)
    line = _HEADER.sub(rf"\1{MASK}", line)
    line = _ASSIGNED.sub(rf"\1{MASK}", line)
    return _OPTION.sub(rf"\1{MASK}", line)
