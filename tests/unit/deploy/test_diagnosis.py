"""What failed steps print, and what is made of it."""

from __future__ import annotations

import pytest

from console.deploy import diagnosis


@pytest.mark.parametrize(
    ("output", "rc", "word"),
    [
        ("cat: write error: No space left on device\n", 1, "disk"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n", 1, "disk"),
        ("Error: creating container storage: open /home/ops/layers.json: no space left on device\n", 125, "disk"),
        ("mkdir: cannot create directory '/srv/x': Permission denied\n", 1, "owner"),
        ("mkdir: cannot create directory '/srv/x': Read-only file system\n", 1, "read-only"),
        ("ERROR: x-1-cp39-cp39-linux_x86_64.whl is not a supported wheel on this platform.\n", 1, "preflight"),
        ("Failed to connect to bus: No medium found\n", 1, "supervised process"),
        ("sh: 3: python3: not found\n", 127, "missing"),
        ("", 137, "memory"),
        ("timed out\nleitstand: huggingface.co: [Errno 111] Connection refused\n", 69, "does not reach the hub"),
        ("leitstand: huggingface.co: [Errno -2] Name or service not known\n", 69, "does not reach the hub"),
        ("leitstand: huggingface.co: HTTP 404\n", 69, "Undo"),
        ("something else\n", 1, "Undo"),
    ],
)
def test_the_hint_fits_the_output(output: str, rc: int, word: str) -> None:
    assert word in diagnosis.hint(output, rc)


def test_the_reason_is_the_last_line_that_says_something() -> None:
    assert diagnosis.reason("first\nlast\n\n[notice] A new release of pip is available\n", 1) == "last"
    assert diagnosis.reason("out of luck\nsupervise: the service ended with status 1 (5 of 5)\n", 3) == "out of luck"
    assert diagnosis.reason("supervise: the service ended with status 1 (5 of 5)\n", 3).endswith("(5 of 5)")
    assert diagnosis.reason("", 3) == "exit status 3"
    assert diagnosis.reason("\n", None) == "ended by a signal"


def test_output_is_bounded_and_plain() -> None:
    tail = diagnosis.tail("\x1b[31mred\x1b[0m\r\n" + "x" * 5000 + "\n" + "y\n" * 100)
    assert len(tail.splitlines()) == diagnosis.LAST_LINES and "\x1b" not in tail
    assert max(map(len, diagnosis.tail("x" * 5000).splitlines())) == diagnosis.LINE_LENGTH


def test_a_registry_out_of_reach_is_not_an_api_out_of_reach() -> None:
    said = (
        'Error response from daemon: Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com'
        " on 192.0.2.53:53: dial udp 192.0.2.53:53: connect: network is unreachable"
    )
    assert "does not reach the registry" in diagnosis.hint(said, 1)
