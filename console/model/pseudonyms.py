"""What stands in for a name or an address: of the same width, from the ranges that documents use, the same each time.

IPv4 comes from RFC 5737, IPv6 from RFC 3849, hardware addresses from RFC 7042, names from RFC 2606. Where none of them
is as long as the value, the width wins: IPv4 goes on in 0.0.0.0/8 (RFC 1122, no host has one of these), IPv6 in
100::/64 (RFC 6666) and ::/96, names as plain words. Different values get different pseudonyms until all that are as
long are given away, and for the first ``MOST`` values; from then on some share one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from zlib import crc32

from wcwidth import wcwidth

MOST = 20_000
"""Values that are remembered: a program that prints without end must not take all memory."""
MASK = "*"
NO_WIDTH = "\u200b"
FULL_WIDTH = 0xFEE0
"""From an ASCII character to the one that is two cells wide."""
EMOJI_PRESENTATION, JOINER = "\ufe0f", "\u200d"
DOCUMENTATION = ("192.0.2.", "198.51.100.", "203.0.113.")
PADDED = ("192.000.002.", "198.051.100.", "203.000.113.")
NAMES = (".example.com", ".example.net", ".example.org", ".example", ".test", ".invalid", ".localhost")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Kind(StrEnum):
    """What a value is."""

    HOST = "host"
    USER = "user"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    MAC = "mac"
    UUID = "uuid"
    SERIAL = "serial"
    OWN = "own"


class Pseudonyms:
    """Gives them out. ``is_taken`` tells words that are somebody's real name and stand in for nothing."""

    def __init__(self, is_taken: Callable[[str], bool]) -> None:
        self._is_taken = is_taken
        self._known: dict[tuple[Kind, str], str] = {}
        self._originals: set[str] = set()
        self._next: Counter[tuple[Kind, int, bool]] = Counter()
        self._given: dict[tuple[Kind, int], list[str]] = {}
        self._issued: set[str] = set()

    def is_one(self, word: str) -> bool:
        """Return whether ``word`` stands in for something already."""
        return word.lower() in self._issued

    def of(self, kind: Kind, value: str) -> str:
        """Return what stands in for ``value``: as many characters, each as wide as the one that it replaces."""
        if kind is Kind.MAC:
            digits = iter(self._one(kind, "".join(char for char in value.lower() if char not in ":-.")))
            return "".join(char if char in ":-." else next(digits) for char in value)
        known = self._one(kind, value if kind is Kind.OWN else value.lower())
        return known if value.isascii() else widened(known, value)

    def _one(self, kind: Kind, value: str) -> str:
        known = self._known.get((kind, value))
        if known is None:
            known = self._new(kind, value)
            if len(self._known) < MOST:
                self._known[kind, value] = known
                self._originals.add(value.lower())
        return known

    def _new(self, kind: Kind, value: str) -> str:
        size = len(value)
        given = self._given.setdefault((kind, size), [])
        numbers = kind, size, "." in value
        while len(self._known) < MOST:
            found = _candidate(kind, self._next[numbers], value)
            if found is None:
                break
            self._next[numbers] += 1
            if found in self._issued or found in self._originals or self._is_taken(found):
                continue
            self._issued.add(found)
            given.append(found)
            return found
        return given[crc32(value.encode("utf-8", "replace")) % len(given)] if given else MASK * size


def widened(plain: str, value: str) -> str:
    """Return ``plain``, each of whose characters is made as wide as the one in its place in ``value``."""
    parts: list[str] = []
    for at, char in enumerate(value):
        before, after = value[at - 1 : at], value[at + 1 : at + 2]
        width = wcwidth(char)
        if width == 0 or char == EMOJI_PRESENTATION or before == JOINER:
            parts.append(NO_WIDTH)
        elif width == 2 or after == EMOJI_PRESENTATION:
            parts.append(chr(ord(plain[at]) + FULL_WIDTH))
        else:
            parts.append(plain[at])
    return "".join(parts)


def _candidate(kind: Kind, number: int, value: str) -> str | None:
    """Return the pseudonym with a number, None where there are not so many of this length."""
    size = len(value)
    if kind is Kind.IPV4:
        return _ipv4(number, size)
    if kind is Kind.IPV6:
        return _ipv6(number, size)
    if kind is Kind.MAC:
        return _mac(number)
    if kind is Kind.UUID:
        return f"00000000-0000-4000-8000-{number + 1:012d}"
    if kind is Kind.SERIAL:
        return f"{number + 1:0{size}d}" if number + 1 < 10**size else None
    if kind is Kind.HOST:
        return _host(number, size, dotted="." in value)
    return _word(number, size, "user" if kind is Kind.USER else "word")


