from __future__ import annotations

import pytest

from console.ui.terminal.links import LinkKind
from console.ui.terminal.logical import LogicalLine, Row
from console.ui.terminal.worktext import recognise_boxes, recognise_work, speaks_of_containers

COLS = 120
ID = "3f4e" * 16
POD = "chat-6d5f-x2k"
KNOWN = {"job 4711", f"pod {POD}", f"container {ID[:12]}"}
SQUEUE = "             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)"
ROW = "              4711       gpu    train      ops  R    1:02:03      2 gpu[01-02]"


def find(text: str, *above: str) -> list[tuple[str, str]]:
    """Return target and text of what is found in a line that stands under others."""
    rows: dict[int, Row] = {10 - at: (list(line.ljust(COLS)), False) for at, line in enumerate(reversed(above), 1)}
    line = LogicalLine(10, COLS, tuple(text.ljust(COLS)))
    found = recognise_work(line, rows.get, KNOWN)
    assert all(each.kind is LinkKind.WORK for each in found)
    return [(each.target, text[each.start : each.end]) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Submitted batch job 4711", [("job 4711", "4711")]),
        ("JobId=4711 JobName=train", [("job 4711", "4711")]),
        ("slurmstepd: /system.slice/slurmstepd.scope/job_4711/step_0", [("job 4711", "4711")]),
        ("job 4712 is nobody's, port 4711 no job", []),
        (f"{POD}   1/1   Running   0   3d", [(f"pod {POD}", POD)]),
        (f"3f4e3f4e3f4e   vllm:1   {ID}", [("container 3f4e3f4e3f4e", "3f4e3f4e3f4e"), ("container 3f4e3f4e3f4e", ID)]),
        ("deadbeefdead   vllm:1", []),
        (f"a-{POD} {POD}.svc", []),
    ],
)
def test_what_is_known_is_found(text: str, found: list[tuple[str, str]]) -> None:
    assert find(text) == found


def test_the_table_of_squeue() -> None:
    assert find(ROW, SQUEUE) == [("job 4711", "4711")]
    assert find(ROW, SQUEUE, "  4700  gpu  other") == [("job 4711", "4711")]
    assert find(ROW) == []


@pytest.mark.parametrize("piece", ["job ", "a-", "/job_", "0", "deadbeef"])
def test_hostile_lines_are_read_to_a_length(piece: str) -> None:
    cells = tuple((piece * 20_000)[:20_000])
    assert recognise_work(LogicalLine(0, len(cells), cells), lambda _row: None, KNOWN) == []


class Node:
    """Two containers, one of which is called like a plain word."""

    def find(self, name: str) -> str | None:
        return {"web": ID[:12], ID[:12]: ID[:12], "vllm-chat_1": "0123456789ab"}.get(name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3f4e3f4e3f4e   nginx:1   Up 3 days   web", ["3f4e3f4e3f4e", "web"]),
        ("docker logs -f web", ["web"]),
        ("the web server of vllm-chat_1.", ["vllm-chat_1"]),
        ("web server", []),
        ("docker pull web/vllm-chat_1 /srv/web", []),
    ],
)
def test_a_container_is_found_by_its_name(text: str, found: list[str]) -> None:
    line = LogicalLine(10, COLS, tuple(text.ljust(COLS)))
    assert [text[each.start : each.end] for each in recognise_boxes(line, Node())] == found


def test_a_table_of_containers_is_known_by_its_head() -> None:
    rows: dict[int, Row] = {8: (list("CONTAINER ID   IMAGE   NAMES"), False), 9: (list("0123   a   b"), False)}
    line = LogicalLine(10, COLS, tuple("4567   c   d".ljust(COLS)))
    assert speaks_of_containers(line, rows.get)
    assert not speaks_of_containers(line, {9: rows[9]}.get)
    assert speaks_of_containers(LogicalLine(0, COLS, tuple("$ podman ps".ljust(COLS))), rows.get)
