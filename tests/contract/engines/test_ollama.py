"""The script that serves with Ollama, with a program in its place that keeps a diary."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from console.engines import engines

OLLAMA = r"""#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/diary"
case $1 in
  serve) touch "$here/up"; trap 'echo ended >>"$here/diary"; exit 0' TERM; while :; do sleep 0.05; done ;;
  list) [ -e "$here/up" ] ;;
  pull) [ "$2" != absent ] || { echo 'Error: pull model manifest: file does not exist' >&2; exit 1; } ;;
esac
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    folder = tmp_path / "it's here"
    folder.mkdir()
    program = folder / "ollama"
    program.write_text(OLLAMA)
    program.chmod(0o755)
    (written,) = engines()["ollama"].programs()
    (folder / written.name).write_text(written.content)
    return folder / written.name


def start(script: Path, *words: str) -> subprocess.Popen[str]:
    program = str(script.parent / "ollama")
    return subprocess.Popen(["/bin/sh", str(script), program, *words], stderr=subprocess.PIPE, text=True)


def diary(script: Path, until: str) -> list[str]:
    """Return what the program was told, once ``until`` is in it."""
    path = script.parent / "diary"
    for _ in range(200):
        lines = path.read_text().splitlines() if path.exists() else []
        if any(until in line for line in lines):
            return [line for line in lines if line != "list"]
        time.sleep(0.05)
    pytest.fail(f"never: {until}")


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (("small", "pull", "llama3.2:1b"), ["serve", "pull llama3.2:1b", "cp llama3.2:1b small"]),
        (("small", "create", "/srv/it's a.gguf"), ["serve", "create small -f"]),
    ],
)
def test_the_model_has_its_name_and_the_server_ends_with_its_script(
    script: Path, way: tuple[str, ...], told: list[str]
) -> None:
    with start(script, *way) as process:
        seen = diary(script, told[-1])
        assert [line.startswith(words) for line, words in zip(seen, told, strict=True)] == [True] * len(told)
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert "ended" in diary(script, "ended")
    if way[1] == "create":
        assert (script.parent / "Modelfile").read_text() == 'FROM "/srv/it\'s a.gguf"\n'


def test_a_model_that_cannot_be_had_ends_it_with_words_that_are_understood(script: Path) -> None:
    with start(script, "small", "pull", "absent") as process:
        _, said = process.communicate(timeout=20)
    assert process.returncode == 66
    found = engines()["ollama"].explain(said)
    assert found is not None and "no such model" in found.meaning.english()
    assert "ended" in diary(script, "ended")