def _ipv4(number: int, size: int) -> str | None:
    for block in (*DOCUMENTATION, *PADDED):
        digits = size - len(block)
        first, last = {1: (1, 9), 2: (10, 99), 3: (100 if block in DOCUMENTATION else 1, 254)}.get(digits, (1, 0))
        if number <= last - first:
            return f"{block}{first + number:0{digits}d}"
        number -= last - first + 1
    front = "0" * max(1, size - 12) + "."
    lengths = [1, 1, 1]
    for at in range(size - len(front) - 5):
        lengths[2 - at % 3] += 1
    number += 1  # 0.0.0.0 is no pseudonym: it stands for every address of a host
    octets: list[str] = []
    for length in reversed(lengths):
        first, count = {1: (0, 10), 2: (10, 90), 3: (100, 156)}[length]
        octets.insert(0, str(first + number % count))
        number //= count
    return None if number else front + ".".join(octets)


def is_special_ipv4(value: str) -> bool:
    """Return whether an address says nothing of anybody: loopback, netmasks, documentation."""
    octets = [int(octet) for octet in value.split(".")]
    return octets[0] in {0, 127, 255} or any(
        octets[:3] == [int(octet) for octet in block.split(".")[:3]] for block in DOCUMENTATION
    )


def _ipv6(number: int, size: int) -> str | None:
    front = "2001:db8:" if size < 39 else "2001:0db8:"
    rest = size - len(front)
    if rest < 2:
        front = "100::" if size > 5 else "::"
        digits = size - len(front)
        number += 1 if front == "100::" else 2  # ::1 is the loopback
        return front + f"{number:0{digits}x}" if digits > 0 and number < 16**digits else None
    filled = rest > 25
    digits = rest if filled else rest - 1
    groups = 6 if filled else (digits + 4) // 5
    count = digits - groups + 1
    if number + 1 >= 16**count:
        return None
    text = f"{number + 1:0{count}x}"
    lengths = [count // groups + (at < count % groups) for at in range(groups)]
    parts = [text[sum(lengths[:at]) : sum(lengths[: at + 1])] for at in range(groups)]
    return front + ("" if filled else ":") + ":".join(parts)


def is_special_ipv6(value: str) -> bool:
    """Return whether an address says nothing of anybody."""
    value = value.lower()
    if value.startswith(("2001:db8:", "2001:0db8:", "100::")):
        return True
    return value.startswith("::") and len(value) <= 5


def _mac(number: int) -> str | None:
    if number < 256:
        return f"00005e0053{number:02x}"
    return f"02005e{number:06x}" if number < 1 << 24 else None


def is_special_mac(value: str) -> bool:
    """Return whether a hardware address says nothing of anybody."""
    digits = "".join(char for char in value.lower() if char not in ":-.")
    return digits.startswith(("00005e0053", "02005e")) or digits in {"0" * 12, "f" * 12}


def _host(number: int, size: int, *, dotted: bool) -> str | None:
    ends = [end for end in ((".example.com",) if dotted else ()) + (".example", ".test") if size > len(end)]
    for end in ends:
        found = _word(number, size - len(end), "host")
        if found is not None:
            return found + end
        number -= _words(size - len(end), "host")
    return _word(number, size, "host")


def is_special_host(value: str) -> bool:
    """Return whether a name is one of RFC 2606, or means this machine."""
    value = value.lower().rstrip(".")
    return value == "localhost" or f".{value}".endswith(NAMES)


def _words(size: int, stem: str) -> int:
    """Return how many words of a length there are."""
    decimals = size - len(stem)
    decimal = int("9" * decimals) if decimals > 1 else 0
    return decimal + 26 * int("1" + "0" * (size - 1), len(DIGITS)) - (size > 1)


def _word(number: int, size: int, stem: str) -> str | None:
    """Return a word like ``host01``; short ones are like ``h01``."""
    decimals = size - len(stem)
    if decimals > 1:
        if number < 10**decimals - 1:
            return f"{stem}{number + 1:0{decimals}d}"
        number -= 10**decimals - 1
    number += size > 1
    digits = ""
    for _ in range(size - 1):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return chr(97 + (ord(stem[0]) - 97 + number) % 26) + digits if number < 26 else None
