"""A run of the matrix that is killed leaves nothing once it has been tidied up after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import isolation
from tests.contract.matrix import tidy
from tests.contract.matrix.cases import ROOT
from tests.contract.matrix.test_system import pytestmark as needs

pytestmark = needs
CASES = {
    "process": "test_process.py::test_a_fault_at_every_step[command-blink-undo]",
    "system": "test_system.py::test_a_fault_at_every_step[blink]",
}


def of(pid: int) -> list[str]:
    """Return what there is of a run: processes, mounts, folders."""
    named = [str(path) for place in (tidy.HERE, tidy.SERVED) for path in place.glob(f"leitstand-*-{pid}-*")]
    marks = [*named, f"matrix-tidy-{os.getpid()}"]
    found = [
        f"process {words or number}"
        for number, words, variables in tidy._processes()
        if number != pid and any(mark in f"{words} {variables}" for mark in marks)
    ]
    mounts = Path("/proc/self/mounts").read_text().splitlines()
    return [*named, *found, *(line for line in mounts if any(mark in line for mark in marks))]


@pytest.mark.timeout(200)
@pytest.mark.parametrize("case", CASES)
def test_what_a_killed_run_left_goes(case: str, tmp_path: Path) -> None:
    base = tmp_path / f"matrix-tidy-{os.getpid()}"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "deploys", f"--basetemp={base}"]
    variables = {name: value for name, value in os.environ.items() if name != isolation.SESSION_VARIABLE}
    with (tmp_path / "log").open("wb") as log:
        run = subprocess.Popen(
            [*words, f"tests/contract/matrix/{CASES[case]}"], cwd=ROOT, env=variables, stdout=log, stderr=log
        )
    deadline = time.monotonic() + 90
    # The service itself, which nobody ends who does not know of it.
    while not any("stand_in.py" in each and "process" in each for each in of(run.pid)):
        assert run.poll() is None and time.monotonic() < deadline, (tmp_path / "log").read_text()[-2000:]
        time.sleep(0.1)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert of(run.pid), "a killed run is to leave something"
    subprocess.run([sys.executable, "-m", "tests.contract.matrix.tidy"], cwd=ROOT, check=True, env=variables)
    assert of(run.pid) == []
