"""Finds what a line says of the node's GPUs: an index, an identity, a place on the bus, an XID, a process. No Qt here.

Only what the node is known to have is found, so that a number is no GPU by chance. Every pattern is anchored or
bounded: a hostile line takes no longer than another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from console.ui.terminal.links import Found, LinkKind
from console.ui.terminal.logical import LogicalLine, Rows

MOST_ROWS_UP = 64
"""How far above a row the head of its table is looked for."""
MOST_CHARACTERS = 2_000
"""Of a line: messages and tables are shorter."""

UUID = re.compile(r"GPU-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
BUS = re.compile(
    r"(?<![\w:])(?:[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}(?:\.[0-7])?|[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])(?![\w:])",
    re.IGNORECASE,
)
"""With its domain or its function: without both it looks like a time of day."""
XID = re.compile(r"\bxid\b(?: errors?)?(?: ?\(PCI:([0-9a-f:.]{5,16})\))?[ :=]{0,3}(\d{1,3})\b", re.IGNORECASE)
INDEX = re.compile(r"\b(?:GPU|cuda|nvidia)(?: ?#|[ :\[]|)(\d{1,3})(?!\.?\w|:\d)", re.IGNORECASE)
BEHIND_PID = re.compile(r"\bpids?(?: ?[:=#(] ?| )'?(\d{1,9})\b", re.IGNORECASE)
SMI_DEVICE = re.compile(r"\| {1,4}(\d{1,3})  (?:NVIDIA|Tesla|Quadro|GeForce) ")
SMI_PROCESS = re.compile(r"\| {1,6}(\d{1,3}) {1,4}\S{1,4} {1,3}\S{1,4} {1,12}(\d{1,9}) {1,8}[A-Z+]{1,3} ")
PS_ROW = re.compile(r"\s{0,4}\S{1,32} {1,16}(\d{1,9}) {1,5}\d{1,4}(?:\.\d)? {1,5}\d{1,3}(?:\.\d)? ")
NUMBER = re.compile(r"(?<![\w.:/-])\d{1,9}(?![\w.:/-])", re.ASCII)
HEADS = re.compile(r"(?<![\w%-])(?:PID|GPU)(?![\w%-])", re.IGNORECASE)
TABLE = re.compile(r"\bPID\b", re.IGNORECASE)


class Known(Protocol):
    """What is known of the node at this moment."""

    def gpu(self, target: str) -> bool:
        """Return whether there is a GPU of this index, identity or place."""
        ...

    def process(self, pid: int) -> bool:
        """Return whether a process computes on a GPU."""
        ...

    def xid(self, code: int) -> bool:
        """Return whether it is known what an XID means."""
        ...


def recognise_gpus(line: LogicalLine, rows: Rows, known: Known) -> list[Found]:
    """Return what a line says, from left to right, without overlaps."""
    text = line.text[:MOST_CHARACTERS]
    taken: list[Found] = []
    for found in (*_xids(text, known), *_named(text, known), *_rows(text, known), *_columns(line, rows, known)):
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def _xids(text: str, known: Known) -> Iterator[Found]:
    for match in XID.finditer(text):
        if known.xid(int(match[2])):
            yield Found(match.start(), match.end(), LinkKind.XID, f"{match[2]} {match[1] or ''}".strip())


def _named(text: str, known: Known) -> Iterator[Found]:
    """Yield what says by itself what it is."""
    for pattern in (UUID, BUS):
        for match in pattern.finditer(text):
            if known.gpu(match[0]):
                yield Found(match.start(), match.end(), LinkKind.GPU, match[0])
    for match in INDEX.finditer(text):
        if known.gpu(match[1]):
            yield Found(match.start(), match.end(), LinkKind.GPU, match[1])
    for match in BEHIND_PID.finditer(text):
        yield from _process(match, known)


def _rows(text: str, known: Known) -> Iterator[Found]:
    """Yield what a row shows by its form, also where the head of its table has scrolled away."""
    device = SMI_DEVICE.match(text)
    if device is not None and known.gpu(device[1]):
        yield Found(*device.span(1), LinkKind.GPU, device[1])
    row = SMI_PROCESS.match(text)
    if row is not None:
        if known.gpu(row[1]):
            yield Found(*row.span(1), LinkKind.GPU, row[1])
        yield from _process(row, known, 2)
    ps = PS_ROW.match(text)
    if ps is not None:
        yield from _process(ps, known)


def _columns(line: LogicalLine, rows: Rows, known: Known) -> Iterator[Found]:
    """Yield the numbers that stand under the heads of their columns, with which they end or begin."""
    text = line.text[:MOST_CHARACTERS]
    if not any(known.process(int(number)) or known.gpu(number) for number in NUMBER.findall(text)):
        return
    head = _head_above(line.first_row, rows)
    if head is None:
        return
    for name in HEADS.finditer(head):
        number = number_at(text, name.start(), name.end())
        if number is None:
            continue
        digits = text[number[0] : number[1]]
        if name[0].upper() == "PID" and known.process(int(digits)):
            yield Found(*number, LinkKind.PROCESS, digits)
        elif name[0].upper() == "GPU" and len(digits) < 4 and known.gpu(digits):
            yield Found(*number, LinkKind.GPU, digits)


def _head_above(row: int, rows: Rows) -> str | None:
    for at in range(row - 1, row - MOST_ROWS_UP, -1):
        known = rows(at)
        if known is None:
            return None
        if TABLE.search("".join(known[0])):
            return "".join(cell or " " for cell in known[0])
    return None


def number_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the number that begins or ends with the columns ``[start, end)``."""
    for at in (end - 1, start):
        if not text[at : at + 1].isdecimal():
            continue
        first = last = at
        while first and text[first - 1].isdecimal():
            first -= 1
        while text[last + 1 : last + 2].isdecimal():
            last += 1
        alone = text[first - 1 : first] in {"", " ", "|"} and text[last + 1 : last + 2] in {"", " ", "|"}
        if last - first < 9 and alone and (last == end - 1 or first == start):
            return first, last + 1
    return None


def _process(match: re.Match[str], known: Known, group: int = 1) -> Iterator[Found]:
    if known.process(int(match[group])):
        yield Found(*match.span(group), LinkKind.PROCESS, match[group])
