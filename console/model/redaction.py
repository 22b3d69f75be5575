"""Takes what is most likely a secret out of text before it is kept. Pure; each pattern takes linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MASK = "********"

_VALUE = r"""(?:"[^"\n]{1,400}(?:"|(?=\n)|\Z)|'[^'\n]{1,400}(?:'|(?=\n)|\Z)|[^\s"'&;,|)]{1,400})"""
"""A quote that is not closed goes on to the end of its line: the rest may be on its way."""
_NAMES = (
    r"(?:password|passwd|secret|token|(?<![a-z0-9])(?:pass(?:phrase|code)?|pwd|credentials?|auth|"
    r"(?:api|access|secret|private|session)[_-]?key))"
)
"""The first ones count within longer names too: ``PGPASSWORD``, ``mytoken``."""

_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----")
_KEY_ENDS = re.compile(r"-----END [A-Z ]{0,40}PRIVATE KEY-----")
_ASSIGNED = re.compile(rf"{_NAMES}[\"']?[ \t]{{0,4}}[=:][ \t]{{0,4}}({_VALUE})")
_OPTION = re.compile(rf"-{_NAMES}[= ][ \t]{{0,4}}(?!-)({_VALUE})")
_HEADER = re.compile(r"\b(?:bearer|basic|digest)[ \t]{1,4}([a-z0-9+/=._~*-]{8,2000})")
_URL = re.compile(r"://[^\s/:@]{0,100}:([^\s/@]{1,200})@")
_KNOWN = re.compile(
    r"\b("
    r"gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{16,100}|"
    r"xox[abeoprs]-[A-Za-z0-9-]{8,255}|hf_[A-Za-z0-9]{20,100}|nvapi-[A-Za-z0-9_-]{20,200}|"
    r"sk-[A-Za-z0-9_-]{16,255}|AIza[A-Za-z0-9_-]{30,50}|(?:AKIA|ASIA)[A-Z0-9]{16}|"
    r"eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{0,2000}"
    r")"
)
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_NAME_HINTS = ("pass", "pwd", "secret", "token", "credential", "auth", "key")
_HEADER_HINTS = ("bearer", "basic", "digest")
_KNOWN_HINTS = ("gh", "github_pat", "glpat", "xox", "hf_", "nvapi", "sk-", "AIza", "AKIA", "ASIA", "eyJ")
"""What a line has in it that a pattern would find: a look for a few letters takes next to no time."""


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
    parts, at = [], 0
    for start, end in secret_spans(line):
        parts += [line[at:start], MASK]
        at = end
    return "".join([*parts, line[at:]])


def lowered(text: str) -> str:
    """Return ``text`` in small letters, as long as it is: some letters of other alphabets have no single small one."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def secret_spans(line: str, low: str | None = None) -> list[tuple[int, int]]:
    """Return where secrets stand in a line, from left to right; none touches another. ``low`` is its ``lowered``."""
    low = lowered(line) if low is None else low
    found: list[tuple[int, int]] = []
    if any(hint in low for hint in _NAME_HINTS):
        found += (match.span(1) for pattern in (_ASSIGNED, _OPTION) for match in pattern.finditer(low))
    if any(hint in low for hint in _HEADER_HINTS):
        found += (match.span(1) for match in _HEADER.finditer(low))
    if "://" in low:
        found += (match.span(1) for match in _URL.finditer(low))
    if any(hint in line for hint in _KNOWN_HINTS):
        found += (match.span(1) for match in _KNOWN.finditer(line))
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans
