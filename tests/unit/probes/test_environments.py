from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from console.model.node_detail import PythonEnvironment
from console.model.probe import Reading
from console.probes.environments import PROBE

BOX = "3f4e3f4e3f4e"


def environments(*lines: str) -> tuple[PythonEnvironment, ...]:
    return PROBE.parse(Reading("\n".join(["environments", *lines])))["environments"]


def test_what_runs_comes_first_and_knows_its_processes() -> None:
    found = environments(
        "env - - /opt/a/lib/python3.11/site-packages",
        "has transformers-4.57.1 torch-2.9.0+cu128",
        "built cuda: Optional[str] = '12.8'",
        f"env {BOX} 9950 /usr/local/lib/python3.12/dist-packages",
        "has torch-2.9.0+cu129 vllm-0.11.2",
        f"also {BOX} 9957 /usr/local/lib/python3.12/dist-packages",
    )
    assert found == (
        PythonEnvironment(
            "/usr/local/lib/python3.12/dist-packages", "3.12", (("vllm", "0.11.2"), ("torch", "2.9.0+cu129")),
            None, BOX, (9950, 9957),
        ),
        PythonEnvironment(
            "/opt/a/lib/python3.11/site-packages", "3.11", (("torch", "2.9.0+cu128"), ("transformers", "4.57.1")),
            "12.8",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("built", "words"),
    [
        (["cuda: Optional[str] = '12.8'", "hip: Optional[str] = None"], "12.8"),
        (["cuda = None", "hip = '6.2.41133-dd7f95766'"], "rocm6.2.41133"),
        (["cuda: Optional[str] = None", "hip: Optional[str] = None"], "cpu"),
        ([], None),
    ],
)
def test_what_torch_was_built_for(built: list[str], words: str | None) -> None:
    lines = ["env - - /opt/a/lib/python3.11/site-packages", "has torch-2.9.0", *(f"built {line}" for line in built)]
    assert environments(*lines)[0].cuda_build == words


def test_a_folder_with_nothing_of_interest_is_no_environment() -> None:
    assert environments("env - - /opt/a/lib/python3.11/site-packages") == ()
    assert PROBE.parse(Reading("")) == {}


def test_nothing_is_imported_to_find_it(tmp_path: Path) -> None:
    """A folder in the home of the user is found by its names alone; importing it would fail."""
    packages = tmp_path / "work" / ".venv" / "lib" / "python3.12" / "site-packages"
    (packages / "torch-2.9.0+cu130.dist-info").mkdir(parents=True)
    (packages / "vllm-0.11.2.dist-info").mkdir()
    (packages / "torch").mkdir()
    (packages / "torch" / "__init__.py").write_text("raise SystemExit('imported')")
    (packages / "torch" / "version.py").write_text("__version__ = '2.9.0'\ncuda: Optional[str] = '13.0'\n")
    script = f"probe() {{\n{PROBE.shell}\n}}\nprobe </dev/null\n"
    done = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    found = PROBE.parse(Reading(done.stdout, done.returncode))["environments"]
    (mine,) = [environment for environment in found if environment.path == str(packages)]
    assert mine.packages == (("vllm", "0.11.2"), ("torch", "2.9.0+cu130"))
    assert (mine.python, mine.cuda_build) == ("3.12", "13.0")
