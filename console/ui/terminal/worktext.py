"""Finds Slurm jobs, pods and containers in a line of text. No Qt here.

Only what is known to run on a GPU of the fleet is found, so that a number is no job by chance. Every pattern is
anchored or bounded: a hostile line takes no longer than another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from console.ui.terminal.gputext import number_at
from console.ui.terminal.links import Found, LinkKind
from console.ui.terminal.logical import LogicalLine, Rows

MOST_CHARACTERS = 2000
MOST_ROWS_UP = 80
BEHIND_JOB = re.compile(r"\bjob(?:[_ ]?id)?(?: ?[:=#(] ?| )'?(\d{1,10})\b", re.IGNORECASE)
IN_A_PATH = re.compile(r"/job_(\d{1,10})(?=/|\b)")
HEAD = re.compile(r"(?<!\S)JOBID(?!\S)")
NUMBER = re.compile(r"(?<![\w.:/-])\d{1,10}(?![\w.:/-])", re.ASCII)
NAME = re.compile(r"(?<![\w.-])[a-z0-9][a-z0-9.-]{3,120}[a-z0-9](?![\w.-])", re.ASCII)
"""Of a pod, or its identity; twelve digits or more of a container's look the same."""
CONTAINER = re.compile(r"[0-9a-f]{12,64}")
BOX = re.compile(r"(?<![\w./-])[A-Za-z0-9][\w.-]{0,120}\w(?![\w/-])", re.ASCII)
"""Of a container, by its name or its identity; not a part of a path or of an image."""
ENGINES = re.compile(r"\b(?:docker|podman|nerdctl|crictl|compose|containers?|CONTAINER ID)\b", re.IGNORECASE)
PLAIN_WORD = re.compile(r"[A-Za-z]+")


class Known(Protocol):
    """What runs on the GPUs of the fleet."""

    def __contains__(self, target: object) -> bool: ...


def recognise_work(line: LogicalLine, rows: Rows, known: Known) -> list[Found]:
    """Return what a line says: ``job 4711``, ``pod chat-0``, ``container 3f4e3f4e3f4e`` are the targets."""
    text = line.text[:MOST_CHARACTERS]
    found = [*_jobs(text, known), *_in_column(line, text, rows, known), *_names(text, known)]
    taken: list[Found] = []
    for each in found:
        if all(each.end <= other.start or each.start >= other.end for other in taken):
            taken.append(each)
    return taken


class Boxes(Protocol):
    """The containers of one node."""

    def find(self, name: str) -> str | None:
        """Return the twelve digits of the container that is called so, by its name or identity."""
        ...


def recognise_boxes(line: LogicalLine, boxes: Boxes) -> list[Found]:
    """Return what a line says of the containers of its node; ``container 3f4e3f4e3f4e`` are the targets.

    A name that is a plain word, as ``web``, is one only in a line that is about containers.
    """
    text = line.text[:MOST_CHARACTERS]
    named = [(match, boxes.find(match[0])) for match in BOX.finditer(text)]
    is_about = ENGINES.search(text) is not None or any(box and match[0].startswith(box) for match, box in named)
    return [
        Found(*match.span(), LinkKind.WORK, f"container {box}")
        for match, box in named
        if box is not None and (is_about or PLAIN_WORD.fullmatch(match[0]) is None)
    ]


def speaks_of_containers(line: LogicalLine, rows: Rows) -> bool:
    """Return whether a line or one above it, as far as the head of its table may be, is about containers."""
    if ENGINES.search(line.text[:MOST_CHARACTERS]):
        return True
    for at in range(line.first_row - 1, line.first_row - MOST_ROWS_UP, -1):
        above = rows(at)
        if above is None:
            return False
        if ENGINES.search("".join(above[0])):
            return True
    return False


def _jobs(text: str, known: Known) -> Iterator[Found]:
    for pattern in (BEHIND_JOB, IN_A_PATH):
        for match in pattern.finditer(text):
            if f"job {match[1]}" in known:
                yield Found(*match.span(1), LinkKind.WORK, f"job {match[1]}")


def _in_column(line: LogicalLine, text: str, rows: Rows, known: Known) -> Iterator[Found]:
    """Yield the job of a row of squeue or sacct: its number stands under the head JOBID."""
    if not any(f"job {number}" in known for number in NUMBER.findall(text)):
        return
    for at in range(line.first_row - 1, line.first_row - MOST_ROWS_UP, -1):
        above = rows(at)
        if above is None:
            return
        head = HEAD.search("".join(cell or " " for cell in above[0]))
        if head is not None:
            number = number_at(text, head.start(), head.end())
            if number is not None and (target := f"job {text[number[0] : number[1]]}") in known:
                yield Found(*number, LinkKind.WORK, target)
            return


def _names(text: str, known: Known) -> Iterator[Found]:
    for match in NAME.finditer(text):
        if f"pod {match[0]}" in known:
            yield Found(*match.span(), LinkKind.WORK, f"pod {match[0]}")
        elif CONTAINER.fullmatch(match[0]) and (target := f"container {match[0][:12]}") in known:
            yield Found(*match.span(), LinkKind.WORK, target)
