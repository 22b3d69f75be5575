"""What a desk costs that nobody touches, and what pages cost that have been opened and are not seen any more.

``python -m pytest -m perf -s tests/perf/test_hidden.py``; the second needs sshd for its nodes.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.perf.glass import glass, when
from tests.perf.stand import busy_seconds, stand
from tests.perf.test_idle import working
from tests.sshd import SSHD

pytestmark = [pytest.mark.perf, pytest.mark.timeout(600)]
SECONDS, ROUNDS = 10.0, 5
PAGES = {"alerts": "a", "node": "n", "readiness": "r", "history": "h"}


def shares(pids: Mapping[str, int]) -> dict[str, float]:
    """Return what each process takes of a processor, in percent: the median of some rounds."""
    taken: dict[str, list[float]] = {name: [] for name in pids}
    for _ in range(ROUNDS):
        before = {name: busy_seconds(pid) for name, pid in pids.items()}
        time.sleep(SECONDS)
        for name, pid in pids.items():
            taken[name].append((busy_seconds(pid) - before[name]) / SECONDS * 100)
    return {name: statistics.median(values) for name, values in taken.items()}


def told(seen: Mapping[str, float]) -> str:
    """Return shares for people, and their sum."""
    return f"{sum(seen.values()):.2f} % of a processor { {name: f'{share:.2f} %' for name, share in seen.items()} }"


def test_idle_desk(tmp_path: Path) -> None:
    """A window that stands, with no tab and no node but this computer."""
    with glass(tmp_path / "screen") as screen, stand(screen) as here:
        desk, _ = here.desk("--inventory", str(here.inventory(0)))
        when(lambda: screen.lit, what="a window")
        time.sleep(8)
        print(f"\nidle desk: {told(shares({'desk': desk.pid, 'core': here.cores()[0]}))}")


@pytest.mark.skipif(SSHD is None, reason="needs OpenSSH's sshd")
def test_hidden_pages(tmp_path: Path) -> None:
    """Eight tabs and eight sampled nodes; then every page has been open once and a terminal is in front again."""
    with glass(tmp_path / "screen") as screen, working(screen, tmp_path) as (here, desk):
        pids = {"desk": desk, "core": here.cores()[0]}
        print(f"\nno page was open yet: {told(shares(pids))}")
        for page, letter in PAGES.items():
            screen.keyboard.press(f"ctrl+alt+shift+{letter}")
            time.sleep(3)
            print(f"the page {page} is open: {told(shares(pids))}")
            screen.keyboard.press("alt+1")
            time.sleep(3)
        print(f"every page is open behind a terminal: {told(shares(pids))}")
