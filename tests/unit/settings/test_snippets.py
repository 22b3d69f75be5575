from __future__ import annotations

from pathlib import Path

from console.model.snippet import Snippet
from console.settings.snippets import MOST, read_snippets

GOOD = """
[[GPU]]
name = "Processes"
text = "nvidia-smi pmon -c 1"
run = true

[[Slurm]]
name = "Jobs of a user"
text = "squeue -u {account}"
defaults = { account = "alice" }

["Two words"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "snippets.toml"
    path.write_text(text)
    return path


def test_sections_hold_snippets(tmp_path: Path) -> None:
    found, problems = read_snippets(written(tmp_path, GOOD.replace('["Two words"]\n', "")))
    assert found == (
        Snippet("GPU", "Processes", "nvidia-smi pmon -c 1", run=True),
        Snippet("Slurm", "Jobs of a user", "squeue -u {account}", defaults={"account": "alice"}),
    )
    assert problems == []


def test_a_mistake_costs_its_snippet_only(tmp_path: Path) -> None:
    path = written(tmp_path, '[[A]]\nname = "no text"\n[[A]]\nname = "b"\ntext = "ls"\ncolour = "red"\ndefaults = 3\n')
    found, problems = read_snippets(path)
    assert found == (Snippet("A", "b", "ls"),)
    assert [problem.params["place"] for problem in problems] == [f"{path}:1:1", f"{path}:6:1", f"{path}:7:1"]


def test_a_broken_file_is_none_so_that_what_was_read_before_stays(tmp_path: Path) -> None:
    found, problems = read_snippets(written(tmp_path, "[[A]\n"))
    assert found is None
    assert len(problems) == 1


def test_there_are_not_too_many(tmp_path: Path) -> None:
    found, _ = read_snippets(written(tmp_path, '[[A]]\nname = "n"\ntext = "t"\n' * (MOST + 5)))
    assert found is not None
    assert len(found) == MOST
