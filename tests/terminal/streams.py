"""Output of programs that do not exist: noise, and sequences that are right and hardly make sense."""

from __future__ import annotations

import random
from collections.abc import Iterator

ENDS = ("\r\n", "\r\n", "\n", "\r", "\t", " ", "\b", "")
STARTS = (b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b", b"\n", b"m", b"\x9b")
WORDS = (
    "error", "warning:", "/usr/share/doc", "GPU-0", "ok", "中文字", "日本語", "naïve", "e\u0301", "😀", "👩\u200d🔬",
    "🇩🇪", "─│┌", "\u0301",
)  # fmt: skip
FINALS = "ABCDEFGHIJKLMPSTXZ@`abcdefghlmnqrstu"
FUNCTIONS = (" q", "$p", "!p", "'}", "'~", '"q', " @", " A", "$z", "$x", "$v", "#8")
PRIVATE = (
    1, 3, 5, 6, 7, 9, 12, 25, 40, 45, 47, 66, 67, 69, 1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 1045, 1047,
    1048, 1049, 2004, 2026, 2027, 2031, 2048,
)  # fmt: skip
COMMANDS = (
    "0;title", "2;title", "7;file://h.example/tmp", "8;;http://www.example.com/{}", "8;;", "9;done", "777;notify;a;b",
    "52;c;aGk=", "52;c;?", "4;{};?", "4;{};#123456", "10;?", "11;#{}", "104", "110", "133;A", "133;B", "133;C",
    "133;D;{}", "633;E;ls", "1337;x",
)  # fmt: skip
STRINGS = ("P$qm", "P$q q", "P+q544e", "Pq#0~~", "_Gi=1;AAAA", "^pm", "Xsos")
PLAIN = (
    "7", "8", "D", "E", "M", "H", "c", "=", ">", "(0", "(B", ")0", "*0", "N", "O", "n", "o", "V", "W", "Z", "#8", "#6",
    "%G",
)  # fmt: skip


def noise(size: int, seed: int) -> Iterator[bytes]:
    """Yield random bytes with the starts of sequences strewn in, so that they reach further than the first state."""
    chance = random.Random(seed)
    made = 0
    while made < size:
        parts = [chance.randbytes(chance.randint(1, 60)) + chance.choice(STARTS) for _ in range(1000)]
        yield b"".join(parts)
        made += sum(map(len, parts))


def structured(size: int, seed: int) -> Iterator[bytes]:
    """Yield text, control functions, commands and strings, each of them complete."""
    chance = random.Random(seed)
    made = 0
    while made < size:
        data = "".join(_piece(chance) for _ in range(1000)).encode()
        yield data
        made += len(data)


def _piece(chance: random.Random) -> str:
    kind = chance.random()
    number = chance.choice((0, 1, 1, 2, 3, 5, 9, 30, 200, 65_535, 99_999_999))
    if kind < 0.45:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 12))) + chance.choice(ENDS)
    if kind < 0.92:
        return "\x1b[" + _sequence(chance, kind, number)
    if kind < 0.96:
        return f"\x1b]{chance.choice(COMMANDS).format(number)}{chance.choice((chr(7), chr(27) + chr(92)))}"
    if kind < 0.98:
        return f"\x1b{chance.choice(STRINGS)}\x1b\\"
    return f"\x1b{chance.choice(PLAIN)}"


def _sequence(chance: random.Random, kind: float, number: int) -> str:
    if kind < 0.60:
        return f"{';'.join(str(chance.randint(0, 110)) for _ in range(chance.randint(0, 6)))}m"
    if kind < 0.66:
        return f"{chance.choice((38, 48, 58))}{chance.choice((';2;', ':2::'))}{chance.randint(0, 300)};{number};7m"
    if kind < 0.80:
        numbers = ";".join(str(chance.choice((number, chance.randint(0, 40)))) for _ in range(chance.randint(0, 3)))
        return f"{chance.choice(('', '', '', '?', '>', '='))}{numbers}{chance.choice(FINALS)}"
    if kind < 0.88:
        return f"?{chance.choice(PRIVATE)}{chance.choice('hhlsr')}"
    return f"{chance.randint(0, 9)};{number}{chance.choice(FUNCTIONS)}"
