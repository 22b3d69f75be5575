"""Real systems of the test bed: used as they run, else started, and ended again by who started them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

TESTBED = Path(__file__).parents[4] / "shared" / "tools" / "testbed"

needs_bed = [
    pytest.mark.testbed,
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        not TESTBED.exists() or os.getuid() != 0, reason="needs the test bed beside the checkout, and root"
    ),
]


def run(name: str, *arguments: str, within: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a script of the test bed; what it starts outlives the folders of the test that happened to start it."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "LANG", "TESTBED", "KUBERNETES_BIN"}}
    return subprocess.run(
        [TESTBED / name, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=within,
        env={"HOME": "/root", **kept},
        stdin=subprocess.DEVNULL,
    )


@contextmanager
def system(
    name: str, *options: str, is_well: Callable[[dict[str, str]], bool] | None = None
) -> Iterator[dict[str, str]]:
    """Return how a system is reached; one that runs but is not well is started anew."""
    known = run(name, "env")
    started = known.returncode != 0
    if not started and is_well is not None and not is_well(_read(known.stdout)):
        run(name, "down")
        started = True
    if started:
        known = run(name, "up", *options)
        if known.returncode != 0:
            pytest.skip(f"{name} does not start here: {known.stderr.strip()[-200:]}")
    try:
        yield _read(known.stdout)
    finally:
        if started:
            run(name, "down")


def _read(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
