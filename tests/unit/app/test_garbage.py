from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.app import garbage

ROOT = Path(__file__).parents[3]

CORE = """
import gc, socket
from console.app import core
from console.app.profile import Profile, to_argument
async def run(self, sock=None, pipe=""):
    print(gc.get_freeze_count() > 10_000, *gc.get_threshold())
core.Core.run = run
ours, theirs = socket.socketpair()
core.serve(str(theirs.detach()), to_argument(Profile(name="garbage")))
"""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before, enabled = gc.get_threshold(), gc.isenabled()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)
    if not enabled:
        gc.disable()


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.me = self


def test_what_was_there_is_left_alone_and_what_comes_is_still_looked_through() -> None:
    old = Knot()
    garbage.settle()
    assert gc.isenabled()
    assert not any(thing is old for thing in gc.get_objects())
    new = Knot()
    assert any(thing is new for thing in gc.get_objects())
    del new
    assert gc.collect() >= 1


def test_the_process_of_a_core_settles_before_it_serves() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CORE], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split() == ["True", *map(str, garbage.THRESHOLDS)], done.stderr
