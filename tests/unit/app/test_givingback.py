from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from console.app.givingback import BUSY_SHARE, EVERY_SECONDS, WORTH_SECONDS, GivingBack

ROOT = Path(__file__).parents[3]

HOLES = """
from pathlib import Path
from console.app.givingback import give_back
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
kept, freed = [], []
for _ in range(2000):
    freed.append(bytes(20_000))
    kept.append(bytes(1000))
del freed
before = resident()
give_back()
print(before - resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
def test_what_lies_free_between_what_is_used_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", HOLES], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20_000_000, done.stdout


def test_it_is_done_once_after_work_and_never_within_it() -> None:
    used, given = [0.0], list[float]()
    looks = GivingBack(lambda: given.append(used[0]), lambda: used[0])

    def work(seconds: float) -> int:
        used[0] += seconds
        looks.look()
        return len(given)

    much, little = 2 * BUSY_SHARE * EVERY_SECONDS, WORTH_SECONDS / 4
    assert [work(seconds) for seconds in (much, much, little, little, little)] == [0, 0, 1, 1, 1]
    assert [work(seconds) for seconds in (much, little, little)] == [1, 2, 2]
    assert [work(little) for _ in range(4)] == [2, 2, 3, 3], "what little work leaves behind adds up"
