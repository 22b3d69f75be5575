"""Loading numpy starts nothing, and leaves nothing behind in the environment."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from console.wire.arrays import THREADS_VARIABLE

COUNTED = """
import os, sys
from pathlib import Path
from console.wire.arrays import THREADS_VARIABLE, import_numpy
assert "numpy" not in sys.modules
import_numpy()
print(len(list(Path("/proc/self/task").iterdir())), os.environ.get(THREADS_VARIABLE, "-"))
import numpy
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
@pytest.mark.parametrize("wanted", ["-", "3"])
def test_numpy_brings_no_threads_and_shells_may_have_them(wanted: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != THREADS_VARIABLE}
    if wanted != "-":
        environment[THREADS_VARIABLE] = wanted
    said = subprocess.run(
        [sys.executable, "-c", COUNTED], capture_output=True, text=True, check=True, timeout=60, env=environment
    )
    assert said.stdout.split() == ["1", wanted]
