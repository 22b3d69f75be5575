"""The process that matches: a script of the standard library, one line of JSON each way."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys

from console.terminal import match_worker


def answers(*requests: dict[str, object]) -> list[dict[str, object]]:
    told = io.StringIO()
    match_worker.serve(io.StringIO("".join(json.dumps(request) + "\n" for request in requests)), told)
    return [json.loads(line) for line in told.getvalue().splitlines()]


def test_a_pattern_then_texts() -> None:
    assert answers(
        {"pattern": "o+", "flags": int(re.IGNORECASE)}, {"texts": ["foO bar", "", "xo"]}, {"pattern": "b", "flags": 0},
        {"texts": ["ab"]},
    ) == [{}, {"spans": [[1, 3], [], [1, 2]]}, {}, {"spans": [[1, 2]]}]  # fmt: skip


def test_a_broken_pattern_tells_where() -> None:
    assert answers({"pattern": "a(b", "flags": 0}) == [{"error": "missing ), unterminated subpattern", "position": 1}]


def test_it_runs_as_a_script_of_its_own() -> None:
    ended = subprocess.run(
        [sys.executable, "-I", "-S", match_worker.__file__],
        input='{"pattern": "é", "flags": 0}\n{"texts": ["caf\\u00e9"]}\n', capture_output=True, text=True, check=True,
        encoding="utf-8",
    )  # fmt: skip
    assert ended.stdout == '{}\n{"spans": [[3, 4]]}\n'
    assert ended.stderr == ""
