from __future__ import annotations

import pytest

from console.ui.terminal.gputext import recognise_gpus
from console.ui.terminal.links import LinkKind
from console.ui.terminal.logical import LogicalLine, Row

COLS = 120
UUID = "GPU-aabbccdd-0011-2233-4455-667788990000"
PLACES = {"00000000:1B:00.0", "0000:1b:00.0", "0000:1b:00", "1b:00.0"}


def nothing(_row: int) -> Row | None:
    return None


class Known:
    """A node with the GPUs 0 to 3 and the process 9950 on one of them."""

    def gpu(self, target: str) -> bool:
        return target in {"0", "1", "2", "3", UUID} | PLACES

    def process(self, pid: int) -> bool:
        return pid == 9950

    def xid(self, code: int) -> bool:
        return code in {48, 79}


def find(text: str, *above: str) -> list[tuple[str, str]]:
    """Return kind and text of what is found in a line that stands under others."""
    rows: dict[int, Row] = {10 - at: (list(line.ljust(COLS)), False) for at, line in enumerate(reversed(above), 1)}
    line = LogicalLine(10, COLS, tuple(text.ljust(COLS)))
    return [(found.kind.value, text[found.start : found.end]) for found in recognise_gpus(line, rows.get, Known())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GPU 3 is hot, GPU 7 is not", [("gpu", "GPU 3")]),
        (
            "on cuda:1 and GPU#2 and gpu:0 and GPU[3]",
            [("gpu", "cuda:1"), ("gpu", "GPU#2"), ("gpu", "gpu:0"), ("gpu", "GPU[3")],
        ),
        (f"GPU 0: NVIDIA H100 (UUID: {UUID})", [("gpu", "GPU 0"), ("gpu", UUID)]),
        ("0000:1b:00.0 3D controller, at 1b:00 and 18:00", [("gpu", "0000:1b:00.0")]),
        ("CUDA 12.4 cuda:1.5 GPU 2x GPU 80GB", []),
    ],
)
def test_gpus_that_say_what_they_are(text: str, found: list[tuple[str, str]]) -> None:
    assert find(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NVRM: Xid (PCI:0000:1b:00): 79, pid='<unknown>'", "Xid (PCI:0000:1b:00): 79"),
        ("XID 48 on node", "XID 48"),
        ("XID errors: 79", "XID errors: 79"),
    ],
)
def test_xids(text: str, found: str) -> None:
    assert ("xid", found) in find(text)
    assert not [kind for kind, _ in find(text.replace("79", "7").replace("48", "4")) if kind == "xid"]


PS = "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND"
SMI = "|  GPU   GI   CI              PID   Type   Process name                        GPU Memory |"


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("ops         9950  101  2.0 660600 22020 ?        R    10:00   9:59 python3 train.py", PS),
        (
            "   9950 ops       20   0  629.2g  21.0g   1.2g R 101.3   2.1   9:59.87 python3",
            "    PID USER      PR  NI    VIRT    RES    SHR S",
        ),
        ("  9950 pts/0    00:00:12 python3", "   PID TTY          TIME CMD"),
        ("ops         9950  101  2.0 660600 22020 ?        R    10:00   9:59 python3 train.py", ""),
        ("killed pid 9950 (python3)", ""),
        ("pid=9950, name=python3", ""),
    ],
)
def test_processes_by_their_column_or_their_word(text: str, above: str) -> None:
    assert find(text, above) == [("process", "9950")]


def test_a_number_elsewhere_is_no_process() -> None:
    assert find("port 9950 is open, 9950 files", PS) == []
    assert find("root        1234  0.0  0.0   9950  9950 ?", PS) == []


@pytest.mark.parametrize("above", [SMI, ""])
def test_the_tables_of_nvidia_smi(above: str) -> None:
    row = "|    2   N/A  N/A            9950      C   /usr/bin/python3                     75532MiB |"
    assert find(row, above) == [("gpu", "2"), ("process", "9950")]
    device = "|   3  NVIDIA H100 80GB HBM3          On  |   00000000:1B:00.0 Off |                    0 |"
    assert find(device, above) == [("gpu", "3"), ("gpu", "00000000:1B:00.0")]


def test_the_head_of_another_table_further_up_does_not_count_for_ever() -> None:
    far = [PS, *["text"] * 80]
    assert find("ops         9950 and so on", *far) == []


@pytest.mark.parametrize("piece", ["GPU ", "GPU-", "xid ", "0000:", "pid ", "| ", "9 ", "1b:00", "GPU-aabbccdd-"])
def test_hostile_lines_are_read_to_a_length(piece: str) -> None:
    cells = tuple((piece * 10_000)[:100_000])
    assert recognise_gpus(LogicalLine(0, len(cells), cells), nothing, Known()) is not None


def test_kinds_are_told_apart() -> None:
    line = LogicalLine(0, COLS, tuple("GPU 1".ljust(COLS)))
    (found,) = recognise_gpus(line, nothing, Known())
    assert (found.kind, found.target) == (LinkKind.GPU, "1")
