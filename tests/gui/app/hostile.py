"""What a hostile node prints, as a program: ``hostile.py KIND MEGABYTES``. Ends with the title DONE."""

import sys
from collections.abc import Iterator

BLOCK = 1 << 20


def repeated(piece: bytes, size: int) -> Iterator[bytes]:
    """Yield ``piece`` again and again, in blocks, until so many bytes are reached."""
    block = piece * max(1, BLOCK // len(piece))
    for _ in range(max(1, size // len(block))):
        yield block


def numbered(piece: bytes, size: int) -> Iterator[bytes]:
    """Yield ``piece`` with another number each time, until so many bytes are reached."""
    written = number = 0
    while written < size:
        block = b"".join(piece.replace(b"#", b"%d" % count) for count in range(number, number + 2000))
        number += 2000
        written += len(block)
        yield block


def chain(*parts: Iterator[bytes]) -> Iterator[bytes]:
    """Yield one part after the other."""
    for part in parts:
        yield from part


KINDS = {
    "line": lambda size: repeated(b"x", size),
    "links": lambda size: numbered(b"\x1b]8;id=#;http://example.com/#\x1b\\y", size),
    "titles": lambda size: numbered(b"\x1b]0;title #\x07", size),
    "bells": lambda size: repeated(b"\x07", size),
    "clipboard": lambda size: numbered(b"\x1b]52;c;aGVsbG8gIyMj\x07#", size),
    "notices": lambda size: numbered(b"\x1b]9;notice #\x07\x1b]777;notify;a;b #\x07", size),
    "string": lambda size: chain(iter([b"\x1b]0;"]), repeated(b"t", size)),
    "control": lambda size: chain(iter([b"\x1bP"]), repeated(b"q", size)),
    "parameters": lambda size: chain(iter([b"\x1b["]), repeated(b"1;", size), iter([b"m"])),
    "marks": lambda size: chain(iter([b"e"]), repeated("\u0301".encode(), size)),
    "marked": lambda size: numbered(b"\x1b]133;A\x07$ \x1b]133;C\x07#\r\n\x1b]133;D;1\x07", size),
    "modes": lambda size: repeated(b"\x1b[?1049h\x1b[?1049l\x1b[2J\x1bc", size),
    "lines": lambda size: repeated(b"y\r\n", size),
}


def main() -> None:
    """Print it all."""
    kind, megabytes = sys.argv[1], float(sys.argv[2])
    for block in KINDS[kind](int(megabytes * BLOCK)):
        sys.stdout.buffer.write(block)
    sys.stdout.buffer.write(b"\x18\x1b\\\x1b]8;;\x1b\\\x1b[m\x1b]0;DONE\x07")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
